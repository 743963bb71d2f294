"""Recipes are true when they were followed literally: each adds its thing in a copy of the
repository by exactly the steps written in CONTRIBUTING, and whatever is tested stays green.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from recipes.house import ROOT, Hasty, House, copied
from recipes.recipes import RECIPES, Recipe

SECTIONS = dict(
    re.findall(
        r"^### (.+?)\n(.*?)(?=^###? |\Z)",
        (ROOT / "CONTRIBUTING.md").read_text("utf-8"),
        re.M | re.S,
    )
)
MADE_OF_THE_SOURCE = ("tests/architecture", "tests/docs", "tests/scenarios", "tests/golden")
each = pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("recipes")


@pytest.fixture
def house(place: Path) -> House:
    return copied(place / "house", place / "compiled")


def named(recipe: Recipe) -> set[str]:
    """The files that a recipe says are touched."""
    files = re.findall(r"`([\w./]+/[\w.-]+\.\w+|CHANGELOG\.md)`", SECTIONS[recipe.heading])
    return {file.replace("NAME", recipe.name) for file in files}


def test_every_recipe_is_tried() -> None:
    assert list(SECTIONS) == [recipe.heading for recipe in RECIPES]


@pytest.mark.slow
def test_all_recipes_together_leave_no_test_red(house: House) -> None:
    """Each followed in the same copy: every quick test stays green beside all that is new."""
    hasty = Hasty(house.root, house.compiled)
    for recipe in RECIPES:
        recipe.follow(hasty)
    house = hasty.catch_up()
    assert house.changed() == set().union(*map(named, RECIPES))
    house.run("-m", "pytest", "-q", "-x", "--ignore=tests/recipes")


@pytest.mark.slow
@each
def test_a_recipe_is_whole(house: House, recipe: Recipe) -> None:
    """No file is touched but those that it names, nothing is left to do, and every check of style
    and of documents passes.
    """
    recipe.follow(house)
    assert house.changed() == named(recipe)
    house.run("-m", "ruff", "check", "-q")
    house.run("-m", "ruff", "format", "--check", "-q")
    house.run("-m", "pytest", "-q", "-x", *MADE_OF_THE_SOURCE, *recipe.tests)
