"""The market as a picture: variants on the circle of tastes, customers around them."""

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coordsim.core.records import FirmState, Floats
from coordsim.run.result import Run
from coordsim.show.numbers import counted, number
from coordsim_web.lab.records import FirmMarket, Market, MarketWords, Weekly
from coordsim_web.lab.weekly import hundredths, listed

INTRO: Final = (
    "Tastes go round in a circle. Variants sit where they please most; the ring around them is the"
    " customers who live there."
)
PLACES: Final = 4  # digits of a place on the circle
COMING, ON_SALE = 1, 2
EDGES: Final = [50, 60, 70, 80]  # hundredths of satisfaction


def words() -> MarketWords:
    """Return the words of the picture."""
    return MarketWords(
        states={"1": "in development", "2": "on sale"},
        empty="empty shelf",
        edges=EDGES,
        here="Here: {people} customers, satisfaction {mood} of 100.",
        variant="Variant {number}: {state}",
        stocked="Variant {number}: {state}, {stock} units",
    )


class Customers(NamedTuple):
    """How many customers each class of tastes has, and how content each and all are, 0 to 1."""

    people: Floats  # (C,)
    content: Floats  # (T, C), nan where there is nobody
    overall: Floats  # (T,)


def customers(run: Run, taste_class: NDArray[np.int16] | None) -> Customers | None:
    """Return customers week by week; ``taste_class`` (N,) says where on the circle each customer,
    or cohort, sits.
    """
    if taste_class is None:
        return None
    classes = run.scenarios[0].market.classes
    people, content, overall = np.zeros(classes), [], []
    for week in run.detail:
        state: FirmState = week.state
        heads = state.members[0] if state.members.size else np.ones(len(taste_class))
        happy = heads * state.satisfaction[0]
        people = np.bincount(taste_class, weights=heads, minlength=classes)
        total = np.bincount(taste_class, weights=happy, minlength=classes)
        content.append(np.divide(total, people, out=np.full(classes, np.nan), where=people > 0))
        overall.append(happy.sum() / heads.sum())
    return Customers(people, np.stack(content), np.array(overall))


def market(run: Run, taste_class: NDArray[np.int16] | None, places: Floats) -> FirmMarket:
    """Return shelves and customers week by week; ``places`` (V,) of variants are on the circle."""
    states: list[FirmState] = [week.state for week in run.detail]
    status = np.stack([state.status[0] for state in states])
    slots = int(np.flatnonzero(status.any(axis=0)).max(initial=-1)) + 1
    stock = [[round(units) for units in state.on_hand[0, :slots].tolist()] for state in states]
    found = customers(run, taste_class)
    moods: list[Weekly] = [[] for _ in states]
    if found is not None:
        moods = [listed(row, "0-1") for row in found.content]
    overall = [None] * len(states) if found is None else [hundredths(x) for x in found.overall]
    codes = status[:, :slots]
    places = places[:slots]
    return FirmMarket(
        positions=np.round(places, PLACES).tolist(),
        degrees=np.round(360 * places).astype(np.int64).tolist(),
        stock=stock,
        status=["".join(str(code) for code in row) for row in codes.tolist()],
        people=[] if found is None else found.people.astype(np.int64).tolist(),
        satisfaction=moods,
        title=[title(week, mood) for week, mood in enumerate(overall)],
        sentence=[
            sentence(counts(row, units), mood)
            for row, units, mood in zip(codes.tolist(), stock, overall, strict=True)
        ],
        on_sale=(codes == ON_SALE).sum(axis=1).tolist(),
    )


class Counts(NamedTuple):
    """Variants on sale, those of them with an empty shelf, those in development."""

    on_sale: int
    empty: int
    coming: int


def counts(status: list[int], stock: list[int]) -> Counts:
    """Count the variants of a week."""
    return Counts(
        on_sale=status.count(ON_SALE),
        empty=sum(
            code == ON_SALE and units <= 0 for code, units in zip(status, stock, strict=True)
        ),
        coming=status.count(COMING),
    )


def title(week: int, mood: float | None) -> str:
    """Name the week, and how content customers are at its end."""
    said = "" if mood is None else f": satisfaction {number(mood)} of 100"
    return f"End of week {week + 1}{said}"


def sentence(found: Counts, mood: float | None) -> str:
    """Say what is on the shelves, and how content customers are."""
    shelves = "shelves" if found.empty > 1 else "shelf"
    said = (
        f"{counted(found.on_sale, 'variant')} on sale, {found.empty or 'no'} {shelves} empty,"
        f" {found.coming or 'none'} in development"
    )
    if mood is None:
        return f"{said}."
    return f"{said}; customers' satisfaction is {number(mood)} of 100."


def together(stories: Mapping[str, FirmMarket]) -> Market:
    """Return the scale of both firms' shelves."""
    return Market(
        most=max(
            [1, *(units for story in stories.values() for row in story["stock"] for units in row)]
        )
    )
