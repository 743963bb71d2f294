"""What claims came to over draws of assumptions, as it is kept with the package: draws take half an
hour, and a verdict should not be read without them.

A claim's record is shown only as long as its arms are what they were: a digest of all that their
firms meet stands beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from coordsim.core.parameters import GROUPS
from coordsim.core.parameters.declare import is_neutral
from coordsim.evidence.claims.draws import WORLDS, Drawn, Hint, scenario_of
from coordsim.evidence.claims.records import Claim
from coordsim.scenario.file import Scenario
from coordsim.scenario.refusals import refusals

KEPT = Path(__file__).parent / "draws.json"
ENGINE = metadata.version("coordsim")
MAKE = "coordsim claims --draws 24 --save"
WORDS = ("name", "title", "story", "goals", "sources", "sizes")  # what no firm feels


class StoredError(ValueError):
    """The kept draws cannot be read; the message says why and how to make them."""


class _Record(BaseModel):
    """What one claim came to."""

    model_config = ConfigDict(extra="forbid")

    arms: str
    version: str
    worlds: int
    draws: int
    shares: list[float | None]
    unmeasured: int = 0
    unfit: int = 0
    hint: dict[str, Any] | None = None


class _Stored(BaseModel):
    """The shape of the file: scenario that stands for the base firm -> claim -> record."""

    model_config = ConfigDict(extra="forbid")

    format: Literal[1]
    claims: dict[str, dict[str, _Record]]


def digest(claim: Claim) -> str:
    """Return a hash of the claim's arms: of every number, lever, rule and week that their firms
    meet, but neither of words nor of parameters of mechanisms that are off, nor of rates that
    are not set.
    """
    arms = {arm: _met(scenario_of(claim, arm)) for arm in claim.arms}
    return sha256(json.dumps(arms, sort_keys=True).encode()).hexdigest()[:16]


def _met(scenario: Scenario) -> dict[str, Any]:
    data = scenario.model_dump(mode="json", exclude=set(WORDS))
    set_ = scenario.rules.model_dump(mode="json", include={"rates"}, exclude_defaults=True)
    data["rules"]["rates"] = set_.get("rates")
    for group in GROUPS:
        numbers = getattr(scenario, group)
        data[group] = {
            name: value for name, value in data[group].items() if not is_neutral(numbers, name)
        }
    return data


def kept(claims: list[Claim], base: str, path: Path = KEPT) -> dict[str, Drawn]:
    """Return what is kept of claims, id -> ``Drawn``, whose base firm is that of scenario ``base``;
    claims that were never drawn, or whose arms have changed since, are left out. Raises StoredError
    where the file cannot be read.
    """
    found = _read(path).claims.get(base, {})
    out = {}
    for claim in claims:
        record = found.get(claim.id)
        if record is not None and record.arms == digest(claim):
            guess = Hint(**record.hint) if record.hint else None
            shares = tuple(record.shares)
            out[claim.id] = Drawn(record.draws, shares, record.unmeasured, record.unfit, guess)
    return out


def save(drawn: Mapping[str, Drawn], claims: list[Claim], base: str, path: Path = KEPT) -> None:
    """Keep what claims came to, beside what is kept of others."""
    whole = _read(path)
    found = whole.claims.setdefault(base, {})
    for claim in claims:
        at = drawn[claim.id]
        found[claim.id] = _Record(
            arms=digest(claim),
            version=ENGINE,
            worlds=WORLDS,
            draws=at.draws,
            shares=list(at.shares),
            unmeasured=at.unmeasured,
            unfit=at.unfit,
            hint=asdict(at.hint) if at.hint else None,
        )
    whole.claims[base] = dict(sorted(found.items()))
    text = json.dumps(whole.model_dump(mode="json"), indent=1, allow_nan=False)
    path.write_text(text + "\n", "utf-8")


def _read(path: Path) -> _Stored:
    if not path.is_file():
        return _Stored(format=1, claims={})
    try:
        return _Stored.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise StoredError(
            f"{refusals(_Stored, error, path.name)[0]}; make it again with: {MAKE}"
        ) from None
