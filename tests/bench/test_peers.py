"""The peers do the same work: what a market week gives agrees in distribution with the engine's,
whatever program plays it.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from benchmarks.market_week import limit
from benchmarks.market_week.engine import from_scenario
from benchmarks.market_week.substitutes import substitutes

from coordsim.speed.market_week import PEERS
from coordsim.speed.workers import MissingPeerError, peer

LIMIT = "limit"  # decides nothing
SMALL = (1_000, 20)  # customers, worlds
WEEKS, WARMUP = 8, 2
MOST = 4.5  # standard errors; 12 totals by 8 peers

Means = dict[str, np.ndarray]


@cache
def means(name: str, customers: int, worlds: int) -> Means:
    """Return each total's mean a week, one number for each world."""
    with peer("coordsim") as engine:
        problem = engine.ask(do="problem", customers=customers)["problem"]
    rows: list[dict[str, float]] = []
    with peer(name) as player:
        for seed in range(1, worlds + 1):
            player.ask(do="prepare", problem=problem | {"seed": seed})
            weeks = [player.ask(do="step", week=week)["totals"] for week in range(WEEKS)]
            row = {
                key: sum(week[key] for week in weeks[WARMUP:]) / (WEEKS - WARMUP)
                for key in weeks[0]
            }
            rows.append(row | player.ask(do="satisfaction"))
    return {key: np.array([row[key] for row in rows]) for key in rows[0]}


def distances(name: str, customers: int, worlds: int) -> dict[str, float]:
    """Return by total how many standard errors a peer's mean is from the engine's."""
    ours, others = means("coordsim", customers, worlds), means(name, customers, worlds)
    assert ours.keys() == others.keys()
    out = {}
    for key in ours:
        error = np.sqrt((ours[key].var(ddof=1) + others[key].var(ddof=1)) / worlds)
        out[key] = float(abs(ours[key].mean() - others[key].mean()) / error)
    return out


@cache
def missing(name: str) -> str:
    """Return why a peer is not at hand, nothing when it is."""
    try:
        peer(name).close()
    except MissingPeerError as reason:
        return str(reason)
    return ""


def at_hand(name: str) -> None:
    if missing(name):
        pytest.skip(f"{name} is not at hand: {missing(name)}")  # optional packages


@pytest.mark.slow
def test_a_peer_plays_the_same_week() -> None:
    far_off = {key: far for key, far in distances("numpy_lean", *SMALL).items() if far > MOST}
    assert far_off == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in PEERS if name != LIMIT])
def test_every_peer_plays_the_same_week(name: str) -> None:
    at_hand(name)
    assert {key: far for key, far in distances(name, 4_000, 60).items() if far > MOST} == {}


@pytest.mark.slow
def test_shelves_run_short_now_and_then() -> None:
    """Otherwise the hardest part of the work would not be done."""
    ours = means("coordsim", 2_000, 30)
    empty = ours["switched"] + ours["waiting"] + ours["lost"]
    assert 0.015 < (empty / ours["demand"]).mean() < 0.06


@pytest.mark.slow
def test_a_week_adds_up() -> None:
    for name in ("coordsim", "numpy_lean"):
        total = means(name, *SMALL)
        assert total["visits"] == pytest.approx(
            total["put_off"] + total["priced_out"] + total["demand"]
        )
        assert total["demand"] == pytest.approx(total["sold"] + total["waiting"] + total["lost"])


@pytest.mark.slow
def test_the_limit_draws_known_words_and_touches_everybody() -> None:
    """Known answers of Philox4x32-10: Salmon et al. 2011, Random123's test vectors."""
    words, zero, ones = np.zeros(8, dtype=np.uint32), np.uint32(0), np.uint32(0xFFFFFFFF)
    limit.draw(words, zero, zero, zero, zero)
    assert [hex(word) for word in words[::2]] == [
        "0x6627e8d5",
        "0xe169c58d",
        "0xbc57ac4c",
        "0x9b00dbd8",
    ]
    again = words.copy()
    limit.draw(words, zero, zero, ones, zero)
    assert not (words == again).any()
    state = limit.prepare(from_scenario(5_000))
    before = state.satisfaction.copy()
    limit.step(state, 1)
    assert (state.satisfaction != before).all()


def test_those_who_take_another_variant_take_no_more_than_there_is() -> None:
    """First come first served, and nobody wants what has no weight."""
    cumulative = np.tile([0.5, 0.75, 1.0], (5, 1))
    left = np.array([0, 2, 9])
    assert substitutes(cumulative, np.array([0.0, 0.4, 0.9, 0.2, 0.6]), left).tolist() == [
        1,
        1,
        2,
        -1,
        2,
    ]
    assert substitutes(cumulative, np.zeros(5), np.zeros(3, dtype=int)).tolist() == [-1] * 5
