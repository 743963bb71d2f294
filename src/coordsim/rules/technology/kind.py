"""The shape of a technology."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from coordsim.core.kpis import KPI
from coordsim.core.parameters import GROUPS, Group, Parameters, Systems, bounds
from coordsim.core.registry import beyond, missing
from coordsim.rules.talk.channel import Channel
from coordsim.rules.talk.channel import faults as channel_faults

DEAREST = 1e6  # money a week, as of our own
LARGEST = 1e6  # factor of a number: what comes of it has to lie within that number's bounds


@dataclass(frozen=True)
class Technology:
    """A technology: its name in a scenario, its title, the KPI that it acts on, and how.

    ``without`` are those parameters of ``systems`` that it puts in force, each with the value that
    it has in a firm without the technology. ``factors`` multiply other parameters, named
    ``group.field``, in a firm that has it. ``channel`` is one that it opens, beside the talk rule.
    ``price`` is money a week; None: what the scenario says in ``systems.NAME_price``.
    """

    name: str
    title: str
    kpi: str
    about: str
    without: Mapping[str, float] = field(default_factory=dict)
    factors: Mapping[str, float] = field(default_factory=dict)
    channel: Channel | None = None
    price: float | None = None

    def cost(self, systems: Systems[Any]) -> Any:
        """Return what it costs, money a week: a number, or (F,) in a world."""
        return getattr(systems, f"{self.name}_price") if self.price is None else self.price


def faults(technology: Any) -> Iterator[str]:
    """Yield what is wrong with a technology, in words."""
    if not isinstance(technology, Technology):
        yield "it is no Technology"
        return
    yield from missing(technology, texts=("about",))
    if technology.kpi not in KPI:
        yield f"kpi = {technology.kpi!r} is not a KPI; see docs/reference.md"
    priced = f"{technology.name}_price" in Systems.model_fields
    if technology.price is None and not priced:
        yield "price is missing; needed: money a week"
    if technology.price is not None:
        yield from beyond("price", technology.price, 0, DEAREST)
    for name, value in technology.without.items():
        allowed = bounds(Systems, name)
        if allowed is None:
            yield f"without names {name!r}, which is not a parameter of systems"
        else:
            yield from beyond(f"without[{name!r}]", value, *allowed)
    for name, factor in technology.factors.items():
        if name not in NUMBERS:
            yield f"factors names {name!r}, which is not a parameter that can be multiplied"
        else:
            yield from beyond(f"factors[{name!r}]", factor, 0, LARGEST)
    if technology.channel is not None:
        yield from (f"its channel: {fault}" for fault in channel_faults(technology.channel))


def _numbers() -> frozenset[str]:
    groups = {name: Parameters[float].model_fields[name].annotation for name in GROUPS}
    return frozenset(
        f"{group}.{name}"
        for group, record in groups.items()
        for name, kind in cast(type[Group], record).model_fields.items()
        if kind.annotation is float
    )


NUMBERS = _numbers()
