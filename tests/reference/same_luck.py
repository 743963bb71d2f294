"""The plain firm under the luck of a world of the engine, and both compared week by week."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from benchmarks.plain_firm.customer import Customer
from benchmarks.plain_firm.luck import Luck
from benchmarks.plain_firm.model import PlainFirm

from coordsim.core.contracts import World
from coordsim.core.luck.streams import Streams
from coordsim.mind.reaction import ELSEWHERE
from coordsim.run.build import build
from coordsim.run.result import Run
from coordsim.run.simulate import simulate
from coordsim.scenario.file import Scenario

WHOLE = (
    "visits",
    "demand",
    "units",
    "put_off",
    "priced_out",
    "waiting",
    "left",
    "range",
    "setups",
    "conflicts",
    "made",
    "stock",
)  # counted, so the same to the last unit


class Words:
    """A customer's luck of a week, word by word."""

    def __init__(self, words: list[float]) -> None:
        self.words = iter(words)

    def random(self) -> float:
        return next(self.words)


def elsewhere(place: int) -> Luck:
    """Return the luck of one of the worlds that managers' tastes are the mean of."""
    streams = Streams(np.array([ELSEWHERE + place], dtype=np.int64))
    return luck_of(SimpleNamespace(streams=streams))(random.Random(), 0)


def luck_of(world: World | SimpleNamespace) -> type[Luck]:
    """Return the firm's luck in a world of the engine."""
    streams = world.streams

    class SameLuck(Luck):
        elsewhere = staticmethod(elsewhere)

        def uniform(self, process: str, week: int, place: int = 0) -> float:
            return float(streams.uniforms(process, week, place + 1)[0, place])

        def normal(self, process: str, week: int, place: int = 0) -> float:
            return float(streams.standard_normals(process, week, place + 1)[0, place])

    return SameLuck


def customer_of(world: World) -> type[Customer]:
    """Return customers with the traits and the luck of those in a world of the engine, who feel in
    single precision as they do.
    """
    traits = world.traits
    assert traits is not None
    tastes = world.streams.uniforms("taste", 0, len(traits.comfort[0]))[0]

    class SameCustomer(Customer):
        def __init__(self, model: PlainFirm) -> None:
            super().__init__(model)
            self.place = len(model.agents_by_type[type(self)]) - 1
            self.taste = model.tastes.class_of(float(tastes[self.place]))
            self.price_sensitivity = float(traits.price_sensitivity[0, self.place])
            self.comfort = float(traits.comfort[0, self.place])

        @property
        def random(self) -> Any:
            return getattr(self, "words", self.model.random)

        def step(self) -> None:
            self.words = Words(self.model.words[self.place])
            super().step()

        def experience(self, outcome: float) -> None:
            before = self.satisfaction
            super().experience(outcome)
            self.satisfaction = float(np.float32(before) + np.float32(self.satisfaction - before))

    return SameCustomer


def twin(world: World) -> type[PlainFirm]:
    """Return a plain firm that lives through the engine's luck of a world."""

    class Twin(PlainFirm):
        customer_type, luck_type = customer_of(world), luck_of(world)

        def let_customers_come(self) -> None:
            self.words = world.streams.people(self.week, self.size)[0].tolist()
            first = int(world.streams.first(self.week, self.size)[0])
            for customer in self.everybody[first:] + self.everybody[:first]:
                customer.step()

    return Twin


def lived(scenario: Scenario, seed: int) -> tuple[Run, PlainFirm]:
    """Return a run of the engine, and the plain firm that lived through the same luck."""
    run = simulate(scenario, seeds=[seed])
    plain = twin(build([scenario], [seed]))(settings=scenario, rng=1)
    plain.run_model()
    return run, plain


def assert_same(run: Run, plain: PlainFirm) -> None:
    """Every flow of every week is the engine's: what is counted exactly, money to rounding."""
    assert len(plain.history) == plain.weeks
    shared = sorted(set(run.flows) & set().union(*plain.history))
    assert set(WHOLE) < set(shared)
    for week, flows in enumerate(plain.history):
        for name in shared:
            expected = float(run.flows[name][0, week])
            where = f"{name} in week {week}"
            assert flows.get(name, 0) == pytest.approx(
                expected, rel=1e-7, abs=0 if name in WHOLE else 1e-7
            ), where
