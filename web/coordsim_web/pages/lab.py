"""The Lab: two firms in the same weeks under different rules. It is an observer's page: it is sent
everything, what is true and what each role believes; what a seat may see is in Play.

Python checks the visitor's choice and tells both firms' whole stories once; everything after that,
play, pause, step and jump, happens in the browser. `lab_player.vue` owns the week and calls it out
as the window's event `coordsim-week`; the sections listen. Stories travel as JSON texts: nobody can
change them, so visitors may share them.

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
applies to the page.
"""

import logging
from collections.abc import Callable
from typing import Any

import solara
from solara.lab import use_task

from coordsim_web.lab import choices, costs, firms, tables
from coordsim_web.lab.choices import Choice, ChoiceError
from coordsim_web.parts.tip import Tip

logger = logging.getLogger("coordsim.web")
FAILED = (
    "These weeks could not be simulated; the reason is in the server's log. Try other rules or"
    " another world."
)


@solara.component_vue("lab_rules.vue", vuetify=False)
def LabRules(
    menu: dict[str, Any],
    form: list[dict[str, Any]],
    choice: dict[str, Any],
    problem: str,
    event_choose: Callable[[Any], None],
) -> None:
    """What may be chosen; `choose` brings a whole choice."""


@solara.component_vue("lab.vue", vuetify=False)
def LabView(
    rules: dict[str, dict[str, str]],
    busy: bool,
    a: str,
    b: str,
    worlds: str,
    event_try_worlds: Callable[[Any], None],
) -> None:
    """The verdict; `try_worlds` asks for other worlds."""


@solara.component_vue("lab_player.vue", vuetify=False)
def LabPlayer(last: int) -> None:
    """The week, and what moves it."""


@solara.component_vue("lab_charts.vue", vuetify=False)
def LabCharts(menu: list[dict[str, Any]], a: str, b: str, a_others: str, b_others: str) -> None:
    """Measures of A and B over the weeks."""


@solara.component_vue("lab_why.vue", vuetify=False)
def LabWhy(a: str, b: str) -> None:
    """What each manager moved in a round and why, what was lost and fought over."""


@solara.component_vue("lab_market.vue", vuetify=False)
def LabMarket(a: str, b: str) -> None:
    """Taste circle: variants, stock, customers."""


@solara.component_vue("lab_flow.vue", vuetify=False)
def LabFlow(a: str, b: str) -> None:
    """Orders, shelf, plant, materials and their queues."""


@solara.component_vue("lab_knowledge.vue", vuetify=False)
def LabKnowledge(a: str, b: str) -> None:
    """What each manager believes against what is true."""


@solara.component_vue("lab_lost.vue", vuetify=False)
def LabLost(words: list[dict[str, str]], a: str, b: str) -> None:
    """Lost sales by cause."""


@solara.component_vue("lab_decisions.vue", vuetify=False)
def LabDecisions(a: str, b: str) -> None:
    """What each manager expected and what came."""


@solara.component_vue("lab_costs.vue", vuetify=False)
def CostsView(
    worlds: int,
    found: str,
    running: bool,
    done: int,
    all: int,
    problem: str,
    event_ask: Callable[[Any], None],
) -> None:
    """What each friction cost a firm; `ask` brings the firm."""


@solara.component
def Costs(choice: Choice) -> None:
    """Share out a firm's gap among the frictions when asked. Its progress draws this part of the
    page anew, no other.
    """
    asked, set_asked = solara.use_state("")
    done, set_done = solara.use_state((0, 16))
    wish = solara.use_ref(("", Choice()))

    def tell(now: int, whole: int) -> None:
        if wish.current != (asked, choice):
            raise costs.StoppedError
        set_done((now, whole))

    def work() -> str:
        return costs.costs(choice, asked, tell) if asked else ""

    def ask(data: Any) -> None:
        if data in choices.SIDES:
            set_done((0, 16))
            set_asked(data)

    def leave() -> Callable[[], None]:
        return lambda: setattr(wish, "current", ("", None))

    wish.current = (asked, choice)
    solara.use_effect(leave, [])
    solara.use_effect(lambda: set_asked(""), [choice])
    found = use_task(work, dependencies=[asked, choice], raise_error=False)
    refused = found.exception if found.error and isinstance(found.exception, ValueError) else None
    problem = (
        str(refused)
        if refused
        else FAILED
        if found.error and not isinstance(found.exception, costs.StoppedError)
        else ""
    )
    CostsView(
        worlds=costs.WORLDS,
        found=found.value or "" if asked and not found.pending else "",
        done=done[0],
        all=done[1],
        running=bool(asked) and found.pending,
        problem=problem if asked else "",
        event_ask=ask,
    )


@solara.component
def Lab() -> None:
    """Show the Lab."""
    (choice, turn), set_choice = solara.use_state((Choice(), 0))
    problem, set_problem = solara.use_state("")
    wished, set_wished = solara.use_state("")
    menu = solara.use_memo(choices.menu, [])
    charts = solara.use_memo(tables.menu, [])
    causes = solara.use_memo(tables.causes, [])
    form = solara.use_memo(lambda: choices.form(choice), [choice.scenario])

    def choose(data: Any) -> None:
        try:
            set_choice((choices.read(data), choices.turn_of(data)))
            set_problem("")
        except ChoiceError as error:
            set_problem(str(error))

    def other_worlds() -> str:
        return firms.worlds(choice) if wished == repr(choice) else ""

    told = use_task(lambda: firms.pair(choice), dependencies=[choice], raise_error=False)
    others = use_task(other_worlds, dependencies=[choice, wished], raise_error=False)
    failed = told.exception or others.exception

    def log() -> None:
        if failed is not None:
            logger.error("the Lab failed on %r", choice, exc_info=failed)

    solara.use_effect(log, [failed])
    latest = told.latest
    shown = latest if isinstance(latest, firms.Pair) else None
    a: firms.Story = shown.a if shown else {}
    b: firms.Story = shown.b if shown else {}
    rules = {side: choices.words(shown.choice if shown else choice, side) for side in choices.SIDES}
    asked = wished == repr(choice)
    worlds = (
        others.value
        if asked and not others.pending and others.value
        else "busy"
        if asked and not others.error
        else ""
    )
    with solara.v.Html(tag="main", class_="cs-lab", attributes={"id": "content"}):
        problem = FAILED if told.error else problem
        LabRules(
            menu=menu,
            form=form,
            choice=choice.plain() | {"turn": turn},
            problem=problem,
            event_choose=choose,
        )
        LabView(
            rules=rules,
            busy=told.pending,
            a=a.get("measures", ""),
            b=b.get("measures", ""),
            worlds=worlds,
            event_try_worlds=lambda _data: set_wished(repr(choice)),
        )
        if shown:
            LabCharts(
                menu=charts,
                a=a["measures"],
                b=b["measures"],
                a_others=a["others"],
                b_others=b["others"],
            )
            LabLost(words=causes, a=a["lost"], b=b["lost"])
            LabWhy(a=a["why"], b=b["why"])
            LabDecisions(a=a["decisions"], b=b["decisions"])
            Costs(shown.choice)
            LabKnowledge(a=a["knowledge"], b=b["knowledge"])
            LabMarket(a=a["market"], b=b["market"])
            LabFlow(a=a["flow"], b=b["flow"])
            LabPlayer(last=shown.weeks - 1)
        Tip()
