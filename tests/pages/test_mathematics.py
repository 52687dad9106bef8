"""Every formula of every chapter as MathML, and what a broken one becomes."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import nbformat
import pytest
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from grader.pages.mathematics import LONGEST, NotTeX, mathml

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = sorted((ROOT / "solutions").glob("*/*.ipynb"))
CORE = set(
    "math mrow mi mn mo mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mtable mtr mtd mstyle "
    "mpadded".split()
)


class Formulas(IPythonRenderer):
    """Collects what nbconvert takes for mathematics."""

    def __init__(self):
        super().__init__(escape=False)
        self.found = []

    def inline_math(self, body):
        self.found.append((body, "inline"))
        return ""

    def block_math(self, body):
        self.found.append((body, "block"))
        return ""

    def latex_environment(self, name, body):
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")


def formulas(path: Path) -> list[tuple[str, str]]:
    renderer = Formulas()
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            MarkdownWithMath(renderer=renderer).render(cell.source)
    return renderer.found


def tags(tex: str, display: str = "inline") -> list[str]:
    return [element.tag for element in ET.fromstring(mathml(tex, display)).iter()]


def texts(tex: str, display: str = "inline") -> str:
    return "".join(ET.fromstring(mathml(tex, display)).itertext())


def test_there_are_chapters_and_formulas():
    assert len(CHAPTERS) >= 9
    assert min(len(formulas(path)) for path in CHAPTERS) > 50


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.parent.name)
def test_every_formula_of_a_chapter_becomes_mathml_that_browsers_share(path):
    for tex, display in formulas(path):
        tree = ET.fromstring(mathml(tex, display))
        assert {element.tag for element in tree.iter()} <= CORE, tex
        shown = "".join(tree.itertext())
        assert not set("\\$&_~") & set(shown), (tex, shown)
        assert ("{" in shown) == bool(re.search(r"\\\{|\\lbrace", tex)), (tex, shown)
        assert sorted(re.findall("[0-9]", shown)) == sorted(re.findall("[0-9]", tex)), (tex, shown)
        assert not [e for e in tree.iter() if e.get("mathvariant") not in (None, "normal")], tex


@pytest.mark.parametrize(
    ("tex", "display", "element", "count"),
    [
        (r"\frac{a}{b}", "inline", "mfrac", 1),
        (r"\tfrac12 + \dfrac34", "inline", "mfrac", 2),
        (r"\sum_{i=1}^n x_i", "inline", "munderover", 1),
        (r"\sum_{i=1}^n x_i", "block", "munderover", 1),
        (r"\arg\max_i x", "block", "munder", 1),
        (r"\int_0^1 f", "block", "msubsup", 1),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", "inline", "mtd", 4),
        (r"\begin{vmatrix} 1 & 2 \\ 3 & 4 \end{vmatrix}", "inline", "mtd", 4),
        (r"\begin{aligned} a &= b \\ &= c \end{aligned}", "block", "mtr", 2),
        (r"\begin{align} a &= b \\ &= c \end{align}", "block", "mtr", 2),
        (r"\begin{gathered} a \\ b \end{gathered}", "block", "mtr", 2),
        (r"\begin{cases} 1 & x > 0 \\ 0 & \text{else} \end{cases}", "block", "mtr", 2),
        (r"\sqrt[3]{x}", "inline", "mroot", 1),
        (r"\underbrace{a + b}_{c}", "inline", "munder", 1),
    ],
)
def test_structures(tex, display, element, count):
    assert tags(tex, display).count(element) == count


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        (r"\mathbb{E}\,\mathbb R", "𝔼ℝ"),
        (r"q \Vert p", "q‖p"),
        (r"\lVert w \rVert", "‖w‖"),
        (r"\Big\vert x \Big\}", "|x}"),
        (r"z \sim \mathcal{N}", "z∼𝒩"),
        (r"D := 3", "D≔3"),
        (r"x \in \{0, 1\}", "x∈{0,1}"),
        (r"\operatorname{KL}(q) + \operatorname{rot180}", "KL(q)+rot180"),
        (r"w^\top", "w⊤"),
        (r"a < b \text{ if } c", "a<b\xa0if\xa0c"),
    ],
)
def test_characters(tex, shown):
    assert texts(tex).replace("−", "-") == shown


def element_of(tex: str, text: str, display: str = "inline") -> ET.Element:
    return next(element for element in ET.fromstring(mathml(tex, display)).iter() if element.text == text)


def test_a_sign_stands_close_to_its_number_and_apart_between_two():
    assert element_of("x = -1", "−").get("form") == "prefix"
    assert element_of("(-1)", "−").get("form") == "prefix"
    assert element_of("x - 1", "−").get("form") is None
    assert element_of("f(x) - 1", "−").get("form") is None
    assert element_of("|x| - 1", "−").get("form") is None


def test_names_of_functions_stand_apart_from_what_they_are_applied_to():
    assert tags(r"2 \log x") == ["math", "mrow", "mn", "mspace", "mi", "mspace", "mi"]
    assert "mspace" not in tags(r"\log(x)")
    assert tags(r"\operatorname{diag} f").count("mspace") == 1


def test_brackets_have_the_size_that_they_are_given():
    assert element_of(r"\left\| x \right\|", "‖").get("stretchy") == "true"
    assert element_of(r"\Vert x \Vert", "‖").get("stretchy") == "false"
    assert element_of(r"\begin{vmatrix} 1 \\ 2 \end{vmatrix}", "|").get("stretchy") == "true"


@pytest.mark.parametrize(
    "tex",
    [
        "",
        r"\frac{",
        "{",
        "a_b_c",
        r"\nosuchcommand x",
        r"\left( x",
        r"\begin{matrix} 1",
        r"\def\a{\a\a}\a",
        r"\newcommand{\a}{b}\a",
        "{" * 3000,
        "{" * 3000 + "}" * 3000,
        "x" * (LONGEST + 1),
        "x^" * 2000,
    ],
)
def test_what_does_not_convert_is_said_to_be_no_tex(tex):
    with pytest.raises(NotTeX):
        mathml(tex)


@pytest.mark.parametrize(
    "tex",
    [
        r"\text{<img src=x onerror=alert(1)>}",
        r"<script>alert(1)</script>",
        r"\href{javascript:alert(1)}{x}",
        r"\style{background: url(//x.example)}{x}",
        r"\class{btn}{x}",
        r"\unicode{x3c}script\unicode{x3e}",
        r"\color{red}{x}",
    ],
)
def test_a_formula_carries_no_html_no_link_and_no_style(tex):
    try:
        tree = ET.fromstring(mathml(tex))
    except NotTeX:
        return
    assert {element.tag for element in tree.iter()} <= CORE
    assert not {name for element in tree.iter() for name in element.attrib} & {"href", "style", "class", "mathcolor"}
