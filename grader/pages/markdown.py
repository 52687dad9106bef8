"""The markdown of notebooks and comments as HTML, in place of nbconvert's filter of the same name.

It is nbconvert's own conversion, with two differences: formulas become MathML, and of HTML only what markdown itself
can say is left. A student's text is read in the instructor's browser, where a script could change grades and a picture
from elsewhere would tell who is reading.
"""

from __future__ import annotations

import re
import secrets
from functools import partial
from html import escape
from typing import Any

import bleach
from bleach.css_sanitizer import CSSSanitizer
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert import filters
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from grader.pages.mathematics import NotTeX, mathml

TAGS = set(
    "a b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd li mark ol p pre s small "
    "span strong sub summary sup table tbody td th thead tr ul".split()
)
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"alt", "height", "src", "title", "width"},
    "ol": {"start"},
    "td": {"style"},
    "th": {"style"},
}
PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|svg\+xml|webp);base64,|(?![a-z+.-]*:|[/\\])", re.IGNORECASE)


@pass_context
def markdown2html(context: Context, source: str) -> str:
    """The HTML of a markdown text. context: jinja's, whose cell holds the pictures that the text shows."""
    renderer = _Renderer(context.get("cell", {}).get("attachments", {}))
    html = bleach.clean(
        MarkdownWithMath(renderer=renderer).render(source),
        tags=TAGS,
        attributes=partial(_allowed, renderer.word),
        protocols={"http", "https", "mailto", "data"},
        css_sanitizer=CSSSanitizer(["text-align"]),
    )
    html = re.sub(f"{renderer.word}([0-9]+)-", lambda found: renderer.formulas[int(found[1])], html)
    return html.replace(renderer.word, "")


@pass_context
def clean_html(context: Context, source: str) -> str:
    """In place of nbconvert's filter of the same name: a raw cell is its text, as in the notebook."""
    raw = context.get("cell", {}).get("cell_type") == "raw"
    return f"<pre>{escape(source)}</pre>" if raw else filters.clean_html(source)


def _allowed(word: str, tag: str, name: str, value: str) -> bool:
    """word: what stands before a class that the conversion itself has given; a student's own could pass for a control."""
    address = re.sub(r"[\x00-\x20]", "", value)  # as browsers read it
    if tag == "img" and name == "src":
        return PICTURE.match(address) is not None
    if tag == "a" and name == "href":
        return not address.lower().startswith("data:")
    if name == "class":
        return value.startswith(word)
    return name in ATTRIBUTES.get(tag, ())


class _Renderer(IPythonRenderer):
    """nbconvert's renderer with MathML. formulas: those met so far.

    word: nobody can guess it; it stands before the classes that are given here, and with a number for a formula, until the
    HTML around them is clean.
    """

    def __init__(self, attachments: dict[str, Any]):
        super().__init__(escape=False, attachments=attachments, exclude_anchor_links=True)
        self.formulas: list[str] = []
        self.word = secrets.token_hex(16)

    def task_list_item(self, text: str, checked: bool = False) -> str:
        """`- [x] done`, without a field of a form."""
        return f"<li>{'☑' if checked else '☐'} {text}</li>\n"

    def block_code(self, code: str, info: str | None = None) -> str:
        """Code, with the classes of its colours."""
        return super().block_code(code, info).replace(' class="', f' class="{self.word}')

    def inline_math(self, body: str) -> str:
        """`$...$`"""
        return self._formula(body, "inline", f"${body}$")

    def block_math(self, body: str) -> str:
        r"""`$$...$$` and `\\[...\\]`"""
        return self._formula(body, "block", f"$${body}$$")

    def latex_environment(self, name: str, body: str) -> str:
        r"""`\begin{name}...\end{name}` outside dollar signs."""
        tex = f"\\begin{{{name}}}{body}\\end{{{name}}}"
        return self._formula(tex, "block", tex)

    def _formula(self, tex: str, display: str, written: str) -> str:
        """written: how it stands in the notebook, shown as it is where it does not convert."""
        try:
            self.formulas.append(mathml(tex, display))
        except NotTeX:
            self.formulas.append(f"<code>{escape(written)}</code>")
        return f"{self.word}{len(self.formulas) - 1}-"
