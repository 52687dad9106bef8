"""TeX to MathML, which browsers show by themselves: no script and no network.

latex2mathml converts. Where MathML Core, the part of MathML that all browsers share, or TeX's own spacing wants it
otherwise, it is mended here: a little in the TeX before, the rest in the tree after.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from xml.etree.ElementTree import Element, tostring

from latex2mathml.converter import convert_to_element
from latex2mathml.symbols_parser import convert_symbol

LONGEST = 10_000  # characters of a formula
THIN = "0.167em"
SPACES = {"thin": THIN, "medium": "0.222em", "thick": "0.278em"}
NAMED_SPACE = re.compile("(negative)?(thin|medium|thick)mathspace")

# What latex2mathml does not know, or knows under another name.
TEX = [
    (re.compile(r"\\arg\s*\\(max|min)(?![a-zA-Z])"), r"\\arg\1 "),
    (re.compile(r"\\arg(?![a-zA-Z])"), r"\\operatorname{arg}"),
    (re.compile(r"\\operatorname\{(?=[^}]*[^a-zA-Z}])([^{}]*)\}"), r"\\mathrm{\1}"),
    (re.compile(r"\\(math(?:bb|bf|cal|frak|rm|scr|sf))\s+([A-Za-z0-9])"), r"\\\1{\2}"),
    (re.compile(r"\\(begin|end)\{(?:aligned|split|eqnarray\*?)\}"), r"\\\1{align*}"),
    (re.compile(r"\\(begin|end)\{(?:gathered|gather\*?|multline\*?)\}"), r"\\\1{matrix}"),
    (re.compile(r"\\(begin|end)\{(?:equation\*?|math|displaymath)\}"), ""),
    (re.compile(r"\\begin\{([vV])matrix\}"), r"\\left\\\1ert\\begin{matrix}"),
    (re.compile(r"\\end\{([vV])matrix\}"), r"\\end{matrix}\\right\\\1ert "),
    (re.compile(r"(?<!:):="), r"\\coloneqq "),
    (re.compile(r"=:(?!=)"), r"\\eqqcolon "),
]
DEFINITION = re.compile(r"\\(?:def|let|(?:re)?newcommand|providecommand)(?![a-zA-Z])")

# What a formula may set: no link, no class, no style.
ATTRIBUTES = set(
    "accent columnalign depth display displaystyle fence form height linethickness lspace mathvariant maxsize minsize "
    "movablelimits rspace scriptlevel stretchy voffset width".split()
)
LIMITS = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}
SCRIPTS = {*LIMITS, *LIMITS.values()}
ROWS = {"math", "mrow", "mstyle", "mtd", "msqrt", "mphantom", "mpadded"}
LARGE = set("∑∏∐⋀⋁⋂⋃⨀⨁⨂")
BRACES = {"⏟": "underbrace", "⏞": "overbrace"}
MOVING = {"max", "min", "sup", "inf", "lim"}
ORDINARY = set("∂∇∞∅∀∃⊤⊥¬′…")
BARS, MARKS = set("|‖"), set(",;:")
CLOSING = set(")]}⟩⌋⌉!")
SIGNS = set("+−±∓")


class NotTeX(ValueError):
    """A text that does not convert."""


def mathml(tex: str, display: str = "inline") -> str:
    """The formula as one `math` element. display: "inline" or "block". Raises NotTeX."""
    if len(tex) > LONGEST or DEFINITION.search(tex):
        raise NotTeX("a formula that is too long, or that defines commands")
    for pattern, known in TEX:
        tex = pattern.sub(known, tex)
    try:
        tree = convert_to_element(tex, display=display)
    except Exception as error:  # whatever a broken formula makes of the converter, RecursionError too
        raise NotTeX(f"{type(error).__name__}: {error}") from error
    elements = list(tree.iter())
    for element in elements:
        _spell(element)
        _classify(element)
    for element in elements:
        _place_limits(element)
        if element.tag in ROWS:
            _space(element)
    return tostring(tree, encoding="unicode")


def _spell(element: Element) -> None:
    """Characters in place of references and commands, and known attributes alone."""
    text = unescape(element.text or "")
    if text.startswith("\\") and element.tag != "mtext":
        symbol = convert_symbol(text)
        if symbol is None:
            raise NotTeX(f"unknown command {text}")
        text = chr(int(symbol, 16))
    element.text = text or None
    for name in set(element.attrib) - ATTRIBUTES:
        del element.attrib[name]
    if named := NAMED_SPACE.fullmatch(element.get("width", "")):
        element.set("width", ("-" if named[1] else "") + SPACES[named[2]])


def _classify(element: Element) -> None:
    """Identifiers and operators as TeX tells them apart; bars and brackets of the size that they are given."""
    text = element.text or ""
    if element.tag == "mi" and text == "~":
        element.tag, element.text = "mo", "∼"
    elif element.tag == "mi" and len(text) == 1 and text not in ORDINARY:
        if text in BARS | MARKS or unicodedata.category(text) in ("Sm", "Ps", "Pe"):
            element.tag = "mo"
            element.set("stretchy", "false")
    elif element.tag == "mo" and text in MOVING:
        element.set("movablelimits", "true")
    elif element.tag == "mo" and (text in ORDINARY or (_is_word(text) and "movablelimits" not in element.attrib)):
        element.tag = "mi"
    if element.tag == "mo" and text in BARS and not {"fence", "minsize"} & set(element.attrib):
        element.set("stretchy", "false")
    if element.tag == "mo" and (text == "/" or text in BARS or _is_word(text)):
        element.attrib.update(lspace="0", rspace="0")


def _is_word(text: str) -> bool:
    """Whether it is the name of a function, `arg max` among them; `mod` is a binary operator."""
    return len(text) > 1 and "".join(text.split()).isalnum() and text != "mod"


def _place_limits(element: Element) -> None:
    """Limits below and above in a displayed formula, beside in a line: the browser chooses where it may. Braces, too."""
    moving = element.tag in LIMITS and element[0].tag == "mo"
    if moving and (element[0].text in LARGE or element[0].get("movablelimits") == "true"):
        element[0].set("movablelimits", "true")
        element.tag = LIMITS[element.tag]
    if element.tag in ("munder", "mover") and (kind := BRACES.get(element[1].text or "")):
        element.remove(element[1])  # drawn by the style sheet: Chromium cuts off a wide brace
        element.tag = "mrow"
        element.set("class", kind)


def _space(row: Element) -> None:
    """A thin space around the names of functions, none between a sign and its number."""
    spaced: list[Element] = []
    for element, after in zip(list(row), [*row, None][1:], strict=True):
        before = spaced[-1] if spaced else None
        is_sign = element.tag == "mo" and element.text in SIGNS
        if is_sign and before is not None and before.tag == "mo" and before.text not in CLOSING | BARS:
            element.set("form", "prefix")
        if _is_name(element) and before is not None and (before.text in CLOSING or before.tag not in ("mo", "mspace")):
            spaced.append(Element("mspace", width=THIN))
        spaced.append(element)
        if _is_name(element) and after is not None and after.tag not in ("mo", "mspace"):
            spaced.append(Element("mspace", width=THIN))
    row[:] = spaced


def _is_name(element: Element) -> bool:
    while element.tag in SCRIPTS:
        element = element[0]
    return element.tag in ("mi", "mo") and _is_word(element.text or "")
