"""Event logs in memory: apart, bounded, and moved on by one hand at a time."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from coordsim.room.events import Created, Submitted, append
from coordsim.room.store import Games, StoreError

FIRST = append((), Created({}, 1, "marketing"))


def test_tokens_are_long_and_differ() -> None:
    games = Games()
    tokens = {games.open(FIRST) for _ in range(50)}
    assert len(tokens) == 50
    assert min(len(token) for token in tokens) >= 24


def test_the_longest_unused_is_dropped() -> None:
    games = Games(limit=2)
    old, kept = games.open(FIRST), games.open(FIRST)
    games.get(old)
    games.open(FIRST)
    assert len(games) == 2
    assert games.get(old) == FIRST
    with pytest.raises(StoreError, match="no longer kept"):
        games.get(kept)


def test_a_log_cannot_grow_for_ever() -> None:
    games = Games(longest=2)
    token = games.open(FIRST)
    events = append(FIRST, Submitted(0, {}, None))
    games.add(token, events[-1])
    with pytest.raises(StoreError, match="allowed: up to 2"):
        games.add(token, append(events, Submitted(4, {}, None))[-1])
    with pytest.raises(StoreError, match="allowed: up to 2"):
        games.open(append(events, Submitted(4, {}, None)))


def test_of_two_plans_for_a_round_one_counts() -> None:
    games = Games()
    token = games.open(FIRST)

    def hand_in(price: float) -> bool:
        try:
            games.add(token, append(FIRST, Submitted(0, {"price": price}, None))[-1])
        except StoreError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(hand_in, map(float, range(6, 14)))) == 1
    assert len(games.get(token)) == 2
