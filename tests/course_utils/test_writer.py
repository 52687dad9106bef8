"""The prose, and the network that learns to write it."""

import numpy
import pytest
import torch
from torch.nn import functional

from course_utils.data import ALPHABET, prose
from course_utils.models import Writer, fit_writer


def _writer(alphabet="ab ", n_hidden=4):
    torch.manual_seed(0)
    return Writer(alphabet, n_hidden)


def _cell(x, h, c, Wx, Wh, b):
    i, f, g, o = (Wx @ x + Wh @ h + b).reshape(4, -1)
    c = c / (1 + numpy.exp(-f)) + numpy.tanh(g) / (1 + numpy.exp(-i))
    return numpy.tanh(c) / (1 + numpy.exp(-o)), c


def test_the_prose_is_one_line_in_34_characters():
    text = prose()
    assert 70_000 < len(text) < 80_000 and "\n" not in text and "  " not in text
    assert set(text) == set(ALPHABET) and len(ALPHABET) == 34 == len(set(ALPHABET))


def test_a_character_that_the_alphabet_lacks_is_refused():
    with pytest.raises(ValueError, match="not found"):
        _writer().encode("abc")


def test_the_perplexity_of_one_that_knows_nothing_is_the_size_of_the_alphabet():
    writer = _writer("ab c")
    torch.nn.init.zeros_(writer.readout.weight)
    torch.nn.init.zeros_(writer.readout.bias)
    assert writer.perplexity("ab ccab a") == pytest.approx(4)
    assert writer.perplexity_by_context("ab ccab a", 3) == pytest.approx([4, 4, 4])


def test_the_perplexity_by_context_starts_each_window_from_an_empty_memory():
    writer, text = _writer(), "abba ab abbb a"
    found = writer.perplexity_by_context(text, 2)
    first, second = [], []
    for place in range(len(text) - 2):
        letters = writer.encode(text[place : place + 3])
        losses = functional.cross_entropy(writer(letters[None, :2])[0], letters[1:], reduction="none")
        first.append(losses[0].item())
        second.append(losses[1].item())
    assert found == pytest.approx(numpy.exp([numpy.mean(first), numpy.mean(second)]), rel=1e-5)


def test_a_cell_handed_in_writes_and_remembers_what_torchs_does():
    writer = _writer()
    with torch.no_grad():
        for parameter in writer.parameters():
            parameter.mul_(4)
    assert writer.write(60, _cell, start="ab") == writer.write(60, start="ab")
    assert writer.write(60, start="ab", seed=1) != writer.write(60, start="ab")
    memories = writer.memories("ab a", _cell)
    assert memories == pytest.approx(writer.memories("ab a")) and memories.shape == (4, 4)
    states = writer.recurrent(functional.one_hot(writer.encode("ab a"), 3).float()[None])[1]
    assert memories[-1] == pytest.approx(states[1][0, 0].detach().numpy(), abs=1e-6)


def test_without_temperature_the_likeliest_character_is_written():
    writer = _writer()
    written = writer.write(1, start="ba", temperature=1e-9)
    assert written[-1] == "ab "[int(writer(writer.encode("ba")[None])[0, -1].argmax())]


def test_it_learns_a_text_that_repeats_itself_and_stops_to_be_looked_at():
    writer, seen = _writer("abc ", 8), []
    losses = fit_writer(writer, "abc " * 40, steps=60, stops=(0, 30, 60), then=seen.append, lr=0.05)
    assert seen == [0, 30, 60] and len(losses) == 60
    assert losses[0] > 1 and losses[-1] < 0.1
    assert writer.write(11, start="a") == "abc abc abc "


def test_the_training_is_the_loop_that_the_chapter_shows():
    one, other = _writer(ALPHABET, 8), _writer(ALPHABET, 8)
    losses = fit_writer(one, prose()[:2000], steps=5)
    letters, draw = other.encode(prose()[:2000]), torch.Generator().manual_seed(0)
    optimizer = torch.optim.Adam(other.parameters(), 0.012)
    for step, known in enumerate(losses):
        optimizer.param_groups[0]["lr"] = 0.012 * (1 - step / 5)
        starts = torch.randint(len(letters) - 32, (32,), generator=draw)
        pieces = letters[starts[:, None] + torch.arange(33)]
        loss = functional.cross_entropy(other(pieces[:, :-1]).flatten(0, 1), pieces[:, 1:].flatten())
        assert loss.item() == pytest.approx(known, rel=1e-6)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(other.parameters(), 1.0)
        optimizer.step()


def test_a_graded_notebook_makes_a_single_step(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    seen = []
    losses = fit_writer(_writer("abc ", 8), "abc " * 40, steps=60, stops=(0, 60), then=seen.append)
    assert len(losses) == 1 and seen == [0, 60]
