"""What axe-core finds serious in our own part of a page, in the light and in the dark."""

from axe_playwright_python.base import AXE_SCRIPT

GRAVE = {"serious", "critical"}
# The server exposes the application (`LabApp.expose_app_in_browser`).
CHANGE = "theme => jupyterapp.commands.execute('apputils:change-theme', {theme})"
CHANGED = "theme => document.body.dataset.jpThemeName === theme"


def complaints(page, *selectors: str) -> list[str]:
    """One line for each serious or critical finding of axe-core, none where all is well.

    page: a playwright page or frame. selectors: CSS selectors of our own output, whose frame (JupyterLab, Formgrader)
    is not ours to mend; without any, the whole page. LookupError where a selector finds nothing to judge.
    """
    for selector in selectors:
        if page.locator(selector).count() == 0:
            raise LookupError(f"nothing on {page.url} matches {selector!r}")
    page.evaluate(AXE_SCRIPT)
    judge = "include => axe.run(include.length ? {include} : document, {resultTypes: ['violations']})"
    found = page.evaluate(judge, [[selector] for selector in selectors])
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: {node['html'][:200]}"
        for violation in found["violations"]
        for node in violation["nodes"]
        if (node["impact"] or violation["impact"]) in GRAVE
    ]


def in_each_theme(page, name: str, *selectors: str) -> list[str]:
    """JupyterLab in both of its themes: a picture of each, and the complaints about our own part of both.

    name: the picture's, as for `page.shoot`. selectors: as for `complaints`; without any there are only pictures. The page keeps
    what is open, selected and in sight, and ends in the light.
    """
    found = []
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        page.evaluate(CHANGE, f"JupyterLab {theme.capitalize()}")
        page.wait_for_function(CHANGED, arg=f"JupyterLab {theme.capitalize()}")
        page.locator("#jupyterlab-splash").wait_for(state="detached")  # it covers the page while the theme loads
        page.shoot(name, theme=theme)
        found += [f"{theme}: {complaint}" for complaint in (complaints(page, *selectors) if selectors else [])]
    return found
