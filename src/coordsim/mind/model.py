"""The mental model of a batch: its numbers, without those that have to be told."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coordsim.core.contracts import MentalModel
from coordsim.core.facts import FACTS
from coordsim.core.parameters import Parameters
from coordsim.core.parameters.table import Table
from coordsim.core.records import Floats, Ints
from coordsim.core.tables import Tables

# Parameters that managers cannot read, from the table of facts.
HIDDEN = tuple(fact.parameter for fact in FACTS if fact.parameter and not fact.shared)


@dataclass(frozen=True)
class Limits:
    """What a plan may be: each lever's lowest and highest value, (L,), and levers nobody moves."""

    low: Floats
    high: Floats
    closed: frozenset[str]


def without_facts(parameters: Parameters[Floats], firms: int) -> Parameters[Floats]:
    """Return the parameters with nan for each that a fact stands for."""
    groups = dict(parameters)
    for name in HIDDEN:
        group, field = name.split(".")
        groups[group] = groups[group].model_copy(update={field: np.full(firms, np.nan)})
    return parameters.model_copy(update=groups)


def mental_model(
    parameters: Parameters[Floats], tables: Tables, row: Ints, limits: Limits
) -> MentalModel:
    """Return what managers of a batch of firms may know of these ``parameters``; ``row`` (F,) are
    the firms' rows in ``tables``.
    """
    given = bool(tables.known["given"][0])
    nodes = tables.nodes[tables.known["nodes"]]
    return MentalModel(
        parameters=without_facts(parameters, len(row)),
        table=Table(tables.known, row),
        nodes=nodes[:, :0] if given else nodes,
        grids=tables.grids,
        low=limits.low,
        high=limits.high,
        closed=limits.closed,
        firms=len(row),
        given=given,
    )
