"""Things that happen in games and are worth a question: the first forecast above one's own
expectation, a promotion that the other side had not been told of, a broken promise, stock piled up
after a shortage.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from coordsim.core.facts import INDEX
from coordsim.core.kpis import CAUSES
from coordsim.core.levers import COLUMN, ROLES
from coordsim.room.after.records import Teachable
from coordsim.room.chair import preview
from coordsim.room.deeds import PromotionCalendar
from coordsim.room.moments import Seen
from coordsim.room.state.records import Talk
from coordsim.room.what_if import Game, lived
from coordsim.run.result import Run
from coordsim.run.simulate import Engine

INFLATED, UNANNOUNCED, BROKEN, HOARDED = KINDS = (
    "inflated_forecast",
    "unannounced_promotion",
    "broken_promise",
    "hoarding",
)
LOUDER = 1.05  # over one's own expectation: less is rounding
SHORT = 0.05  # share of what was asked for that is lost for want of units: a shortage
CLOSE = 1e-6  # rounding
EMPTY_SHELF = CAUSES[1:]  # all but customers who left before they ordered


def teachable(game: Game, run: Run, seen: Seen, talk: Sequence[Talk]) -> tuple[Teachable, ...]:
    """Return the first of each kind in a game, in the order of weeks."""
    found = (
        next(_inflated(game, run, seen), None),
        next(_unannounced(run), None),
        next(_broken(game, run, talk), None),
        next(_hoarding(game, run), None),
    )
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.week))


def _rounds(game: Game, run: Run) -> Iterator[slice]:
    weeks, length = lived(run), game.scenario.horizon.round_weeks
    for week in range(0, weeks, length):
        yield slice(week, min(week + length, weeks))


def _inflated(game: Game, run: Run, seen: Seen) -> Iterator[Teachable]:
    """Marketing's word above what it expected itself of its own plan, on its own beliefs."""
    model = Engine([game.scenario], [game.seed]).world.model
    role = ROLES[0]
    for span in _rounds(game, run):
        plan = game.answer(span.start, role).plan
        if plan.forecast is None:
            continue
        incentive = game.scenario.rules_from(span.start).incentive
        own = preview(model, incentive, seen[span.start, role], plan.levers).demand
        if plan.forecast > LOUDER * own:
            asked = float(run.flows["demand"][0, span].mean())
            numbers = {"said": plan.forecast, "expected": own, "asked": asked}
            yield Teachable(INFLATED, span.start, role, numbers)


def _unannounced(run: Run) -> Iterator[Teachable]:
    """A week of promotion that operations did not expect."""
    depth, every = COLUMN["promotion_depth"], COLUMN["promotion_every"]
    for week in range(lived(run)):
        cut, rhythm = run.plan[0, week, depth], int(run.plan[0, week, every])
        believed = run.beliefs[ROLES[1]][0, week]
        known = believed[INDEX["promotion_depth"]], believed[INDEX["promotion_every"]]
        if cut <= 0 or rhythm <= 0 or week % rhythm != rhythm - 1:
            continue
        if not np.allclose(known, (cut, rhythm), atol=CLOSE):
            lost = sum(float(run.causes[cause][0, week]) for cause in EMPTY_SHELF)
            asked = float(run.flows["demand"][0, week])
            numbers = {"depth": float(cut), "asked": asked, "lost": lost}
            yield Teachable(UNANNOUNCED, week, ROLES[0], numbers)


def _broken(game: Game, run: Run, talk: Sequence[Talk]) -> Iterator[Teachable]:
    """A promise for a round that was not kept in it; the last one of a kind counts."""
    last = {(words.round, words.role): words for words in talk if words.promise is not None}
    spans = list(_rounds(game, run))
    for (number, role), words in sorted(last.items()):
        if number > len(spans) or words.promise is None:
            continue
        span, promise = spans[number - 1], words.promise
        if isinstance(promise, PromotionCalendar):
            kept = [float(run.plan[0, span.start, COLUMN[f"promotion_{x}"]]) for x in _CALENDAR]
            if not np.allclose(kept, (promise.depth, promise.every), atol=CLOSE):
                numbers = {
                    "promised_depth": promise.depth,
                    "promised_every": float(promise.every),
                    "depth": kept[0],
                    "every": kept[1],
                }
                yield Teachable(BROKEN, span.start, role, numbers)
            continue
        sold = run.flows["units"][0, span]
        lost = np.sum([run.causes[cause][0, span] for cause in EMPTY_SHELF], axis=0)
        short = (sold < promise.units - CLOSE) & (lost > CLOSE)
        if short.any():
            week = span.start + int(short.argmax())
            numbers = {
                "promised": promise.units,
                "sold": float(run.flows["units"][0, week]),
                "lost": float(lost[week - span.start]),
            }
            yield Teachable(BROKEN, week, role, numbers)


_CALENDAR = ("depth", "every")


def _hoarding(game: Game, run: Run) -> Iterator[Teachable]:
    """Operations holds more safety stock right after a round in which units were short."""
    spans, safety = list(_rounds(game, run)), COLUMN["safety"]
    for before, after in pairwise(spans):
        lost = sum(float(run.causes[cause][0, before].sum()) for cause in EMPTY_SHELF)
        asked = float(run.flows["demand"][0, before].sum())
        was, now = float(run.plan[0, before.start, safety]), float(run.plan[0, after.start, safety])
        if lost > SHORT * asked and now > was:
            numbers = {
                "lost": lost,
                "before": was,
                "after": now,
                "stock_before": float(run.flows["stock"][0, before].mean()),
                "stock_after": float(run.flows["stock"][0, after].mean()),
            }
            yield Teachable(HOARDED, after.start, ROLES[1], numbers)
