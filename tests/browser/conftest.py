"""A real JupyterLab and a real Chromium. Every step leaves a picture in screenshots/, to be looked at."""

import os
import sys
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import expect

from grader.authoring.bundle import FOLDERS, SET_UP
from tests.browser.servers import Lab, chromium
from tests.newcomer import copy

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "screenshots"
BROWSER = chromium()
expect.set_options(timeout=60_000)  # a cold kernel, or a check in a Python of its own, on a busy machine


def pytest_collection_modifyitems(config, items):
    """One line says that the browser tests did not run; under CI they fail in place of it."""
    reason = "no Chromium on this machine: `apt-get install chromium`, then `make test-browser`"
    for item in items:
        if BROWSER is None and not os.environ.get("CI") and Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=reason))


def _copy(target: Path, *names: str) -> Path:
    """A fresh copy of the course, with this environment as its .venv."""
    (copy(target, *names) / ".venv").symlink_to(sys.prefix)
    return target


@pytest.fixture(scope="module")
def students_copy(tmp_path_factory):
    """What a student has: the bundle's folders, and no grader."""
    return _copy(tmp_path_factory.mktemp("student") / "course", *FOLDERS, *SET_UP)


@pytest.fixture(scope="module")
def instructors_copy(tmp_path_factory):
    """What an instructor has: the whole repository, tests and benchmarks apart."""
    return _copy(tmp_path_factory.mktemp("instructor") / "course", ".", ":!tests", ":!benchmarks")


@pytest.fixture(scope="module")
def browser():
    """Headless Chromium of the distribution; it talks to this machine and to nobody else."""
    from playwright.sync_api import sync_playwright

    options = ["--disable-background-networking", "--disable-gpu", "--force-prefers-reduced-motion"]
    options += ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=options)
        yield browser
        browser.close()


def shoot(page, name: str, theme: str, **how) -> None:
    """Leave a picture of the page."""
    page.screenshot(path=SCREENSHOTS / f"{name}-{theme}.png", **how)


@pytest.fixture
def open_page(browser, request):
    """Opens pages whose every request off this machine fails the test; `page.shoot(name)` leaves a picture."""
    contexts, strangers = [], []

    def stay_here(route):
        url = route.request.url
        if url.startswith(("http://127.0.0.1", "http://localhost", "file://", "data:", "blob:")):
            route.continue_()
        else:
            strangers.append(url)
            route.abort()

    def open_(url: str, theme: str = "light", **options):
        context = browser.new_context(color_scheme=theme, viewport={"width": 1280, "height": 900}, **options)
        contexts.append(context)
        context.route("**/*", stay_here)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.shoot = partial(shoot, page, theme=theme)
        page.goto(url)
        return page

    yield open_
    failed = getattr(request.node, "failed", False)
    for number, context in enumerate(contexts):
        for page in context.pages:
            if failed:
                page.screenshot(path=SCREENSHOTS / f"failed-{request.node.name}-{number}.png")
        context.close()
    assert strangers == []


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Tell open_page whether the test failed, for a last picture."""
    outcome = yield
    if call.when == "call":
        item.failed = outcome.get_result().failed


@pytest.fixture(scope="module")
def lab():
    """Starts `make lab` in a folder: lab(folder, environment) -> its address. All are stopped at the end."""
    started = []

    def start(folder: Path, environment: dict[str, str] | None = None) -> str:
        started.append(Lab(folder, environment or {}))
        return started[-1].address

    yield start
    for one in started:
        one.stop()
