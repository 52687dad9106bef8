"""nbconvert's markdown with formulas as MathML, and without what a student's text must not do in another's browser."""

import re

import bs4
import pytest
from jinja2 import Environment

from grader.pages.markdown import clean_html, markdown2html

PIXEL = "iVBORw0KGgo="


def html(source: str, **cell) -> str:
    environment = Environment()
    environment.filters["markdown2html"] = markdown2html
    return environment.from_string("{{ source | markdown2html }}").render(source=source, cell=cell)


def soup(source: str, **cell) -> bs4.BeautifulSoup:
    return bs4.BeautifulSoup(html(source, **cell), "html.parser")


CONTROL = (
    'id="vae-written" class="score tabbable full-credit" name="score" data-toggle="x" for="y" form="z" style="top:0"'
)
TAGS = (
    "a",
    "div",
    "span",
    "p",
    "li",
    "td",
    "table",
    "details",
    "img",
    "h2",
    "code",
    "input type=checkbox",
    "button",
    "label",
)
MARKDOWN = (
    "{}",
    "> {}",
    "- {}",
    "| a |\n|---|\n| {} |",
    "x {} y",
    "# {}",
    "**{}**",
    "1. {}\n\n   {}",
    "<div>\n\n{}\n\n</div>",
)


@pytest.mark.parametrize("tag", TAGS)
def test_nothing_of_a_student_s_can_pass_for_a_control_of_the_page(tag):
    element = f"<{tag} {CONTROL}>100</{tag.split()[0]}>"
    for kind in MARKDOWN:
        for found in soup(kind.replace("{}", element)).find_all(True):
            left = found.attrs.keys() & {"id", "class", "name", "data-toggle", "for", "form"}
            assert not left and "top" not in found.attrs.get("style", ""), (kind, found)


@pytest.mark.parametrize(
    "source",
    [
        "```python full-credit\nx = 1\n```",
        "```full-credit\nx = 1\n```",
        "- [ ] to do\n- [x] done",
        "$\\class{full-credit}{x}$ $\\cssId{vae-written}{x}$ $\\htmlId{a}{x}$",
        "a note[^1]\n\n[^1]: below",
        "## A heading {#vae-written .score}",
        "```mermaid\ngraph\n```",
    ],
)
def test_nor_can_markdown_of_its_own(source):
    for found in soup(source).find_all(True):
        assert not found.attrs.keys() & {"id", "name"}, found
        assert not {"full-credit", "score"} & set(found.attrs.get("class", ())), found


@pytest.mark.parametrize(
    "source", ["<script>alert(1)</script>", f"<input {CONTROL}>", "<a id=vae-written>x</a>", "$x$ & <b>"]
)
def test_a_raw_cell_is_its_text(source):
    environment = Environment()
    environment.filters["clean_html"] = clean_html
    made = environment.from_string("{{ source | clean_html }}").render(source=source, cell={"cell_type": "raw"})
    page = bs4.BeautifulSoup(made, "html.parser")
    assert [found.name for found in page.find_all(True)] == ["pre"] and page.pre.get_text() == source


def test_code_keeps_its_colours():
    assert "highlight" in soup("```python\ndef f(): pass\n```").div["class"]


def test_formulas_become_mathml_and_the_text_around_them_stays():
    page = soup("The gap is $KL(q \\Vert p)$:\n\n$$\\log p = \\frac12.$$\n\n\\begin{align}a &= b\\end{align}")
    assert [formula["display"] for formula in page.find_all("math")] == ["inline", "block", "block"]
    assert "$" not in page.get_text() and "\\" not in page.get_text()
    assert page.p.get_text().startswith("The gap is KL(q‖p):")


@pytest.mark.parametrize(
    "source", ["It costs $5 today.", "`$x$` is code", "```\necho $HOME $PATH\n```", r"\$5 and \$6"]
)
def test_dollar_signs_in_code_and_prose_stay(source):
    page = soup(source)
    assert page.math is None
    assert "$" in page.get_text()


@pytest.mark.parametrize("tex", [r"\frac{", r"\nosuch{x}", "a < \\b <script>alert(1)</script>"])
def test_a_broken_formula_stays_as_it_was_written(tex):
    page = soup(f"before ${tex}$ after")
    assert page.code.get_text() == f"${tex}$"
    assert page.script is None
    assert page.get_text().startswith("before") and page.get_text().rstrip().endswith("after")


def test_a_formula_cannot_be_borrowed_from_elsewhere_in_the_text():
    for guess in ("\ue0000\ue001", "0-", "&#xe000;0&#xe001;"):
        assert len(soup(f"{guess} $x$ {guess}").find_all("math")) == 1


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<p onclick='alert(1)'>x</p>",
        "<iframe src='https://example.org'></iframe>",
        "<style>body { display: none }</style>",
        "<form action='/x'><input name=score type=text></form>",
        "<svg onload=alert(1)>",
        "<span class='btn full-credit'>my score</span>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "<a href='JaVaScRiPt:alert(1)'>x</a>",
        "<div style='position:fixed; background:url(https://example.org)'>x</div>",
        "<base href='https://example.org'>",
        "<meta http-equiv=refresh content='0;url=https://example.org'>",
        "<math><mtext><script>alert(1)</script></mtext></math>",
        "<link rel=stylesheet href=https://example.org/a.css>",
    ],
)
def test_a_student_s_html_does_nothing(source):
    page = soup(f"text\n\n{source}\n\n# still here")
    assert not page.find_all(["script", "iframe", "style", "form", "svg", "base", "meta", "link", "object", "math"])
    for element in page.find_all(True):
        assert not [name for name in element.attrs if name.startswith("on") or name in ("style", "name", "type")], (
            element
        )
        assert not re.match(r"\s*(javascript|data|vbscript):", element.get("href", ""), re.IGNORECASE)
    assert page.h1.get_text().startswith("still here")


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a.png",
        " https://x.org/a",
        "ht\ttps:x.org",
        "//x.org/a",
        "\\\\x.org",
        "/api",
        "data:text/html,x",
    ],
)
def test_no_picture_comes_from_elsewhere(address):
    for picture in soup(f"<img src='{address}' alt='told'> ![told]({address.replace(chr(92), '/')})").find_all("img"):
        assert "src" not in picture.attrs


def test_pictures_of_the_notebook_are_shown():
    page = soup("![a plot](attachment:plot.png)", attachments={"plot.png": {"image/png": PIXEL}})
    assert page.img["src"] == f"data:image/png;base64,{PIXEL}"
    assert soup("![a plot](images/plot.png)").img["src"] == "images/plot.png"


def test_what_chapters_are_written_in_is_left():
    page = soup(
        '<a id="rnn-bptt"></a>\n\n## Back\n\nSee [above](#rnn-bptt), **bold**, `code`.\n\n| a | b |\n|--:|---|\n| 1 | $2$ |\n'
    )
    assert page.find("a", href="#rnn-bptt").get_text() == "above"
    assert page.h2.get_text() == "Back"
    assert [cell.get_text() for cell in page.find_all("td")] == ["1", "2"]
    assert page.td["style"].startswith("text-align")
    assert page.strong and page.code


@pytest.mark.parametrize(
    "source", ["> " * 3000 + "x", "<div>" * 3000, "[" * 3000, "$" * 3001, "- " * 2000, "*a " * 2000]
)
def test_no_text_stops_a_page(source):
    assert "still here" in html(f"{source}\n\nstill here")
