"""What the first game says: after each round one sentence, at the end of a part what came of it."""

from __future__ import annotations

from typing import Any

from coordsim.room.chair import Chair
from coordsim.room.records import PastRound
from coordsim.room.room import Room
from coordsim.room.state.records import RoomState, about
from coordsim.show.numbers import number, rounded
from coordsim_web.rooms.learn.earned import Beside, mean_pay, mean_profit, pays
from coordsim_web.rooms.seat.seen import mean_sold, moves_told
from coordsim_web.texts import Texts, say, texts
from coordsim_web.texts.spoken import spoken

EXPECTED_PAY = "pay"  # what a prediction of a seat's pay is of
EXPECTED_PROFIT = "profit"  # of the firm's profit, against the first game: -1, 0 or 1
ALIKE = 0.05  # of a profit, up to which another is about the same


def round_told(room: Room, chair: Chair, language: str) -> str:
    """Return the sentence on the round played last; empty before there is one."""
    past = chair.tracks[chair.role]
    if not past:
        return ""
    paid = pays(room, chair.role)
    hoped = predicted(room.state, chair.role, past[-1].number, EXPECTED_PAY)
    return sentence(past[-1], paid[-1] if paid else None, hoped, language)


def sentence(one: PastRound, paid: float | None, hoped: float | None, language: str) -> str:
    """Return what happened in a round in one sentence: own moves, sales, pay."""
    said = texts("first", language)
    moves = moves_told(one.moves, said, spoken(language))
    sold = number(mean_sold(one), 0)
    head = say(said, "moves" if moves else "unmoved", moves=moves, sold=sold)
    if paid is None:
        return f"{head}."
    key = "paid" if hoped is None else f"paid_{against(paid, hoped)}"
    tail = say(said, key, pay=number(paid, 0), hoped=number(hoped or 0.0, 0))
    return f"{head}{tail}"


def against(value: float, other: float) -> str:
    """Return how a value stands to another as both are read: more, less or same."""
    gap = rounded(value, 0) - rounded(other, 0)
    return "more" if gap > 0 else "less" if gap < 0 else "same"


def predicted(state: RoomState, role: str, number_: int, of: str) -> float | None:
    """Return what a seat of the only team last said it expects of a round."""
    told = [one.value for one in state.beliefs if one.about == about(1, role, number_, of)]
    return told[-1] if told else None


def part_told(room: Room, role: str, said: Texts) -> str:
    """Return what came of a part: own pay, and what the firm earned."""
    return say(
        said,
        "part_end",
        pay=number(mean_pay(room, role), 0),
        firm=firm_told(mean_profit(room), said),
    )


def beside_told(found: Beside, said: Texts) -> str:
    """Return what a manager in the same chair came to, and nobody who touches anything."""
    return say(
        said,
        "beside_idle" if found.idle else "beside",
        manager=number(found.manager.pay, 0),
        manager_firm=firm_told(found.manager.profit, said),
        untouched=number(found.untouched.pay, 0),
        untouched_firm=firm_told(found.untouched.profit, said),
    )


def firm_told(profit: float, said: Texts) -> str:
    """Return what a firm earned or lost a week, as words within a sentence."""
    value = rounded(profit, 0)
    key = "earned" if value > 0 else "lost" if value < 0 else "nothing"
    return say(said, key, profit=number(abs(value), 0))


def change_of(profit: float, before: float) -> int:
    """Return whether a profit is more than another, 1, less, -1, or about the same, 0."""
    gap, near = profit - before, max(1.0, ALIKE * abs(before))
    return 0 if abs(gap) <= near else 1 if gap > 0 else -1


def rules_told(now: Room, first: Room, guess: float | None, said: Texts) -> tuple[str, ...]:
    """Return what one other rule did to the firm, and whether it was guessed."""
    profit, before = mean_profit(now), mean_profit(first)
    change = change_of(profit, before)
    told = say(
        said,
        f"rules_{WORDS[change]}",
        before=firm_told(before, said),
        now=firm_told(profit, said),
    )
    if guess is None:
        return (told,)
    right = round(guess) == change
    answer = str(said[f"guess_{WORDS[round(guess)]}"])
    return (told, say(said, "guessed_right" if right else "guessed_wrong", guess=answer))


WORDS = {1: "more", 0: "same", -1: "less"}


def guess_of(data: Any) -> float | None:
    """Return the guess that a browser sent; None where it is none."""
    return next((float(value) for value, word in WORDS.items() if data == f"guess-{word}"), None)
