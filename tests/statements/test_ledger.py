"""The ledger command sees each kind of gap, and a certificate that proves nothing fails."""

import argparse
from pathlib import Path

import pytest
from certify import certifies

from grader.authoring import statements as ledger

ROWS = """
[chapters]
11_vae = 2
12_reparameterization = 11

[[row]]
id = "vae.elbo_decomposition"
chapter = "11_vae"
kind = "statement"
text = "the evidence is bound plus gap"
source = "Kingma & Welling 2014, section 2.2"

[[row]]
id = "vae.encoder"
chapter = "11_vae"
kind = "definition"
text = "q is called the encoder"
source = "Kingma & Welling 2014, section 2.1"

[[row]]
id = "vae.slip_sign"
chapter = "11_vae"
kind = "erratum"
severity = "M"
slip = "vae-slip-sign"
text = "the divergence is subtracted"
source = "Kingma & Welling 2014, section 2.3"
"""
CHAPTER = """# %% [markdown]
# <a id="vae-elbo-decomposition"></a> The evidence is bound plus gap. <a id="vae-encoder"></a>

# %% [markdown] tags=["slip"]
# <a id="vae-slip-sign"></a> A common slip.

# %% tags=["demo"]
print(1 - 2)
"""
CERTIFICATES = """
@certifies("vae.elbo_decomposition", right=1, wrong={"two": 2})
def test_the_decomposition(statement):
    assert statement == 1


@certify.certifies("vae.slip_sign", right=1, wrong={"two": 2})
def test_the_sign(statement):
    assert statement == 1
"""


@pytest.fixture
def ledger_of(tmp_path, capsys):
    """Write a small project with one text changed, run the command on it, return status and what it printed."""

    def run(file="ledger", old="", new=""):
        texts = {"ledger": ROWS, "chapter": CHAPTER, "tests": CERTIFICATES}
        places = {
            "ledger": ledger.LEDGER,
            "chapter": ledger.source_of("11_vae"),
            "tests": f"{ledger.TESTS}/test_vae.py",
        }
        assert old in texts[file], "the replacement must hit the text"
        texts[file] = texts[file].replace(old, new, 1) if old else texts[file] + new
        for name, place in places.items():
            (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / place).write_text(texts[name], encoding="utf-8")
        status = command("--root", str(tmp_path))
        return status, capsys.readouterr()

    return run


def command(*words: str) -> int:
    parser = argparse.ArgumentParser()
    ledger.add_arguments(parser)
    return ledger.run(parser.parse_args(words))


def test_a_complete_chapter_has_no_gap(ledger_of):
    status, printed = ledger_of()
    table = [line.split() for line in printed.out.splitlines()]
    assert status == 0
    assert ["11_vae", "3", "3/3", "2/2", "1/1"] in table
    assert ["12_reparameterization", "11", "not", "written", "yet"] in table


GAPS = {
    "no anchor": ("chapter", '<a id="vae-elbo-decomposition"></a>', "", "vae.elbo_decomposition: not stated"),
    "an anchor twice": ("chapter", "A common", '<a id="vae-encoder"></a> A common', "stands 2 times"),
    "no test": ("tests", '"vae.slip_sign"', '"vae.elbo_decomposition"', "vae.slip_sign: not certified"),
    "a test of no row": ("tests", '"vae.slip_sign"', '"vae.slip_sing"', "vae.slip_sing, which is no row"),
    "a skipped test": ("tests", "@certify.", "@pytest.mark.skip\n@certify.", "marked as skipped"),
    "a test that pytest ignores": ("tests", "test_the_sign", "the_sign", "collects only functions named test_*"),
    "a computed id": ("tests", '"vae.slip_sign"', "ROW", "as a plain string"),
    "a test file that does not parse": ("tests", "def ", "deff ", "not valid Python"),
    "no slip anchor": ("chapter", '<a id="vae-slip-sign"></a>', '<a id="vae-slip"></a>', "vae.slip_sign: not shown"),
    "a slip without code": ("chapter", '# %% tags=["demo"]\nprint(1 - 2)\n', "", "no code cell follows"),
    "a slip not named": ("ledger", 'slip = "vae-slip-sign"\n', "", "severity M needs the anchor"),
    "a misprint that is shown": ("ledger", 'severity = "M"\n', 'severity = "M"\nmisprint = true\n', "leave slip out"),
    "a statement of the syllabus left out": ("ledger", "11_vae = 2", "11_vae = 3", "lists 3 statements"),
    "a supplement counted": ("ledger", '"definition"', '"definition"\nsupplement = true', "rows for 1"),
    "a row twice": ("ledger", '"vae.encoder"', '"vae.elbo_decomposition"', "stands twice in the ledger"),
    "no source": ("ledger", 'source = "Kingma & Welling 2014, section 2.1"\n', "", "vae.encoder: the ledger row needs"),
    "a mistyped key": ("ledger", 'slip = "', 'slipp = "', "unknown key slipp"),
    "an unknown kind": ("ledger", '"definition"', '"lemma"', "kind 'lemma'"),
    "an unknown chapter": ("ledger", 'chapter = "11_vae"', 'chapter = "11_vea"', "'11_vea' is not in"),
    "another chapter's id": ("ledger", '"vae.encoder"', '"gan.encoder"', "starts with vae."),
    "an erratum without severity": ("ledger", 'severity = "M"\n', "", "needs its severity"),
}


@pytest.mark.parametrize(("file", "old", "new", "says"), GAPS.values(), ids=GAPS.keys())
def test_each_gap_is_one_line_and_fails(ledger_of, file, old, new, says):
    status, printed = ledger_of(file, old, new)
    assert status == 1
    assert any(line.startswith("gap: ") and says in line for line in printed.out.splitlines())


def test_an_anchor_in_a_code_cell_states_nothing(ledger_of):
    moved = "# The encoder.\n\n# %%\nnote = '<a id=\"vae-encoder\"></a>'"
    status, printed = ledger_of("chapter", '<a id="vae-encoder"></a>', moved)
    assert status == 1
    assert "gap: vae.encoder: not stated" in printed.out


@pytest.mark.parametrize("text", ["[chapters", "title = 1", "[chapters]\n11_vae = 'nine'", "[chapters]\n[row]\nid = 1"])
def test_an_unreadable_ledger_is_one_line(ledger_of, text):
    status, printed = ledger_of("ledger", ROWS, text)
    assert (status, printed.out) == (2, "")
    assert printed.err.startswith("ledger: ") and printed.err.count("\n") == 1


def test_a_missing_ledger_is_one_line(tmp_path, capsys):
    assert command("--root", str(tmp_path)) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_ledger_of_this_course_has_no_gap(capsys):
    status = command()
    assert status == 0, capsys.readouterr().out


def test_the_ledger_names_the_twenty_chapters():
    chapters, rows, malformed = ledger.read_ledger(ledger.ROOT / ledger.LEDGER)
    assert [int(chapter[:2]) for chapter in chapters] == list(range(1, 21))
    assert sum(chapters.values()) == 123
    assert malformed == []
    assert len({row.anchor for row in rows}) == len(rows)


# The decorator


def certificate_of(check):
    """A certificate whose test is `check`, with 1 right and 2 wrong."""

    def test(statement):
        check(statement)

    return certifies("vae.elbo_decomposition", right=1, wrong={"two": 2})(test)


def test_a_certificate_accepts_right_and_refuses_wrong():
    def check(statement):
        assert statement == 1

    certificate_of(check)(statement=1, refuted=None)
    certificate_of(check)(statement=2, refuted="two")
    with pytest.raises(AssertionError):
        certificate_of(check)(statement=2, refuted=None)


def test_a_vacuous_certificate_fails():
    with pytest.raises(pytest.fail.Exception, match="also accepts the wrong variant 'two'"):
        certificate_of(lambda statement: None)(statement=2, refuted="two")


def test_a_wrong_variant_that_crashes_refutes_nothing():
    with pytest.raises(TypeError):
        certificate_of(lambda statement: len(statement))(statement=2, refuted="two")


def test_a_certificate_runs_once_for_each_variant():
    (mark,) = certificate_of(lambda statement: None).pytestmark
    assert [parameters.id for parameters in mark.args[1]] == ["right", "wrong: two"]


def test_a_certificate_needs_a_wrong_variant_and_the_statement():
    with pytest.raises(ValueError, match="at least one wrong variant"):
        certifies("vae.elbo_decomposition", right=1, wrong={})
    with pytest.raises(TypeError, match="must be called statement"):
        certifies("vae.elbo_decomposition", right=1, wrong={"two": 2})(lambda: None)


def test_the_certificates_are_found_where_they_stand():
    certified, unusable = ledger.read_certificates(Path(ledger.ROOT / ledger.TESTS))
    assert unusable == []
    assert certified["vae.elbo_decomposition"].startswith("test_vae.py:")


def test_a_misprint_is_shown_failing_by_its_test_alone(ledger_of):
    status, printed = ledger_of("ledger", 'slip = "vae-slip-sign"\n', "misprint = true\n")
    assert status == 0
    assert ["11_vae", "3", "2/2", "2/2", "0/0"] in [line.split() for line in printed.out.splitlines()]
