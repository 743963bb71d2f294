"""The frictions of a firm in the Lab: parts sum to the gap, progress is told, whoever leaves stops
the work.
"""

import json

import pytest

from coordsim.study.attribution import FRICTIONS
from coordsim_web.lab import costs
from coordsim_web.lab.choices import Choice, Rules, scenario_of


@pytest.mark.slow
def test_parts_sum_to_the_gap_and_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(costs, "WORLDS", 2)
    heard: list[tuple[int, int]] = []
    told = json.loads(costs.costs(Choice(), "a", lambda now, whole: heard.append((now, whole))))
    assert heard == [(now, 16) for now in range(1, 17)]
    assert told["side"] == "a"
    assert {part["name"] for part in told["parts"]} == set(FRICTIONS)
    assert [part["mean"] for part in told["parts"]] == sorted(
        (part["mean"] for part in told["parts"]), reverse=True
    )
    assert sum(part["mean"] for part in told["parts"]) == pytest.approx(
        told["best"] - told["worst"], abs=3
    )
    costs.costs(Choice(), "a", lambda now, whole: heard.append((now, whole)))
    assert len(heard) == 16, "a kept answer needs no run"


def test_whoever_leaves_stops_the_work() -> None:
    def leave(_now: int, _whole: int) -> None:
        raise costs.StoppedError

    short = scenario_of("base", Rules()).with_({"horizon.weeks": 8, "horizon.warmup": 0})
    with pytest.raises(costs.StoppedError):
        costs.shared_out(short, 1, leave)


def test_changes_are_said_in_the_words_of_the_page() -> None:
    assert (
        costs.change_words("silo → shared")
        == "Each for its own number → Both for the firm's profit"
    )
    assert costs.change_words("independent → joint") == "Nobody → Both together"
    assert costs.change_words("free from 8 → held at 6") == "free from 8 → held at 6"
