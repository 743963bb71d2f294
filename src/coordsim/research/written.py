"""Files of a study that people read: TOML, each whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import tomli_w

from coordsim.research.errors import SweepError
from coordsim.scenario.file import Scenario, parse


def write_bytes(path: str | Path, content: bytes) -> None:
    """Write a file under a temporary name, push it to the disk, then give it its name: nobody ever
    sees half of it. Raises SweepError when there is no room, or another reason.
    """
    path = Path(path)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.replace(draft, path)
        except FileNotFoundError:
            # another sweep of the same folder tidied up; it did so because the part is there
            if not path.exists():
                raise
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise unwritable(path, error) from None


def unwritable(path: Path, error: OSError) -> SweepError:
    """Return the refusal of a file that cannot be written."""
    return SweepError(
        f"{path}: cannot be written ({error.strerror or error}); finished parts are kept: when it"
        " can, run the sweep again"
    )


def as_toml(data: dict[str, Any]) -> str:
    """Write plain data as TOML; what is None is left out, as TOML has no such thing."""
    return tomli_w.dumps(_told(data))


def _told(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _told(one) for key, one in value.items() if one is not None}
    return [_told(one) for one in value] if isinstance(value, list) else value


def scenario_text(scenario: Scenario) -> str:
    """Return the whole scenario as TOML, defaults written out. Raises SweepError should the file
    not say the same.
    """
    text = as_toml(scenario.model_dump(mode="json"))
    if read_scenario(text) != scenario:
        raise SweepError(f"the scenario {scenario.name} cannot be written as TOML without a change")
    return text


def read_scenario(text: str) -> Scenario:
    """Read what ``scenario_text`` wrote. Raises ScenarioError."""
    import tomllib

    return parse(tomllib.loads(text), "scenario.toml")


def write_scenario(path: Path, scenario: Scenario) -> None:
    """Write a whole scenario."""
    write_bytes(path, scenario_text(scenario).encode())
