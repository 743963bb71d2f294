"""Rules that are registered for the time of a test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from coordsim.core.registry import Registry


@contextmanager
def registered(registry: Registry[Any], *rules: Any) -> Iterator[None]:
    """Register rules, and forget them again."""
    with ExitStack() as after:
        for rule in rules:
            registry.register(rule)
            after.callback(registry.forget, rule.name)
        yield
