"""Handing in with and without an exchange, and what is known of it afterwards. One sentence where something is wrong."""

import json
import os
from datetime import UTC, datetime, timedelta

import pytest

from course_utils.handin import desk
from course_utils.handin.copies import CannotCopy, copy
from course_utils.handin.dates import due
from course_utils.handin.desk import Desk, desks
from course_utils.handin.exchange import Exchange, NoExchange
from course_utils.lab.chapters import chapter, chapters, resumed
from course_utils.lab.pages import chapter_list

CHAPTER = "11_vae"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home of one's own, in which no exchange is configured."""
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    desk.exchange_of.cache_clear()
    return tmp_path / "jupyter_config_dir"


@pytest.fixture
def exchange(tmp_path, home):
    """An exchange in which the chapter is released; the site names it, and a folder of assignments that is not the course's."""
    root = tmp_path / "exchange"
    (root / "dl/outbound" / CHAPTER).mkdir(parents=True)
    (root / "dl/inbound").mkdir()
    root.chmod(0o777)
    home.mkdir()
    (home / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.Exchange.root = {str(root)!r}\nc.Exchange.assignment_dir = '/nowhere'\n"
    )
    return root


def known(course) -> tuple[Desk, str]:
    found, fault = desks(course, {CHAPTER: course / "notebooks/11_vae/vae.ipynb"})
    return found[CHAPTER], fault


# --- with an exchange ---------------------------------------------------------------------------------------------------


def test_the_copy_that_the_student_works_in_is_handed_in_and_remembered(course, notebook, exchange, answer):
    sent = Exchange(course).hand_in(CHAPTER)
    (arrived,) = exchange.glob("dl/inbound/*/vae.ipynb")
    assert arrived.read_bytes() == notebook.read_bytes()
    found, fault = known(course)
    assert fault == "" and found.sent == sent.time and found.parcel == ("vae.ipynb",) and not found.changed

    answer(reparameterize="# another thought")
    os.utime(notebook, (sent.time.timestamp() + 60,) * 2)
    assert known(course)[0].changed


def test_feedback_waits_is_fetched_and_gives_its_points(course, notebook, exchange):
    from nbgrader.utils import notebook_hash

    stock = Exchange(course)
    stock.hand_in(CHAPTER)
    (secret,) = exchange.glob("dl/inbound/*/submission_secret.txt")
    page = exchange / "dl/feedback" / f"{notebook_hash(secret=secret.read_text(), notebook_id='vae')}.html"
    page.parent.mkdir()
    page.write_text("<style>i{}</style><h4>vae (Score: 18.5 / 26.0)</h4>")
    assert known(course)[0].waits and known(course)[0].feedback is None
    stock.fetch_feedback(CHAPTER)
    found, _ = known(course)
    assert (found.waits, found.got, found.worth) == (False, 18.5, 26.0)
    assert found.feedback.startswith("notebooks/11_vae/feedback/") and (course / found.feedback).is_file()


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda root: (root / "dl/outbound" / CHAPTER).rmdir(), "Your instructor has not released 11_vae"),
        (lambda root: (root / "dl/inbound").rmdir(), "Could not hand the chapter in: Inbound directory doesn't exist"),
        (lambda root: root.rename(root.parent / "gone"), "is not there. Tell your instructor"),
        (lambda root: (root / "other/outbound" / CHAPTER).mkdir(parents=True), "Several courses in the exchange"),
    ],
)
def test_what_is_wrong_with_an_exchange_is_one_sentence(course, exchange, break_it, said, capsys):
    break_it(exchange)
    with pytest.raises(NoExchange) as raised:
        Exchange(course).hand_in(CHAPTER)
    assert said in str(raised.value) and "\n" not in str(raised.value)
    assert capsys.readouterr() == ("", "")


def test_a_configuration_that_cannot_be_read_is_said_and_stops_no_list(course, exchange, home):
    (home / "nbgrader_config.py").write_text("import no_such_module\n")
    found, fault = known(course)
    assert found == Desk() and fault.startswith("nbgrader's configuration cannot be read (ModuleNotFoundError")


# --- without one --------------------------------------------------------------------------------------------------------


def test_without_an_exchange_a_copy_without_large_outputs_is_made(course, notebook):
    told = json.loads(notebook.read_text())
    code = [cell for cell in told["cells"] if cell["cell_type"] == "code"]
    small, large = ({"output_type": "stream", "name": "stdout", "text": "a" * size} for size in (10, 2_000_000))
    code[0]["outputs"] = [large, small]
    notebook.write_text(json.dumps(told))
    made = copy(course, chapter(notebook.parent))
    assert (made.path, made.left_out) == ("hand-in/vae.ipynb", 1)
    packed = json.loads((course / made.path).read_text())
    code[0]["outputs"] = [small]
    assert packed == told
    found, fault = known(course)
    assert found.packed and not found.sent and not found.changed and fault == ""


def test_a_file_that_is_no_notebook_is_not_handed_in(course, notebook):
    notebook.write_text("no notebook")
    with pytest.raises(CannotCopy, match=r"nothing to hand in yet: vae.ipynb is damaged"):
        copy(course, chapter(notebook.parent))
    assert not (course / "hand-in/vae.ipynb").exists()


# --- what the list makes of it ------------------------------------------------------------------------------------------


def test_dates_come_from_the_bundle_and_a_file_that_says_nothing_breaks_nothing(course):
    file = course / "notebooks/dates.toml"
    file.write_text('[due]\n11_vae = 2026-12-15T23:59:00+01:00\n13_gumbel = "soon"\n')
    assert due(course) == {CHAPTER: datetime(2026, 12, 15, 22, 59, tzinfo=UTC)}
    for content in (b"\xff", b"due = 3", b"[due", b""):
        file.write_bytes(content)
        assert due(course) == {}


def test_the_list_says_what_is_due_handed_in_changed_and_graded(course):
    now = datetime(2026, 12, 1, 12, tzinfo=UTC)

    def said(**what) -> str:
        return " ".join(chapter_list(chapters(course), "/lab/tree", {CHAPTER: Desk(**what)}, now=now).split())

    assert "due Wed 2 Dec, 12:00" in said(due=now + timedelta(days=1))
    assert "was due Mon 30 Nov, 12:00" in said(due=now - timedelta(days=1))
    sent = said(sent=now, due=now + timedelta(days=1))
    assert "✓ handed in Tue 1 Dec, 12:00" in sent and "due Wed" not in sent
    assert "changed since" in said(sent=now, changed=True)
    graded = said(sent=now, feedback="notebooks/11_vae/feedback/vae.html", got=18.5, worth=26.0)
    assert "✓ graded, 18.5 of 26" in graded and 'data-path="notebooks/11_vae/feedback/vae.html"' in graded
    assert "handed in" not in said() and "graded" not in said() and "due" not in said()


def test_numbers_that_are_missing_say_what_is_coming(course):
    page = " ".join(chapter_list(chapters(course), "/lab/tree").split())
    assert "01 to 10" not in page  # 01 is no chapter to come: where it is gone, nobody promises it
    assert "12 · coming: Reparameterisation" in page and "19 to 23 · coming: Temporal differences" in page


def test_the_reader_goes_on_where_the_last_work_was(course, answer):
    assert resumed(chapters(course)).exercise is None  # nothing is begun: the chapter's top
    answer(reparameterize="# begun")
    found = resumed(chapters(course))
    assert (found.chapter.folder, found.exercise.name) == (CHAPTER, found.chapter.exercises[0].name)
    assert resumed([]) is None
