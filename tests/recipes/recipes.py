"""The recipes of CONTRIBUTING, each followed to the letter: what is added, and the commands that
write the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from recipes import texts
from recipes.house import House

DOCUMENTS = ("docs/generate.py", "quick")
GERMAN = "web/coordsim_web/texts/model/de.toml"
GERMAN_FIRMS = "web/coordsim_web/texts/model/de.library.toml"
DESIGN = "src/coordsim/room/agendas/penalty-60.toml"
CLAIMS = "src/coordsim/evidence/claims/cures.py"


@dataclass(frozen=True)
class Recipe:
    """A recipe by its heading in CONTRIBUTING, followed for something called ``name``; ``tests``
    tell most of it.
    """

    heading: str
    name: str
    follow: Callable[[House], None]
    tests: tuple[str, ...]


def told(house: House, news: str) -> None:
    """Say in the changelog what is new."""
    house.insert("CHANGELOG.md", f"- {news}\n", before="- The first whole firm")


def pay_rule(house: House) -> None:
    house.write("tests/cases/test_commission.py", texts.COMMISSION_CASE)
    house.write("src/coordsim/rules/pay/commission.py", texts.COMMISSION)
    house.append(GERMAN, texts.COMMISSION_GERMAN)
    house.run(*DOCUMENTS)
    told(house, "Pay rule `commission`.")


def talk_rule(house: House) -> None:
    house.write("src/coordsim/rules/talk/corridor.py", texts.CORRIDOR)
    house.append(GERMAN, texts.CORRIDOR_GERMAN)
    house.run(*DOCUMENTS)
    told(house, "Talk rule `corridor`.")


def lever(house: House) -> None:
    house.write("tests/cases/test_sponsoring.py", texts.SPONSORING_CASE)
    house.insert("src/coordsim/core/levers.py", texts.SPONSORING, before=")")
    house.append(GERMAN, texts.SPONSORING_GERMAN)
    house.insert(DESIGN, texts.SPONSORING_SHUT, before='"levers.range.open"')
    house.replace(
        "src/coordsim/firm/books.py",
        "a[ADVERTISING] = plan.advertising",
        "a[ADVERTISING] = plan.advertising + plan.sponsoring",
    )
    house.replace(
        "src/coordsim/mind/reckoning.py",
        "- plan.advertising -",
        "- (plan.advertising + plan.sponsoring) -",
    )
    house.replace(
        "benchmarks/plain_firm/books.py",
        '"advertising": plan["advertising"],',
        '"advertising": plan["advertising"] + plan["sponsoring"],',
    )
    house.replace(
        "benchmarks/plain_firm/outlook.py",
        '- plan["advertising"]',
        '- (plan["advertising"] + plan["sponsoring"])',
    )
    house.run("-m", "ruff", "format", "-q")
    house.run("tests/golden/test_golden.py")
    house.run("-m", "coordsim.cli", "benchmark", "base", "--save")
    house.run(*DOCUMENTS)
    told(house, "Lever `sponsoring`.")


BESIDE = '    Kpi(\n        name="turns"'


def kpi(house: House) -> None:
    house.write("tests/cases/test_stock_weeks.py", texts.STOCK_WEEKS_CASE)
    house.insert("src/coordsim/core/kpis/plant.py", texts.STOCK_WEEKS, before=BESIDE)
    house.append(GERMAN, texts.STOCK_WEEKS_GERMAN)
    house.run(*DOCUMENTS)
    told(house, "KPI `stock_weeks`.")


def scenario(house: House) -> None:
    house.write("src/coordsim/scenario/library/bakery.toml", texts.BAKERY)
    house.append(GERMAN_FIRMS, texts.BAKERY_GERMAN)
    house.run(*DOCUMENTS)
    told(house, "Scenario `bakery`.")


def claim(house: House) -> None:
    house.insert(CLAIMS, texts.SHORT, before="CLAIMS = (")
    house.insert(CLAIMS, texts.DEARER, before=")\n")
    house.run("docs/generate.py", "claims", "--only", "C51")
    told(house, "Claim C51.")


def page(house: House) -> None:
    house.write("web/coordsim_web/pages/hello.vue", texts.HELLO_VUE)
    house.write("web/coordsim_web/pages/hello.py", texts.HELLO)
    house.write("tests/web/test_hello.py", texts.HELLO_TEST)
    house.insert(
        "web/coordsim_web/app.py",
        "from coordsim_web.pages.hello import Hello\n",
        before="from coordsim_web.pages.home import Home",
    )
    house.insert("web/coordsim_web/app.py", texts.ROUTE, before="]")
    house.replace(
        "web/coordsim_web/places.py",
        'Place("/lab", said["lab"])]',
        'Place("/lab", said["lab"]), Place("/hello", "Hello")]',
    )
    told(house, "Page `hello`.")


RECIPES = (
    Recipe("A pay rule", "commission", pay_rule, ("tests/cases/test_commission.py", "tests/rooms")),
    Recipe("A talk rule", "corridor", talk_rule, ("tests/laws/test_secrecy.py", "tests/rooms")),
    Recipe("A lever", "sponsoring", lever, ("tests/cases", "tests/reference", "tests/rooms")),
    Recipe("A KPI", "stock_weeks", kpi, ("tests/cases/test_stock_weeks.py", "tests/unit")),
    Recipe("A scenario", "bakery", scenario, ("tests/laws/test_balances.py",)),
    Recipe("A claim", "C51", claim, ("tests/api/test_claims.py",)),
    Recipe("A page", "hello", page, ("tests/unit/test_palette.py", "tests/web")),
)
