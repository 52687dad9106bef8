"""What axe-core finds serious in our own part of a page."""

from axe_playwright_python.base import AXE_SCRIPT

GRAVE = {"serious", "critical"}


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
