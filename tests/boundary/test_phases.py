"""Where the time of a submission goes is counted once: to the innermost phase, here or as waiting."""

from grader.boundary import phases
from grader.boundary.phases import added, measured, phase


def test_an_inner_phase_is_not_counted_to_the_outer_one_as_well(monkeypatch):
    now = {"own": 0.0, "wall": 0.0}
    monkeypatch.setattr(phases, "process_time", lambda: now["own"])
    monkeypatch.setattr(phases, "perf_counter", lambda: now["wall"])

    def passes(own: float, wall: float) -> None:
        now["own"], now["wall"] = now["own"] + own, now["wall"] + wall

    with measured() as spent:
        passes(1, 1)  # in no phase
        with phase("cells"):
            passes(2, 10)
            with phase("fork"):
                passes(0, 4)
            passes(1, 1)
        with phase("cells"):
            passes(3, 3)
    assert spent == {"cells": (6.0, 8.0), "fork": (0.0, 4.0)}


def test_outside_nothing_is_measured_and_an_error_ends_a_phase():
    with phase("cells"):
        pass
    with measured() as spent:
        try:
            with phase("cells"):
                raise ValueError
        except ValueError:
            pass
        with phase("read"):
            pass
    assert set(spent) == {"cells", "read"}
    assert added(spent, {"read": (1.0, 2.0), "fork": (3.0, 4.0)}).keys() == {"cells", "read", "fork"}
