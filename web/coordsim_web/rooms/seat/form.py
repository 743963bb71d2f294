"""The right of a seat's page: the levers that move its pay now, the others, what both sign."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from coordsim.core.levers import BY_NAME, ROLES
from coordsim.room.chair import Chair
from coordsim.room.records import OpenLever, Preview, View
from coordsim.room.state.records import Plan
from coordsim_web.rooms.seat.head import stage_of
from coordsim_web.rooms.seat.page import Row
from coordsim_web.rooms.seat.plan import Expectation, choices_of, expected_of, offered_words
from coordsim_web.rooms.seat.records import Control, Form, Joint, Word
from coordsim_web.rooms.words import lever_measured, lever_value, unit_of
from coordsim_web.texts import Texts, say, texts

FEW = 4  # levers that stand open at most, a forecast among them
LITTLE = 0.05  # of the widest swing of pay, below which a lever is folded away

Expect = Callable[[Mapping[str, float], float], Preview]


def form_of(
    chair: Chair, swings: Mapping[str, float], expect: Expect | None, language: str
) -> Form:
    """Return the form of a seat; ``swings`` say how far each lever moves its pay now, ``expect``
    what the seat expects of a plan, None where it reckons nothing itself.
    """
    said, roles = texts("seat", language), texts("room", language)["roles"]
    words = tuple(Word(value, _said(value, said)) for value in offered_words(chair.views[0]))
    near = moving(swings)[: FEW - bool(words)]
    own = [lever for view in chair.views for lever in view.levers]
    plan = chair.plan or chair.draft
    view = chair.views[0]
    last = min(view.week + view.round_weeks, view.weeks)
    return Form(
        round=chair.round,
        title=say(said, "plan", first=view.week + 1, last=last),
        open=stage_of(chair) in ("open", "handed"),
        handed=chair.plan is not None,
        levers=tuple(
            _control(lever, lever.name in near, roles[BY_NAME[lever.name].owner], said)
            for lever in own
        ),
        words=words if chair.role in ROLES else (),
        start=_start(own, plan),
        word=_word(plan, expect),
        base=base_of(view, expect) if expect else None,
        joint=_joint(chair),
    )


def moving(swings: Mapping[str, float]) -> tuple[str, ...]:
    """Return the levers that move pay most, the strongest first."""
    widest = max(swings.values(), default=0.0)
    strong = [name for name in swings if widest > 0 and swings[name] >= LITTLE * widest]
    return tuple(sorted(strong, key=lambda name: -swings[name]))[:FEW]


def base_of(view: View, expect: Expect) -> Expectation:
    """Return what a seat expects when it changes nothing."""
    return foreseen(view, expect, {}, 1.0)


def foreseen(view: View, expect: Expect, levers: Mapping[str, float], word: float) -> Expectation:
    """Return what a seat expects of a plan, against changing nothing."""
    return expected_of(expect(levers, word), expect({}, 1.0), offered_words(view))


def _control(lever: OpenLever, near: bool, owner: str, said: Texts) -> Control:
    choices = choices_of(lever)
    span = say(said, "span", low=choices[0].words, high=choices[-1].words)
    return Control(
        name=lever.name,
        label=lever.label,
        unit=unit_of(lever.unit),
        help=" ".join(filter(None, (lever.help, "" if lever.choices else span))),
        few=bool(lever.choices),
        value=lever.value,
        was=say(said, "was", value=lever_value(lever.name, lever.value)),
        near=near,
        owner=owner,
        choices=choices,
    )


def _said(word: float, said: Texts) -> str:
    percent = round(100 * abs(word - 1))
    key = "word_as" if not percent else "word_more" if word > 1 else "word_less"
    return say(said, key, percent=percent)


def _start(levers: list[OpenLever], plan: Plan | None) -> dict[str, float]:
    set_ = plan.levers if plan else {}
    return {lever.name: set_.get(lever.name, lever.value) for lever in levers}


def _word(plan: Plan | None, expect: Expect | None) -> float:
    """Return a plan's forecast over what the seat would expect of its levers."""
    if plan is None or plan.forecast is None or expect is None:
        return 1.0
    try:
        demand = expect(plan.levers, 1.0).demand
    except ValueError:  # a draft may hold what is not allowed
        return 1.0
    return plan.forecast / demand if demand else 1.0


def _joint(chair: Chair) -> Joint | None:
    """Return the plan that both sign, where the talk rule knows one and both are people."""
    if not chair.agreed or chair.role not in ROLES or not chair.open:
        return None
    other = ROLES[1 - ROLES.index(chair.role)]
    if chair.partners.get(other) != "person" or chair.driver != "person":
        return None
    theirs, mine = chair.signed.get(other), chair.signed.get(chair.role)
    rows = tuple(_row(name, value) for name, value in theirs.levers.items()) if theirs else ()
    return Joint(theirs=rows, signed=theirs is not None, mine=mine is not None)


def _row(name: str, value: float) -> Row:
    return Row(BY_NAME[name].label, lever_measured(name, value))
