"""The week of a market as the engine compiles it, for firms whose fields are given by name."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coordsim.core.compiled import compiled
from coordsim.core.records import Floats
from coordsim.core.shares import GUIDES
from coordsim.customers.kernel import Coming, Scratch, scratch, visit_firm
from coordsim.customers.records import Door, Person, Shelves, Shop, Taste


@compiled
def visits(first: int, here: Coming, person: Person, shop: Shop, space: Scratch) -> None:
    """What the engine does with one firm's customers, called from here."""
    visit_firm(first, here, person, shop, space)


def compiled_week(arguments: dict[str, Any]) -> None:
    """Change the fields of a week, by name, as the engine would."""
    at, space = SimpleNamespace(**arguments), scratch()
    for f, (world, tastes) in enumerate(zip(at.row, at.rows, strict=True)):

        def own(record: Any, f: int = f) -> Any:
            return record(*(getattr(at, name)[f] for name in record._fields))

        here = Coming(
            need_week=at.need_week[f],
            heard=at.heard[f],
            chance=at.visit_chance[f],
            week=at.week,
            seed=at.seeds[world],
            visit=at.visit,
            life=at.life,
            dictated=at.dictated[world],
        )
        person = Person(
            at.taste_class[world],
            at.price_sensitivity[world],
            at.comfort[world],
            at.satisfaction[f],
        )
        taste = Taste(at.inclusive[tastes], at.cumulative[tastes], at.guide[tastes])
        visits(at.first[f], here, person, Shop(own(Door), taste, own(Shelves)), space)


def guides(cumulative: Floats) -> NDArray[np.uint8]:
    """Return where to begin to look for a share, (R, C, GUIDES): the first variant whose cumulative
    share exceeds g / GUIDES.
    """
    marks = (np.arange(GUIDES) / GUIDES)[:, np.newaxis]
    found = (cumulative[:, :, np.newaxis, :] <= marks).sum(axis=3)
    return np.minimum(found, cumulative.shape[2] - 1).astype(np.uint8)
