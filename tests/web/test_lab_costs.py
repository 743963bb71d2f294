"""The frictions of a firm in the Lab: parts sum to the gap, progress is told, whoever leaves stops
the work.
"""

import json

import numpy as np
import pytest

from coordsim.core.kpis import CAUSES
from coordsim.study.attribution import FRICTIONS, Attribution, frictions_of
from coordsim_web.lab import costs
from coordsim_web.lab.choices import Choice, Rules, scenario_of


@pytest.mark.slow
def test_parts_sum_to_the_gap_and_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(costs, "WORLDS", 2)
    heard: list[tuple[int, int]] = []
    told = json.loads(costs.costs(Choice(), "a", lambda now, whole: heard.append((now, whole))))
    whole = costs.mixtures(Choice(), "a")
    assert whole == 2 ** len(frictions_of(Choice().firm("a")))
    assert heard == [(now, whole) for now in range(1, whole + 1)]
    assert told["side"] == "a"
    first, *parts, last = told["steps"]
    assert {part["name"] for part in parts} == set(frictions_of(Choice().firm("a")))
    sizes = [part["end"] - part["start"] for part in parts]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) == pytest.approx(last["end"] - first["end"])
    assert parts[0]["start"] == first["end"]
    assert "means of 2 worlds" in told["caption"]
    costs.costs(Choice(), "a", lambda now, whole: heard.append((now, whole)))
    assert len(heard) == whole, "a kept answer needs no run"


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
    assert costs.change_words("chosen, at first 8 → held at 6") == "chosen, at first 8 → held at 6"


@pytest.mark.parametrize(
    ("worst", "best", "sentence"),
    [
        (
            [-50.0, -52.0],
            [200.0, 204.0],
            "The frictions cost 253 a week. The largest part, 63.3: pay.",
        ),
        (
            [200.0, 204.0],
            [-50.0, -52.0],
            "The coordinated firm earns 253 a week less than this one.",
        ),
        (
            [100.0, 120.0],
            [118.0, 99.0],
            "This firm and the coordinated one cannot be told apart in these worlds: −1.5 a week.",
        ),
    ],
)
def test_the_sentence_is_right_for_every_sign(
    worst: list[float], best: list[float], sentence: str
) -> None:
    ends = np.array([worst, best])
    share = (ends[1] - ends[0]) / len(FRICTIONS)
    found = Attribution(
        scenario="base",
        kpi="profit",
        seeds=(1, 2),
        words=dict.fromkeys(FRICTIONS, "silo → shared"),
        values=np.concatenate([ends[:1]] * 8 + [ends[1:]] * 8),
        parts=dict.fromkeys(FRICTIONS, share),
        lost_worst=dict.fromkeys(CAUSES, 0.0),
        lost_best=dict.fromkeys(CAUSES, 0.0),
    )
    assert costs.sentence(found) == sentence
    steps = costs.table(found, "b")["steps"]
    assert [step["look"] for step in (steps[0], steps[-1])] == [
        "minus" if np.mean(end) < 0 else "whole" for end in (worst, best)
    ]
    assert {step["look"] for step in steps[1:-1]} == {"minus" if share.mean() < 0 else "plus"}
