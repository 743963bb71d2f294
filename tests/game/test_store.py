"""Event logs in memory: apart, bounded, and moved on by one hand at a time."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from coordsim.room.events import Created, Submitted, append
from coordsim.room.store import Games, MissingError, StoreError, new_token, spelt_right

FIRST = append((), Created({}, 1, "marketing"))


def test_tokens_are_long_and_differ() -> None:
    games = Games(each=50)
    tokens = {games.open(FIRST) for _ in range(50)}
    assert len(tokens) == 50
    assert {len(token) for token in tokens} == {24}
    assert all(map(spelt_right, tokens))


def test_a_slip_of_the_pen_is_told_from_a_game_that_is_gone() -> None:
    games, token = Games(), new_token()
    with pytest.raises(MissingError, match="server was started anew"):
        games.get(token)
    other = "A" if token[5] != "A" else "B"
    slips = ["", "nobody", token[:-1], token + "A", token[1:], token[:5] + other + token[6:]]
    for slip in [*slips, "ü" * 24, "=" * 24]:
        assert not spelt_right(slip)
        with pytest.raises(MissingError, match="a letter of it is wrong or missing"):
            games.get(slip)


def test_the_longest_unused_is_dropped() -> None:
    games = Games(limit=2)
    old, kept = games.open(FIRST), games.open(FIRST)
    games.get(old)
    games.open(FIRST)
    assert len(games) == 2
    assert games.get(old) == FIRST
    with pytest.raises(MissingError, match="no longer kept"):
        games.get(kept)


def test_one_visitor_cannot_push_out_another() -> None:
    games = Games()
    running = games.open(FIRST, "somebody")
    for _ in range(505):
        games.open(FIRST, "greedy")
    assert games.get(running) == FIRST
    assert len(games) == games.each + 1


def test_many_visitors_push_out_whoever_has_most_but_nothing_that_is_held() -> None:
    games = Games(limit=20, each=5)
    running = games.open(FIRST, "somebody")
    release = games.hold(running)
    greedy = [games.open(FIRST, "greedy") for _ in range(5)]
    for number in range(400):
        games.open(FIRST, f"visitor {number}")
    assert games.get(running) == FIRST
    assert len(games) == 20
    with pytest.raises(MissingError):
        games.get(greedy[0])
    release()
    for number in range(400):
        games.open(FIRST, f"late {number}")
    with pytest.raises(MissingError):
        games.get(running)


def test_where_all_are_held_none_is_opened() -> None:
    games = Games(limit=3, each=2)
    for visitor in ("a", "a", "b"):
        games.hold(games.open(FIRST, visitor))
    with pytest.raises(StoreError, match="You have 2 games open"):
        games.open(FIRST, "a")
    with pytest.raises(StoreError, match="All 3 games"):
        games.open(FIRST, "c")
    assert len(games) == 3


def test_two_pages_hold_one_game() -> None:
    games = Games(limit=1)
    token = games.open(FIRST)
    first, second = games.hold(token), games.hold(token)
    first()
    with pytest.raises(StoreError):
        games.open(FIRST)
    second()
    games.open(FIRST)


def test_a_log_is_put_back_under_its_token_and_never_over_one_that_is_here() -> None:
    games, token = Games(), new_token()
    games.put_back(token, FIRST)
    assert games.get(token) == FIRST
    events = append(FIRST, Submitted(0, {}, None))
    games.add(token, events[-1])
    games.put_back(token, FIRST)
    assert games.get(token) == events
    with pytest.raises(MissingError):
        games.put_back("made-up", FIRST)


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
