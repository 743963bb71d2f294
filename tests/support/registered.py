"""Rules that are registered for the time of a test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from coordsim.core.registry import Registry


@contextmanager
def registered(registry: Registry[Any], *rules: Any) -> Iterator[None]:
    """Register rules, and forget them again."""
    try:
        for rule in rules:
            registry.register(rule)
        yield
    finally:
        for rule in rules:
            registry.forget(rule.name)
