"""The Lab: two firms in the same weeks under different rules. It is an observer's page: it is sent
everything, what is true and what each role believes; what a seat may see is on its own page.

Python checks the visitor's choice and tells both firms' whole stories once, in numbers and
sentences (`coordsim_web.lab`, whose `records` and `offers` list all that is sent); everything after
that, play, pause, step and jump, happens in the browser. `lab_player.vue` owns the week and calls
it out as the window's event `coordsim-week`; the sections listen. Stories travel as JSON texts:
nobody can change them, so visitors may share them. They travel to `lab.vue` alone, which calls them
out as the event `coordsim-told`: whatever is told of a choice, the fan of other worlds included, is
drawn in one go. Scenario, rules, world and week stand in the address.

A change is drawn within half a second; that it is on its way is said only when it takes longer.
Meanwhile the page sends no other; then it sends the last.

What bites in pages made of own Vue components:

- Every argument of the function becomes a property of the Vue instance (`this.week`); declare no
`props` and no `data` of the same name. `event_choose` becomes the method `choose(data)`: exactly
one argument, JSON.
- A property travels whole whenever it differs from before; keep what never changes apart from what
changes.
- What an event brings is a visitor's word: check it before using it.
- State lives in `use_state`/`use_task` of this component: one per tab, gone after a refresh. Never
in a module.
- Vue 2: one root element in `<template>`, `module.exports = {...}` in `<script>`, a `<style>`
applies to the page. Components of `coordsim_web.parts.shared` do declare `props`.
"""

import logging
from collections.abc import Callable
from typing import Any, NamedTuple

import solara
from solara.lab import use_task

from coordsim_web.lab import (
    address,
    charts,
    choices,
    costs,
    firms,
    flow,
    form,
    knowledge,
    lost,
    market,
    outcomes,
    worlds,
)
from coordsim_web.lab.choices import Choice, ChoiceError
from coordsim_web.lab.offers import Group, Menu, PlainChoice
from coordsim_web.lab.records import (
    Cause,
    KnowledgeWords,
    MarketWords,
    Measure,
    Named,
    Ruling,
    Section,
)
from coordsim_web.lab.sections import OF, SECTIONS
from coordsim_web.parts.shared import use_shared
from coordsim_web.parts.tip import Tip

logger = logging.getLogger("coordsim.web")
FAILED = (
    "These weeks could not be simulated; the reason is in the server's log. Try other rules or"
    " another world."
)

Event = Callable[[Any], None]


@solara.component_vue("lab_rules.vue", vuetify=False)
def LabRules(
    menu: Menu,
    form: list[Group],
    choice: PlainChoice,
    *,
    answered: int,
    problem: str,
    event_choose: Event,
) -> None:
    """What may be chosen; `choose` brings a whole choice. `answered` is the number of the change
    that is drawn or refused.
    """


@solara.component_vue("lab.vue", vuetify=False)
def LabView(
    story_a: str,
    story_b: str,
    story_both: str,
    *,
    sections: list[Section],
    rules: dict[str, Ruling],
    busy: bool,
) -> None:
    """The verdict. It hands on to each section what is told of both firms, so that all are drawn
    anew at once.
    """


@solara.component_vue("lab_player.vue", vuetify=False)
def LabPlayer(last: int, start: int, address: str) -> None:
    """The week, and what moves it: from `start` to `last`; `address` is the choice's."""


@solara.component_vue("lab_charts.vue", vuetify=False)
def LabCharts(section: Section, intro: str, menu: list[Measure]) -> None:
    """Measures of A and B over the weeks."""


@solara.component_vue("lab_lost.vue", vuetify=False)
def LabLost(section: Section, words: list[Cause]) -> None:
    """Lost sales by cause."""


@solara.component_vue("lab_why.vue", vuetify=False)
def LabWhy(section: Section) -> None:
    """What each manager moved in a round and why, what was lost and fought over."""


@solara.component_vue("lab_outcomes.vue", vuetify=False)
def LabOutcomes(section: Section, expected: list[Named], note: str) -> None:
    """What each manager expected and what came."""


@solara.component_vue("lab_knowledge.vue", vuetify=False)
def LabKnowledge(section: Section, words: KnowledgeWords) -> None:
    """What each manager believes against what is true."""


@solara.component_vue("lab_market.vue", vuetify=False)
def LabMarket(section: Section, intro: str, words: MarketWords) -> None:
    """Taste circle: variants, stock, customers."""


@solara.component_vue("lab_flow.vue", vuetify=False)
def LabFlow(section: Section, intro: str, rows: list[Named], note: str) -> None:
    """Orders, shelf, plant, materials and their queues."""


@solara.component_vue("lab_costs.vue", vuetify=False)
def CostsView(
    section: Section,
    intro: str,
    *,
    found: str,
    running: bool,
    done: int,
    all: int,
    problem: str,
    event_ask: Event,
) -> None:
    """What each friction cost a firm; `ask` brings the firm."""


@solara.component
def Costs(choice: Choice) -> None:
    """Share out a firm's gap among the frictions when asked. Its progress draws this part of the
    page anew, no other.
    """
    asked, set_asked = solara.use_state("")
    done, set_done = solara.use_state((0, 1))
    wish = solara.use_ref(("", Choice()))

    def tell(now: int, whole: int) -> None:
        if wish.current != (asked, choice):
            raise costs.StoppedError
        set_done((now, whole))

    def work() -> str:
        return costs.costs(choice, asked, tell) if asked else ""

    def ask(data: Any) -> None:
        if data in choices.SIDES:
            set_done((0, costs.mixtures(choice, data)))
            set_asked(data)

    def leave() -> Callable[[], None]:
        return lambda: setattr(wish, "current", ("", None))

    wish.current = (asked, choice)
    solara.use_effect(leave, [])
    solara.use_effect(lambda: set_asked(""), [choice])
    found = use_task(work, dependencies=[asked, choice], raise_error=False)
    CostsView(
        section=OF["lab-costs"],
        intro=costs.INTRO,
        found=found.value or "" if asked and not found.pending else "",
        done=done[0],
        all=done[1],
        running=bool(asked) and found.pending,
        problem=_refused(found.exception) if asked and found.error else "",
        event_ask=ask,
    )


def _refused(error: BaseException | None) -> str:
    """Say why a gap cannot be shared out; nothing where somebody just left."""
    if isinstance(error, costs.StoppedError):
        return ""
    return str(error) if isinstance(error, ValueError) else FAILED


class Asked(NamedTuple):
    """What a visitor has chosen: the choice, the number of the change, what was refused, whether
    nothing was chosen yet but by an address that was, the week to begin with; what takes the next
    change.
    """

    choice: Choice
    turn: int
    problem: str
    lost: bool
    week: int
    choose: Event


def use_choice() -> Asked:
    """Take the first choice from the address, the next ones from the page."""
    search = solara.use_router().search
    place, refused = solara.use_memo(lambda: _read(search), [])
    (choice, turn), set_choice = solara.use_state((place.choice, 0))
    problem, set_problem = solara.use_state(refused)

    def choose(data: Any) -> None:
        try:
            set_choice((choices.read(data), choices.turn_of(data)))
            set_problem("")
        except ChoiceError as error:
            set_choice((choice, choices.turn_of(data)))
            set_problem(str(error))

    lost = bool(refused) and choice is place.choice
    return Asked(choice, turn, problem, lost=lost, week=place.week, choose=choose)


def _read(search: str | None) -> tuple[address.Place, str]:
    """Return the place that the address names, or the first one and why it cannot be opened."""
    try:
        return address.read(search), ""
    except ChoiceError as error:
        return address.Place(), f"This address cannot be opened as it is. {error}"


class Told(NamedTuple):
    """What is known of a choice: both firms, whether others are on their way, what failed."""

    pair: firms.Pair | None
    busy: bool
    failed: bool


def use_stories(choice: Choice) -> Told:
    """Simulate what is chosen; go on showing what was told last until that is done. Who chooses
    anew, or leaves, waits for these firms no more.
    """
    wish = solara.use_ref(choice)
    last = solara.use_ref(None)
    wish.current = choice

    def heed() -> None:
        if wish.current != choice:
            raise firms.PassedError

    def work() -> firms.Pair | None:
        try:
            return firms.pair(choice, heed)
        except firms.PassedError:
            return None

    def leave() -> Callable[[], None]:
        return lambda: setattr(wish, "current", None)

    solara.use_effect(leave, [])
    told = use_task(work, dependencies=[choice], raise_error=False)
    last.current = told.value or last.current

    def log() -> None:
        if told.exception is not None:
            logger.error("the Lab failed on %r", choice, exc_info=told.exception)

    solara.use_effect(log, [told.exception])
    return Told(last.current, busy=told.pending, failed=told.error and not told.pending)


@solara.component
def Lab() -> None:
    """Show the Lab."""
    use_shared()
    asked = use_choice()
    told = use_stories(asked.choice)
    menu = solara.use_memo(choices.menu, [])
    rows = solara.use_memo(lambda: form.form(asked.choice.scenario), [asked.choice.scenario])
    shown = told.pair
    choice = shown.choice if shown else asked.choice
    done = told.failed or (shown is not None and shown.choice == asked.choice)
    a, b, both = (firms.whole(one) for one in (shown.a, shown.b, shown.both)) if shown else [""] * 3
    with solara.v.Html(tag="main", class_="cs-lab", attributes={"id": "content"}):
        LabRules(
            menu=menu,
            form=rows,
            choice=asked.choice.plain(asked.turn),
            answered=asked.turn if done else -1,
            problem=FAILED if told.failed else asked.problem,
            event_choose=asked.choose,
        )
        LabView(
            story_a=a,
            story_b=b,
            story_both=both,
            sections=list(SECTIONS),
            rules={side: choices.words(choice, side) for side in choices.SIDES},
            busy=told.busy,
        )
        if shown:
            Sections(shown.choice, shown.weeks)
            LabPlayer(
                last=shown.weeks - 1,
                start=asked.week,
                address="" if asked.lost else address.write(asked.choice),
            )
        Tip()


@solara.component
def Sections(choice: Choice, weeks: int) -> None:
    """Show all that is told of two firms, in the order of `SECTIONS`."""
    measures = solara.use_memo(charts.menu, [])

    LabCharts(section=OF["lab-charts"], intro=f"{charts.INTRO} {worlds.FAN}", menu=measures)
    LabLost(section=OF["lab-lost"], words=lost.causes())
    LabWhy(section=OF["lab-why"])
    LabOutcomes(section=OF["lab-outcomes"], expected=outcomes.rows(), note=outcomes.NOTE)
    Costs(choice)
    LabKnowledge(section=OF["lab-knowledge"], words=knowledge.words(weeks))
    LabMarket(section=OF["lab-market"], intro=market.INTRO, words=market.words())
    LabFlow(section=OF["lab-flow"], intro=flow.INTRO, rows=flow.rows(), note=flow.NOTE)
