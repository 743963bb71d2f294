"""``experiments/report.py`` as a module, the folders it reports on, and tables made up for them."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd

HOME = Path(__file__).parents[2] / "experiments"
FOLDERS = sorted(path.parent for path in HOME.glob("*/report.toml"))


def module() -> ModuleType:
    """Return ``experiments/report.py``, loaded once."""
    name = "report_of_experiments"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, HOME / "report.py")
        assert spec is not None
        assert spec.loader is not None
        made = importlib.util.module_from_spec(spec)
        sys.modules[name] = made
        sys.path.insert(0, str(HOME))  # as where it is run as a script
        try:
            spec.loader.exec_module(made)
        finally:
            sys.path.remove(str(HOME))
    return sys.modules[name]


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
