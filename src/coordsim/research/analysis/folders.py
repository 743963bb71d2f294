"""The frame of an experiment's folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from coordsim.research.analysis.frames import APART


@dataclass(frozen=True, eq=False)
class Opened:
    """What analyses need of an experiment: ``frame``, its ``factors``, how they were sampled
    (``problem``, as SALib has it; None where they were crossed), ``design``, the rows that were
    sampled, and its named ``contrasts``.
    """

    question: str
    frame: pd.DataFrame
    factors: tuple[str, ...]
    problem: Mapping[str, Any] | None
    design: pd.DataFrame | None
    contrasts: Mapping[str, str]


def opened(folder: str | Path) -> Opened:
    """Read the folder of a finished sweep. Raises SweepError where firms are missing, DesignError
    where there is no experiment.
    """
    from coordsim.research.design import read_design
    from coordsim.research.table import load_table

    design, table = read_design(folder), load_table(folder)
    names = {name: name.replace(".", APART) for name in design.file.factors}
    frame = table.rename(columns=names)
    return Opened(design.file.question, frame, tuple(names.values()), None, None, {})
