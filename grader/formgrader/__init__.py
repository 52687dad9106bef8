"""Formgrader's page of a chapter with one button more: autograde all, by the class grader. Its own buttons stay as they are."""


def _jupyter_server_extension_points() -> list[dict]:
    return [{"module": "grader.formgrader"}]


def _load_jupyter_server_extension(server) -> None:
    from .extension import load

    load(server)
