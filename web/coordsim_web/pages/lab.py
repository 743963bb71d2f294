"""The Lab: two firms in the same weeks under different rules. It is an observer's page: it is sent
everything, what is true and what each role believes; what a seat may see is on its own page.

Python checks the visitor's choice and tells both firms' whole stories once, in numbers and
sentences (`coordsim_web.lab`, whose `records` and `offers` list all that is sent); everything after
that, play, pause, step and jump, happens in the browser. `lab_player.vue` owns the week and calls
it out as the window's event `coordsim-week`; the sections listen. Stories travel as JSON texts:
nobody can change them, so visitors may share them. Scenario, rules, world and week stand in the
address.

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
ELSEWHERE = f"Both firms live through {firms.WORLDS} other worlds …"

Event = Callable[[Any], None]


@solara.component_vue("lab_rules.vue", vuetify=False)
def LabRules(
    menu: Menu, form: list[Group], choice: PlainChoice, *, problem: str, event_choose: Event
) -> None:
    """What may be chosen; `choose` brings a whole choice."""


@solara.component_vue("lab.vue", vuetify=False)
def LabView(
    a: str,
    b: str,
    both: str,
    *,
    sections: list[Section],
    rules: dict[str, Ruling],
    busy: bool,
    worlds: str,
    event_try_worlds: Event,
) -> None:
    """The verdict; `try_worlds` asks for other worlds."""


@solara.component_vue("lab_player.vue", vuetify=False)
def LabPlayer(last: int, start: int, address: str) -> None:
    """The week, and what moves it: from `start` to `last`; `address` is the choice's."""


@solara.component_vue("lab_charts.vue", vuetify=False)
def LabCharts(
    a: str, b: str, both: str, *, section: Section, intro: str, menu: list[Measure]
) -> None:
    """Measures of A and B over the weeks."""


@solara.component_vue("lab_lost.vue", vuetify=False)
def LabLost(a: str, b: str, both: str, *, section: Section, words: list[Cause]) -> None:
    """Lost sales by cause."""


@solara.component_vue("lab_why.vue", vuetify=False)
def LabWhy(a: str, b: str, *, section: Section) -> None:
    """What each manager moved in a round and why, what was lost and fought over."""


@solara.component_vue("lab_outcomes.vue", vuetify=False)
def LabOutcomes(
    a: str, b: str, both: str, *, section: Section, expected: list[Named], note: str
) -> None:
    """What each manager expected and what came."""


@solara.component_vue("lab_knowledge.vue", vuetify=False)
def LabKnowledge(a: str, b: str, both: str, *, section: Section, words: KnowledgeWords) -> None:
    """What each manager believes against what is true."""


@solara.component_vue("lab_market.vue", vuetify=False)
def LabMarket(
    a: str, b: str, both: str, *, section: Section, intro: str, words: MarketWords
) -> None:
    """Taste circle: variants, stock, customers."""


@solara.component_vue("lab_flow.vue", vuetify=False)
def LabFlow(
    a: str, b: str, both: str, *, section: Section, intro: str, rows: list[Named], note: str
) -> None:
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
    done, set_done = solara.use_state((0, costs.MIXTURES))
    wish = solara.use_ref(("", Choice()))

    def tell(now: int, whole: int) -> None:
        if wish.current != (asked, choice):
            raise costs.StoppedError
        set_done((now, whole))

    def work() -> str:
        return costs.costs(choice, asked, tell) if asked else ""

    def ask(data: Any) -> None:
        if data in choices.SIDES:
            set_done((0, costs.MIXTURES))
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
    """What a visitor has chosen: the choice, the number of the change, what was refused, the week
    to begin with; what takes the next change.
    """

    choice: Choice
    turn: int
    problem: str
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
            set_problem(str(error))

    return Asked(choice, turn, problem, week=place.week, choose=choose)


def _read(search: str | None) -> tuple[address.Place, str]:
    """Return the place that the address names, or the first one and why it cannot be opened."""
    try:
        return address.read(search), ""
    except ChoiceError as error:
        return address.Place(), f"This address cannot be opened as it is. {error}"


class Told(NamedTuple):
    """What is known of a choice: both firms, the answer on other worlds, what failed."""

    pair: firms.Pair | None
    busy: bool
    worlds: str
    failed: bool
    try_worlds: Event


def use_stories(choice: Choice) -> Told:
    """Simulate what is chosen; go on showing what was told last until that is done."""
    wished, set_wished = solara.use_state("")
    asked = wished == repr(choice)

    def other_worlds() -> str:
        return firms.worlds(choice) if asked else ""

    told = use_task(lambda: firms.pair(choice), dependencies=[choice], raise_error=False)
    others = use_task(other_worlds, dependencies=[choice, wished], raise_error=False)
    failed = told.exception or others.exception

    def log() -> None:
        if failed is not None:
            logger.error("the Lab failed on %r", choice, exc_info=failed)

    solara.use_effect(log, [failed])
    latest = told.latest if isinstance(told.latest, firms.Pair) else None
    answer = others.value if not others.pending and others.value else ELSEWHERE
    return Told(
        latest,
        busy=told.pending,
        worlds=answer if asked and not others.error else "",
        failed=told.error,
        try_worlds=lambda _data: set_wished(repr(choice)),
    )


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
    with solara.v.Html(tag="main", class_="cs-lab", attributes={"id": "content"}):
        LabRules(
            menu=menu,
            form=rows,
            choice=asked.choice.plain(asked.turn),
            problem=FAILED if told.failed else asked.problem,
            event_choose=asked.choose,
        )
        LabView(
            a=shown.a["verdict"] if shown else "",
            b=shown.b["verdict"] if shown else "",
            both=shown.both["verdict"] if shown else "",
            sections=list(SECTIONS),
            rules={side: choices.words(choice, side) for side in choices.SIDES},
            busy=told.busy,
            worlds=told.worlds,
            event_try_worlds=told.try_worlds,
        )
        if shown:
            Sections(shown)
            lost_address = asked.problem and asked.turn == 0
            LabPlayer(
                last=shown.weeks - 1,
                start=asked.week,
                address="" if lost_address else address.write(asked.choice),
            )
        Tip()


@solara.component
def Sections(pair: firms.Pair) -> None:
    """Show all that is told of two firms, in the order of `SECTIONS`."""
    measures = solara.use_memo(charts.menu, [])

    def of(name: str) -> dict[str, Any]:
        stories = {"a": pair.a[name], "b": pair.b[name], "section": OF[f"lab-{name}"]}
        return stories | ({"both": pair.both[name]} if name in pair.both else {})

    LabCharts(**of("charts"), intro=charts.INTRO, menu=measures)
    LabLost(**of("lost"), words=lost.causes())
    LabWhy(**of("why"))
    LabOutcomes(**of("outcomes"), expected=outcomes.rows(), note=outcomes.NOTE)
    Costs(pair.choice)
    LabKnowledge(**of("knowledge"), words=knowledge.words(pair.weeks))
    LabMarket(**of("market"), intro=market.INTRO, words=market.words())
    LabFlow(**of("flow"), intro=flow.INTRO, rows=flow.rows(), note=flow.NOTE)
