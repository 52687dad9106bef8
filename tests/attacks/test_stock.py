"""The same forgeries against stock nbgrader: which of them it gives points for."""

from __future__ import annotations

import pytest

from . import stock
from .harness import ATTACKS


@pytest.fixture(scope="module")
def scores(tmp_path_factory):
    root = tmp_path_factory.mktemp("stock")
    stock.run(root)
    found = stock.scores(root)
    assert found[""] == 0.0, (root / "log.txt").read_text()[-3000:]
    return found


@pytest.mark.parametrize("name", stock.forgeries())
def test_stock_nbgrader_gives_the_points_away_as_recorded(name, scores):
    assert (scores[name] > 0) == ATTACKS[name].stock
