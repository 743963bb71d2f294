"""A scenario as arguments by name: what ``with_`` takes, with two underscores in place of dots."""

from __future__ import annotations

from typing import Any

from coordsim.core.parameters import GROUPS
from coordsim.scenario.changes import WITHIN
from coordsim.scenario.file import Scenario
from coordsim.scenario.rules import Rules


def flat(scenario: Scenario) -> dict[str, Any]:
    """Return every number and every rule of a scenario by such a name, and what it sets of
    levers.
    """
    whole = scenario.model_dump(mode="json", include={"rules", *GROUPS})
    out = {name: whole["rules"][name] for name in Rules.model_fields}
    for group in GROUPS:
        out |= {f"{group}{WITHIN}{name}": value for name, value in whole[group].items()}
    for lever, setting in scenario.levers.items():
        said = setting.model_dump(mode="json", exclude_unset=True)
        out |= {WITHIN.join(("levers", lever, name)): value for name, value in said.items()}
    return out
