"""What is raised when an experiment cannot be read or run."""

from __future__ import annotations


class DesignError(ValueError):
    """A design that cannot be run; the message names file, field, value and what is allowed."""


class SweepError(ValueError):
    """A sweep that cannot be run or whose table cannot be had; the message says what to do."""
