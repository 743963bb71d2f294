"""A scenario's data as a TOML file."""

from __future__ import annotations

from typing import Any


def written(data: dict[str, Any]) -> str:
    """Return data as TOML; what is nothing, which TOML cannot say, is left out."""
    from tomli_w import dumps

    return dumps(_said(data))


def _said(data: dict[str, Any]) -> dict[str, Any]:
    """Return data without what is nothing, which TOML cannot say."""
    return {
        key: _said(value)
        if isinstance(value, dict)
        else [_said(one) if isinstance(one, dict) else one for one in value]
        if isinstance(value, list)
        else value
        for key, value in data.items()
        if value is not None
    }
