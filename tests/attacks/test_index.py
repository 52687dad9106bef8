"""The index names every attack, and every attack that it names exists."""

import tomllib
from pathlib import Path

from .harness import ATTACKS

INDEX = tomllib.loads(Path(__file__).with_name("index.toml").read_text(encoding="utf-8"))
PHRASES = {"structure": 16, "forging": 25, "exfiltration": 11, "starvation": 14}  # of the list of known attacks


def test_every_phrase_has_its_attacks_and_every_attack_its_phrase():
    assert {part: len(phrases) for part, phrases in INDEX.items() if part != "beyond"} == PHRASES
    assert all(names for phrases in INDEX.values() for names in phrases.values())
    named = [name for phrases in INDEX.values() for names in phrases.values() for name in names]
    assert sorted(named) == sorted(ATTACKS)
