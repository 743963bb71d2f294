"""``experiments/report.py`` as a module, the folders it reports on, and tables made up for them."""

from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
from support.scripts import script

HOME = Path(__file__).parents[2] / "experiments"
FOLDERS = sorted(path.parent for path in HOME.glob("*/report.toml"))


def module() -> ModuleType:
    """Return ``experiments/report.py``, loaded once."""
    return script(HOME / "report.py")


def made_up(study: Any, worlds: int = 3) -> pd.DataFrame:
    """Return a table as a study of this folder has it, its numbers drawn from nowhere."""
    luck = np.random.default_rng(1)
    rows = [
        {"point": point.number, "seed": seed, "design": name}
        | dict(point.cells)
        | {one: 1 + luck.random() for one in (*design.file.shown, *design.file.outcomes)}
        for name, design in study.designs.items()
        for point in design.points
        for seed in range(1, worlds + 1)
    ]
    return pd.DataFrame(rows)
