"""What every analysis gives: a table, a figure, and the data behind it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False, repr=False)
class Finding(ABC):
    """A result in one sentence (``title``), its ``table`` for a paper, and the ``data`` that figure
    and table are made from, for one's own drawing.
    """

    title: str
    table: pd.DataFrame
    data: pd.DataFrame

    @abstractmethod
    def plot(self) -> Figure:
        """Return a figure in the product's style, never shown on a screen by itself."""

    def __repr__(self) -> str:
        return f"{self.title}\n{self.table.to_string(index=False)}"

    def save(self, folder: str | Path, name: str) -> list[Path]:
        """Write ``name.csv`` (table), ``name-data.csv``, ``name.svg`` and ``name.png`` into a
        folder, which is made where it is not there; return their paths.
        """
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        paths = [folder / f"{name}{end}" for end in (".csv", "-data.csv", ".svg", ".png")]
        self.table.to_csv(paths[0], index=False)
        self.data.to_csv(paths[1], index=False)
        figure = self.plot()
        figure.savefig(paths[2])
        figure.savefig(paths[3], dpi=200)
        return paths
