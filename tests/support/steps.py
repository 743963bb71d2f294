"""The steps of a week, each by itself, for cases worked by hand: see ``bench``."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from coordsim.core.facts import INDEX
from coordsim.core.kpis import CAUSES
from coordsim.core.levers import COLUMN
from coordsim.core.records import FirmState, Floats
from support.bench import ONE, At, Bench, each, formula, of, slots_of
from support.firms import calm


def _seen(state: FirmState, beliefs: Floats | None, role: int) -> Callable[[At], None]:
    def note(at: At) -> None:
        if beliefs is not None:
            at.firm.beliefs[role, :] = beliefs[at.place]

    return note


def _produce(
    bench: Bench, state: FirmState, lots: Floats, informed: Floats, week: int
) -> tuple[FirmState, Any]:
    slots = slots_of(state)

    def step(at: At) -> None:
        at.now.lots_forecast[:slots] = lots[at.place]
        at.now.informed[:slots] = informed[at.place]
        ONE["plant"].produce(at.n, at.firm, at.lines, at.now)

    after, _, fleet = each(bench, state, week, step)
    made = SimpleNamespace(
        wanted=of(fleet, "wanted", slots),
        lots=of(fleet, "lots", slots),
        setups=of(fleet, "setups"),
        setup_hours=of(fleet, "setup_time"),
        used=of(fleet, "used"),
        available=of(fleet, "available"),
        overtime=of(fleet, "overtime"),
        defect=of(fleet, "defect_share"),
        broken=of(fleet, "broken"),
        open_hours=of(fleet, "open_hours"),
        regular=of(fleet, "regular"),
    )
    return after, made


def _arrive(bench: Bench, state: FirmState, week: int) -> FirmState:
    return each(
        bench, state, week, lambda at: ONE["supply"].arrive(at.n, at.firm, at.lines, at.now)
    )[0]


def _order(bench: Bench, state: FirmState, parts: Floats) -> tuple[FirmState, Floats]:
    def step(at: At) -> None:
        at.now.parts_forecast[: at.slots] = parts[at.place]
        ONE["supply"].order(at.n, at.firm, at.lines, at.now)

    after, _, fleet = each(bench, state, 0, step)
    return after, of(fleet, "ordered")


def _lead_weeks(bench: Bench, plan: Floats) -> Floats:
    fleet = bench.fleet()
    fleet.firms["levers"] = plan
    numbers = fleet.tables.numbers
    return np.array(
        [ONE["supply"].lead_weeks(numbers[firm.row], firm.plan) for firm in fleet.firms]
    )


def _develop(bench: Bench, state: FirmState, beliefs: Floats, week: int) -> tuple[FirmState, Any]:
    note, slots = _seen(state, beliefs, 0), slots_of(state)

    def step(at: At) -> None:
        note(at)
        ONE["development"].develop(at.n, at.firm, at.lines, at.now)

    after, _, fleet = each(bench, state, week, step)
    names = ("scrapped", "dead_parts", "cancelled")
    done = SimpleNamespace(
        started=of(fleet, "started"), **{name: of(fleet, name, slots) for name in names}
    )
    return after, done


def _launch(bench: Bench, state: FirmState) -> tuple[FirmState, Any]:
    after, _, fleet = each(
        bench, state, 0, lambda at: ONE["development"].launch(at.n, at.firm, at.now)
    )
    return after, SimpleNamespace(
        launched=of(fleet, "launched"),
        weeks=of(fleet, "launch_weeks"),
        late=of(fleet, "launched_late"),
    )


def _age(bench: Bench, state: FirmState, week: int) -> tuple[FirmState, Floats]:
    def step(at: At) -> None:
        at.now.scrapped[:] = 0.0
        ONE["development"].grow_old(at.n, at.firm, at.now)

    after, _, fleet = each(bench, state, week, step)
    return after, of(fleet, "scrapped", slots_of(state))


def _defects(bench: Bench, state: FirmState, share: Floats) -> Floats:
    _, found, _ = each(
        bench,
        state,
        0,
        lambda at: [
            ONE["development"].defects(at.n, at.firm, share[at.place], v) for v in range(at.slots)
        ],
    )
    return np.array(found)


def _mean_weeks(bench: Bench, state: FirmState) -> Floats:
    found = each(bench, state, 0, lambda at: ONE["development"].mean_weeks(at.n, at.firm))[1]
    return np.array(found)


def _offered(state: FirmState) -> np.ndarray:
    shown: np.ndarray = state.announced & (state.status != 0)
    return shown


def any_bench(state: FirmState) -> Bench:
    """Return a bench for steps that hang on nothing but where a firm stands."""
    return Bench((calm(),) * len(state.plan), (1,) * len(state.plan))


def _ship_backlog(state: FirmState) -> tuple[FirmState, Floats]:
    bench = any_bench(state)
    after, _, fleet = each(
        bench, state, 0, lambda at: ONE["delivery"].ship_backlog(at.n, at.firm, at.now)
    )
    return after, of(fleet, "shipped", slots_of(state))


def _room_to_ship(bench: Bench, state: FirmState, shipped: Floats) -> Floats:
    def step(at: At) -> None:
        at.firm.on_hand[: at.slots] = shipped[at.place]
        at.firm.backlog[:, :] = 0.0
        at.firm.backlog[: at.slots, 0] = shipped[at.place]
        ONE["delivery"].ship_backlog(at.n, at.firm, at.now)

    return of(each(bench, state, 0, step)[2], "room")


def _ship(bench: Bench, state: FirmState, units: Floats) -> tuple[FirmState, Floats, Floats]:
    def step(at: At) -> None:
        at.now.units = units[at.place]
        ONE["delivery"].ship(at.n, at.firm, at.now)

    after, _, fleet = each(bench, state, 0, step)
    return after, of(fleet, "late"), of(fleet, "sent")


def _age_backlog(
    bench: Bench, state: FirmState, waiting: Floats, week: int
) -> tuple[FirmState, Floats, Floats]:
    def step(at: At) -> None:
        at.now.waiting[: at.slots] = waiting[at.place]
        at.now.late = 0.0
        ONE["delivery"].age_backlog(at.n, at.firm, at.now)

    after, _, fleet = each(bench, state, week, step)
    return after, of(fleet, "late"), of(fleet, "given_up", slots_of(state))


def _answer(
    bench: Bench, state: FirmState, units: Floats, problems: Floats
) -> tuple[FirmState, Any]:
    def step(at: At) -> None:
        at.now.units = units[at.place]
        ONE["delivery"].answer(at.n, at.firm, at.now, problems[at.place])

    after, _, fleet = each(bench, state, 0, step)
    return after, SimpleNamespace(
        contacts=of(fleet, "contacts"),
        unanswered=of(fleet, "unanswered"),
        hours=of(fleet, "hours"),
    )


def _explain_lost(
    state: FirmState,
    lost: Floats,
    to_choice: Floats,
    not_ready: Floats,
    given_up: Floats,
) -> tuple[FirmState, dict[str, Floats]]:
    """Causes of what was lost; what was ``not_ready`` is part of ``lost``."""

    def step(at: At) -> None:
        f, slots = at.place, at.slots
        at.now.lost_to_choice = to_choice[f]
        at.now.lost[:slots] = lost[f] - not_ready[f]
        at.now.lost[slots:] = at.now.cancelled[:] = at.now.given_up[:] = 0.0
        at.now.given_up[0] = given_up[f]
        # what was not ready is lost of variants in slots of their own
        at.n.line_slots = 2 * slots
        at.now.lost[slots : 2 * slots] = not_ready[f]
        at.now.offered[: 2 * slots] = True
        at.firm.stocked[:slots] = True
        at.firm.stocked[slots:] = False
        at.firm.untold[slots:] = 0.0
        at.firm.shortfall[slots:] = 0.0
        ONE["delivery"].explain_lost(at.n, at.firm, at.now)
        at.n.line_slots = slots
        at.firm.stocked[:slots] = state.stocked[f]

    after, _, fleet = each(any_bench(state), state, 0, step)
    causes = of(fleet, "causes")
    return after, {cause: causes[:, place] for place, cause in enumerate(CAUSES)}


def _feel(
    bench: Bench,
    state: FirmState,
    *,
    demand: Floats,
    told_demand: Floats,
    fill: Floats,
    conflicts: Floats,
) -> FirmState:
    def step(at: At) -> None:
        f, n = at.place, at.n
        misses = (
            abs(at.firm.told[INDEX["fill_rate"]] - fill[f]),
            abs(told_demand[f] - demand[f]) / max(demand[f], 1.0),
        )
        strain = min(
            1.0,
            n.people_frustration_conflict * conflicts[f]
            + n.people_frustration_empty * (1 - fill[f]),
        )
        satisfied = ONE["people"].mean_satisfaction(
            at.firm, at.crowd.satisfaction, at.crowd.members
        )
        ONE["people"].feel(n, at.firm, satisfied, misses, strain)

    return each(bench, state, 0, step)[0]


def _own_forecast(bench: Bench, state: FirmState) -> Floats:
    found = each(
        bench,
        state,
        0,
        lambda at: [
            ONE["planning"].own_forecast(at.n, at.firm, at.lines, v) for v in range(at.slots)
        ],
    )[1]
    return np.array(found)


def visit_factor(bench: Bench, state: FirmState, week: int) -> Floats:
    """What multiplies the visit rate of a week."""
    found = each(bench, state, week, lambda at: ONE["market"].visit_factor(at.n, at.firm, at.now))[
        1
    ]
    return np.array(found)


def advance(bench: Bench, state: FirmState, week: int) -> FirmState:
    """Move the market's shock and the advertising stock on."""
    return each(bench, state, week, lambda at: ONE["market"].advance(at.n, at.firm))[0]


def promoted(plan: Floats, week: int) -> Floats:
    """The promotion depth of a week."""
    each_ = [
        SimpleNamespace(
            promotion_every=row[COLUMN["promotion_every"]],
            promotion_depth=row[COLUMN["promotion_depth"]],
        )
        for row in plan
    ]
    return np.array([ONE["market"].promoted(one, week) for one in each_])


def beliefs_of(bench: Bench, state: FirmState, role: str, week: int) -> tuple[Floats, Floats]:
    """What a role believes, and how old the word is."""
    place = ("marketing", "operations").index(role)

    def step(at: At) -> Any:
        ONE["beliefs"].look_up_facts(at.n, at.firm, at.now)
        ONE["beliefs"].believe(at.scene, at.firm, at.lines, at.now, place)
        return at.firm.beliefs[place].copy(), at.firm.ages[place].copy()

    found = each(bench, state, week, step)[1]
    return np.array([one[0] for one in found]), np.array([one[1] for one in found])


def facts_of(bench: Bench, state: FirmState, demand: Floats, week: int) -> Floats:
    """What is true in a week; ``demand`` is marketing's expectation."""

    def step(at: At) -> Any:
        ONE["beliefs"].look_up_facts(at.n, at.firm, at.now)
        at.now.facts.demand = demand[at.place]
        return at.now.facts_.copy()

    return np.array(each(bench, state, week, step)[1])


def _soon(bench: Bench, state: FirmState) -> np.ndarray:
    found = each(
        bench,
        state,
        0,
        lambda at: [ONE["supply"].needed_soon(at.n, at.firm, v) for v in range(at.slots)],
    )[1]
    return np.array(found)


def _hours_of_a_unit(name: str) -> Callable[[Bench, int], Floats]:
    def look(bench: Bench, week: int) -> Floats:
        state = ONE["states"].state_of(bench.fleet())
        return of(each(bench, state, week, lambda at: None)[2], name)

    return look


def _improvement(bench: Bench, week: int) -> Floats:
    fleet = bench.fleet()
    rows = [fleet.tables.numbers[firm.row] for firm in fleet.firms]
    return np.array([ONE["trends"].improvement(n, week) for n in rows])


def shock(bench: Bench, kind: str, week: int) -> float:
    """Size of the shocks of a kind in a week."""
    shocks = bench.fleet().tables.shocks
    return float(ONE["trends"].shock(shocks, ONE["trends"].KINDS.index(kind), week))


def window_multiplier(
    promotions: Any, start: int, weeks: Floats, *, early: int = 0, notice: int | None = None
) -> Floats:
    """Mean demand over the average in a window, as a promotion calendar (F,) has it."""
    desk, open_ = ONE["desk"], SimpleNamespace(given=False)
    ahead = -1 if notice is None else notice
    return np.array(
        [
            desk.over_average(open_, desk.Promotions(*one), desk.Reach(start, length, early, ahead))
            for *one, length in zip(*promotions, weeks, strict=True)
        ]
    )


def spread(own: Floats, on_sale: np.ndarray, total: Floats) -> Floats:
    """Spread a total (F,) over the variants on sale."""
    out = np.zeros_like(own)
    for f in range(len(own)):
        firm = SimpleNamespace(status=np.where(on_sale[f], 2, 0))
        now = SimpleNamespace(own=own[f])
        for v in range(own.shape[1]):
            whole = ONE["desk"].Whole(total[f], own[f].sum(), int(on_sale[f].sum()))
            out[f, v] = ONE["desk"].spread(firm, now, v, whole)
    return out


Promotions = ONE["desk"].Promotions
run_hours, setup_hours_now = map(_hours_of_a_unit, ("run_hours", "setup_hours"))
improvement = _improvement
plant = SimpleNamespace(
    produce=_produce,
    availability=formula("availability_at"),
    setup_hours=formula("setup_hours_at"),
    defect_share=formula("defects_at"),
)
supply = SimpleNamespace(arrive=_arrive, order=_order, lead_weeks=_lead_weeks, soon=_soon)
development = SimpleNamespace(
    develop=_develop,
    launch=_launch,
    age=_age,
    defects=_defects,
    mean_weeks=_mean_weeks,
    offered=_offered,
)
delivery = SimpleNamespace(
    ship_backlog=_ship_backlog,
    room_to_ship=_room_to_ship,
    ship=_ship,
    age_backlog=_age_backlog,
    answer=_answer,
    explain_lost=_explain_lost,
)
people = SimpleNamespace(feel=_feel)
own_forecast = _own_forecast
conditions = SimpleNamespace(visit_factor=visit_factor, advance=advance, promoted=promoted)
