"""The letters of five languages."""

import numpy
import pytest

from course_utils.data.letters import ALPHABET, STORIES, letter_frequencies, letters_of


def test_the_tables_are_distributions_without_zeros():
    tables = letter_frequencies()
    assert list(tables) == list(STORIES)
    for table in tables.values():
        assert table.shape == (26,) and table.sum() == pytest.approx(1) and table.min() > 0
    assert tables["English"][ALPHABET.index("e")] == pytest.approx(0.127, abs=5e-4)
    commonest = {
        language: "".join(ALPHABET[i] for i in numpy.argsort(-table)[:3]) for language, table in tables.items()
    }
    assert commonest == {"English": "eta", "Dutch": "ena", "German": "ens", "Spanish": "eao", "Italian": "aei"}


def test_letters_lose_case_accents_and_all_else():
    assert "".join(ALPHABET[i] for i in letters_of("Grüße, así: 3 Öl!")) == "grusseasiol"
    assert letters_of("...").shape == (0,)


def test_each_story_is_likeliest_in_its_own_language():
    tables = letter_frequencies()
    for language, story in STORIES.items():
        letters = letters_of(story)
        assert len(letters) > 300
        surprise = {name: -numpy.log(table[letters]).sum() for name, table in tables.items()}
        assert min(surprise, key=surprise.get) == language
