"""Which of engine, scenario and design differs from what a folder was run with."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from coordsim.core.spelling import shown
from coordsim.research.batches import engine
from coordsim.research.design import Design
from coordsim.research.errors import DesignError, SweepError
from coordsim.research.file import FILE, DesignFile, parse
from coordsim.research.folder import SCENARIO, read_manifest
from coordsim.research.points import identity, words
from coordsim.research.written import read_scenario
from coordsim.scenario.file import Scenario, load
from coordsim.scenario.refusals import read_toml

MOST = 4  # differences of one kind that are named


STORY = {"question", "contrast", "batch"}  # of a design, which change no table


def asked_now(folder: Path, out: Path, then: DesignFile) -> DesignFile:
    """Return what a study's tables are asked today: ``then``, with the question and the contrasts
    that its ``design.toml`` has by now. Raises SweepError where that, or the file of its scenario,
    says by now what the tables do not have.
    """
    if out == folder or not (folder / FILE).is_file():
        return then
    now = parse(read_toml(folder / FILE, FILE, DesignError))
    fields = _named(*(one.model_dump(mode="json", exclude=STORY) for one in (then, now)))
    if not fields and now.scenario.endswith(".toml"):
        scenario = load(str(folder / now.scenario)).with_(dict(now.changes))
        if read_manifest(out).get("scenario", identity(scenario)) != identity(scenario):
            fields = f"{now.scenario}{_of_scenario(scenario, out)}"
    if fields:
        raise SweepError(
            f"{folder}: the study was changed after its tables were written, in {fields}. To bring"
            f" them up to date, all that is there being kept: coordsim sweep {folder}. To read them"
            f" as they are: {out}"
        )
    return then.model_copy(update={"question": now.question, "contrast": now.contrast})


def differences(design: Design, out: Path) -> list[str]:
    """Return a sentence for each of engine, scenario and design that is not as it was when the
    folder was last run; none where it never was.
    """
    before = read_manifest(out)
    if not before:
        return []
    told = []
    if before["engine"] != engine()["source"]:
        told.append(
            f"The engine differs: coordsim {before['coordsim']}, source {before['engine']}, then;"
            f" {engine()['version']}, {engine()['source']}, now."
        )
    if before["scenario"] != identity(design.scenario):
        told.append(f"The scenario differs{_of_scenario(design.scenario, out)}.")
    if before["design"] != design.hash and (fields := _of_design(design, out)):
        told.append(f"The design differs in {fields}.")
    return told


def _of_scenario(scenario: Scenario, out: Path) -> str:
    try:
        then = read_scenario((out / SCENARIO).read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    both = [one.model_dump(mode="json", exclude=set(words())) for one in (then, scenario)]
    return f" in {_named(*both)}"


def _of_design(design: Design, out: Path) -> str:
    try:
        then = parse(tomllib.loads((out / FILE).read_text("utf-8")))
    except (OSError, ValueError):
        return ""
    return _named(then.model_dump(mode="json", exclude_defaults=True), design.said())


def _named(then: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    found = list(_changes(then, now, ""))
    more = f" and {len(found) - MOST} more" if len(found) > MOST else ""
    return ", ".join(found[:MOST]) + more


def _changes(then: Any, now: Any, above: str) -> Iterator[str]:
    if isinstance(then, Mapping) and isinstance(now, Mapping):
        for key in [*then, *(key for key in now if key not in then)]:
            yield from _changes(then.get(key), now.get(key), f"{above}.{key}".lstrip("."))
    elif then != now:
        yield f"{above} ({shown(then)} then, {shown(now)} now)"
