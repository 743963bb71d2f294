"""What the tests of sweeps share."""

import pandas as pd
import pytest
from research.small import experiment, quick

from coordsim.research import load_table


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """The table of a sweep that nothing happened to."""
    folder = experiment(tmp_path_factory.mktemp("whole"))
    quick(folder)
    return load_table(folder)
