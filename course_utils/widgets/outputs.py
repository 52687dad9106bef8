"""Showing something in a notebook: with widgets where they run, and as plain text and HTML beside them."""

from __future__ import annotations

from typing import Any

from course_utils.environment import static as outputs_are_static

WIDGET = "application/vnd.jupyter.widget-view+json"


def widgets_run() -> bool:
    """True in a notebook with a kernel whose outputs are not kept for comparison."""
    from IPython import get_ipython

    return not outputs_are_static() and getattr(get_ipython(), "kernel", None) is not None


def with_widget(data: dict, panel: Any) -> dict:
    """`data` as a front end without widgets shows it, and the widget for one that has them."""
    return {**data, WIDGET: panel._repr_mimebundle_()[WIDGET]}


def show(data: dict, metadata: dict | None = None, *, later: bool = False) -> Any:
    """Display one output. Returns its handle, whose `update` replaces it, if it is to change `later`."""
    from IPython import get_ipython
    from IPython.display import display

    if get_ipython() is None:  # plain Python: nothing but text can be seen
        print(data["text/plain"])
        return None
    return display(data, metadata=metadata or {}, raw=True, display_id=later or None)
