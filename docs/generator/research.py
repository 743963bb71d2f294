"""The tables of docs/research.md: what a design may say, what its methods need, and what the
columns of a study's tables are.
"""

from __future__ import annotations

from typing import get_args

from coordsim.core.parameters import Group, bounds
from coordsim.core.spelling import between
from coordsim.research.codebook import CHANGES, HASH, OF_POINTS, POINT, SEED, WEEK, Column
from coordsim.research.factors import Factor
from coordsim.research.file import DesignFile, Seeds, Until
from coordsim.research.methods import MAY, NEEDS, Method, Name
from coordsim.research.outcomes import Outcome
from generator.page import Parts, Settings, table

FILE = "docs/research.md"
RECORDS: dict[str, type[Group]] = {
    "": DesignFile,
    "design": Method,
    "uncertain.FIELD, choices.FIELD": Factor,
    "seeds": Seeds,
    "seeds.until": Until,
    "outcomes.NAME": Outcome,
}
TABLES = ("design", "seeds", "uncertain", "choices", "outcomes")
HOW = {
    "grid": "every combination of levels",
    "one-at-a-time": "all factors where they rest, then each of them at each of its levels",
    "lhs": "Latin hypercube: one point in each of as many strata of every factor (SciPy; McKay,"
    " Beckman & Conover 1979)",
    "sobol": "the first points of a scrambled Sobol sequence (SciPy; Sobol 1967, Owen 1998)",
    "saltelli": "the points from which Sobol indices are estimated (SALib; Saltelli 2002)",
    "morris": "trajectories in which one factor moves at a time (SALib; Morris 1991)",
    "list": "the rows of a .csv, or of a frame in Python",
}


def research(_settings: Settings) -> Parts:
    """All tables of docs/research.md."""
    tables = {
        "design": table(["where", "field", "allowed", "what it is"], _fields()),
        "methods": table(["method", "needs", "may say", "points"], _methods()),
        "columns": table(["file", "column", "type", "what it is"], _columns()),
    }
    return {(FILE, name): text for name, text in tables.items()}


def _fields() -> list[list[str]]:
    return [
        [
            f"`{where}`" if where else "the file itself",
            f"`{name}`",
            _allowed(record, name),
            str(info.description),
        ]
        for where, record in RECORDS.items()
        for name, info in record.model_fields.items()
    ]


def _allowed(record: type[Group], name: str) -> str:
    if record is DesignFile and name in TABLES:
        return "a table, below"
    if (limits := bounds(record, name)) is not None:
        return between(*limits)
    info = record.model_fields[name]
    if info.annotation is Name:
        return ", ".join(f"`{one}`" for one in get_args(Name))
    text = str(info.annotation)
    if "float | str" in text:
        return "a number, a name, true or false"
    kinds = {
        "dict": "a table",
        "list": "a list",
        "bool": "true or false",
        "float": "a number",
        "int": "a whole number",
        "str": "text",
        "Until": "a table, below",
    }
    return next((said for kind, said in kinds.items() if kind in text), "")


def _methods() -> list[list[str]]:
    return [[f"`{one}`", _named(NEEDS[one]), _named(MAY[one]), HOW[one]] for one in get_args(Name)]


def _named(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _columns() -> list[list[str]]:
    factor = Column(
        name="market__shock_sd, ...",
        role="",
        dtype="as its values",
        label="each factor, dots as two underscores",
    )
    kpis = Column(
        name="profit, ...",
        role="",
        label="KPIs and outcomes that the design names, all KPIs when it names none",
    )
    weeks = Column(name="profit, ...", role="", label="KPIs of which every week is kept")
    files = {
        "results.parquet": [POINT, SEED, factor, kpis, HASH],
        "points.parquet": [*OF_POINTS, factor, CHANGES],
        "weekly.parquet": [POINT, SEED, WEEK, weeks],
    }
    return [
        [f"`{file}`", f"`{one.name}`", one.dtype, one.label]
        for file, columns in files.items()
        for one in columns
    ]
