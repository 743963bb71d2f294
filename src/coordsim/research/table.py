"""The table of an experiment's folder, as far as it is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from coordsim.research.design import Design
from coordsim.research.errors import SweepError
from coordsim.research.plan import firms_of, plan
from coordsim.research.runner import ignored
from coordsim.research.store import Store
from coordsim.research.tables import results_frame
from coordsim.research.why import differences

if TYPE_CHECKING:
    import pandas as pd


def load_table(folder: str | Path, partial: bool = False) -> pd.DataFrame:
    """Return one row per point and world, in the order of the design: point (from 0), seed, one
    column per factor, KPIs and other outcomes, hash.

    Only what the present engine found for the present design is read. Raises SweepError when some
    of it is missing, unless ``partial`` allows it, and says which of engine, scenario and design
    differs from what was run; DesignError when the design cannot be read.
    """
    folder = Path(folder)
    design, store = Design.load(folder), Store(folder)
    current = plan(design, store)
    for reason in current.found.damaged.values():
        raise SweepError(reason)
    lacking = firms_of(current.missing)
    if not current.ready or (lacking and not partial):
        told = " ".join([*differences(design, store.out), ignored(current)]).strip()
        raise SweepError(
            f"{folder}: {lacking} of {current.firms} firms of this design are not there with this"
            f" version of coordsim; run: coordsim sweep {folder}" + (f" ({told})" if told else "")
        )
    return results_frame(design, store, current)
