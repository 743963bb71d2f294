"""What the recipes add, file by file and row by row."""

COMMISSION_CASE = '''\
"""The pay slips of commission, worked by hand."""

import numpy as np
from support.slips import plain

from coordsim.rules.pay import PAY

KPIS = {"revenue": np.array([1000.0, 50.0]), "profit": np.array([300.0, -40.0])}


def test_commission() -> None:
    """Marketing: 4 % of 1000 and 50. Operations: a tenth of 300 and of -40."""
    pay = PAY["commission"]
    assert plain(pay, "marketing", KPIS) == {"share of revenue": [40, 2]}
    assert plain(pay, "operations", KPIS) == {"share of profit": [30, -4]}
'''

COMMISSION = '''\
"""Commission: marketing for revenue, operations for the firm's profit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coordsim.core.records import Floats, Kpis
from coordsim.rules.pay import PAY
from coordsim.rules.pay.slips import share_of


@dataclass(frozen=True)
class Commission:
    """A share of revenue for the one, of profit for the other. Sizes are assumed."""

    name: str = "commission"
    title: str = "Marketing on commission"
    of_revenue: float = 0.04
    of_profit: float = 0.1

    def pay(self, role: str, kpis: Kpis) -> Mapping[str, Floats]:
        """Return the pay slip."""
        if role == "marketing":
            return {"share of revenue": self.of_revenue * kpis["revenue"]}
        return {"share of profit": self.of_profit * kpis["profit"]}

    def how(self, line: str, amount: float) -> str:
        """Say how a line of the slip came about."""
        if line == "share of revenue":
            return share_of(amount, self.of_revenue)
        return share_of(amount, self.of_profit)

    def words(self, role: str) -> str:
        """Return the formula in words."""
        if role == "marketing":
            return f"{self.of_revenue:.0%} of revenue."
        return f"{self.of_profit:.0%} of the firm's profit."


PAY.register(Commission(), order=9)
'''

CORRIDOR = '''\
"""The corridor: marketing's plans and what is in stock, every week, noisy and free."""

from coordsim.rules.talk import TALK
from coordsim.rules.talk.channel import Channel

TALK.register(
    Channel("corridor", "A word in the corridor", frozenset({"calendar", "stock"}), noise=0.2),
    order=6,
)
'''

SPONSORING_CASE = '''\
"""Sponsoring costs what is spent and does nothing else."""

from support.firms import small

from coordsim.core.levers import BY_NAME
from coordsim.run.simulate import simulate

HELD = {"marketing": {"kind": "hold"}, "operations": {"kind": "hold"}}


def test_what_is_spent_is_on_the_books() -> None:
    assert BY_NAME["sponsoring"].start == 0
    without, with_it = (
        simulate(small({**HELD, "levers.sponsoring.start": spent})) for spent in (0, 50)
    )
    more = with_it.accounts["advertising"] - without.accounts["advertising"]
    assert (more == 50).all()
    assert (with_it.flows["units"] == without.flows["units"]).all()
'''

SPONSORING = """\
    Lever(
        name="sponsoring",
        owner="marketing",
        label="Sponsoring",
        unit="money/week",
        low=0,
        high=100,
        step=25,
        start=0,
        help="Spending on the club of the town.",
        area="cost",
        group="calendar",
    ),
"""

STOCK_WEEKS_CASE = '''\
"""Weeks of stock, worked by hand from a run's flows."""

import numpy as np
from support.firms import small

from coordsim.run.simulate import simulate


def test_weeks_of_stock() -> None:
    run = simulate(small({"horizon.weeks": 8, "horizon.warmup": 0}), firms=2)
    stock, sold = run.flows["stock"].sum(axis=1), run.flows["units"].sum(axis=1)
    np.testing.assert_array_equal(run.kpi("stock_weeks"), stock / sold)
'''

STOCK_WEEKS = """\
    Kpi(
        name="stock_weeks",
        label="Weeks of stock",
        unit="weeks",
        better="none",
        owner=OPERATIONS,
        top="stock",
        bottom="units",
        formula="finished stock / units sold",
        source=NAHMIAS,
    ),
"""

BAKERY = '''\
extends = "base"
name = "bakery"
title = "A bakery with too many cakes"
story = """
You bake cakes for a town. Each cake is made to a recipe of its own, and each recipe wants its own
mould, its own filling and its own hour in the oven. Marketing loves a new cake every month, the
ovens love long runs of the same one, and what is not sold by the end of the week is given away."""
goals = [
    "Find the range at which the ovens and the town are both content.",
    "See what an offer costs that the bakers had not heard of.",
]
sources = ["None: a made-up firm, which shows how a scenario is added."]
sizes = """
As in the base case but for fewer customers: an estimate, made so that the bakery neither starves
nor drowns in orders."""

[market]
customers = 1500
'''

DEARER = """\
    Claim(
        id="C51",
        title="Dearer materials",
        statement="With materials twice as dear, silent departments earn less.",
        source=SOURCE,
        arms={
            name: {**BEFORE, **SHORT, "money.material": price}
            for name, price in (("as it is", 3.0), ("dearer", 6.0))
        },
        contrasts=lambda runs: [higher(runs, "as it is", "dearer", "profit")],
        kpis=("profit",),
    ),
"""

HELLO_VUE = """\
<template>
  <main id="content" class="cs-page">
    <h1>Hello</h1>
    <p>{{ words }}</p>
  </main>
</template>
"""

HELLO = '''\
"""A page that says hello."""

import solara


@solara.component_vue("hello.vue", vuetify=False)
def HelloView(words: str) -> None:
    """The whole page."""


@solara.component
def Hello() -> None:
    """Show the page."""
    HelloView(words="Good morning.")
'''

HELLO_TEST = '''\
"""The page that says hello."""

import pytest
from playwright.sync_api import Page, expect
from support.browser import Server


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 360])
def test_it_says_hello_and_fits(page: Page, server: Server, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{server.url}/hello")
    expect(page.get_by_text("Good morning.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
'''

SHORT = """\
SHORT: Mapping[str, Any] = {"horizon.weeks": 16, "horizon.warmup": 4}

"""

ROUTE = """\
    solara.Route(path="hello", component=guarded(Hello, "Hello"), label="Hello"),
"""

COMMISSION_GERMAN = """\
"Marketing on commission" = "Marketing auf Provision"
"{a} of the firm's profit." = "{a} des Gewinns der Firma."
"""

CORRIDOR_GERMAN = """\
"A word in the corridor" = "Ein Wort auf dem Flur"
"""

SPONSORING_GERMAN = """\
"Sponsoring" = "Förderung"
"Spending on the club of the town." = "Ausgaben für den Verein der Stadt."
"""

SPONSORING_SHUT = """\
"levers.sponsoring.open" = false
"""

STOCK_WEEKS_GERMAN = """\
"Weeks of stock" = "Wochen an Bestand"
"""

BAKERY_GERMAN = """\
# bakery
"A bakery with too many cakes" = "Eine Bäckerei mit zu vielen Kuchen"
"You bake cakes for a town." = "Sie backen Kuchen für eine Stadt."
"Each cake is made to a recipe of its own, and each recipe wants its own mould, its own filling \
and its own hour in the oven." = "Jeder Kuchen hat sein eigenes Rezept, und jedes Rezept will \
seine eigene Form, seine eigene Füllung und seine eigene Stunde im Ofen."
"Marketing loves a new cake every month, the ovens love long runs of the same one, and what is \
not sold by the end of the week is given away." = "Das Marketing liebt jeden Monat einen neuen \
Kuchen, die Öfen lieben lange Läufe desselben, und was am Ende der Woche nicht verkauft ist, \
wird verschenkt."
"Find the range at which the ovens and the town are both content." = "Das Sortiment finden, mit \
dem die Öfen und die Stadt zufrieden sind."
"See what an offer costs that the bakers had not heard of." = "Sehen, was ein Angebot kostet, \
von dem die Bäcker nichts gehört hatten."
"""
