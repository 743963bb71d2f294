"""Commands in README and in the documents are understood as they stand there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
import typer

from coordsim.cli import app

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)


def commands() -> list[tuple[str, str]]:
    """Every command line of ours in a block of a page, without what is said beside it."""
    found = []
    for page in PAGES:
        for _, block in FENCE.findall(page.read_text("utf-8")):
            for line in block.replace("\\\n", " ").splitlines():
                if match := re.match(r"(?:.*uv run )?coordsim (.*)", line):
                    for part in re.split(r"\s{2,}coordsim ", match[1]):
                        found.append((page.name, re.split(r"\s{3,}| [>|&]", part.strip())[0]))
    return found


def test_there_are_commands() -> None:
    assert len(commands()) > 15


@pytest.mark.parametrize(("page", "line"), commands(), ids=lambda text: text)
def test_the_command_is_understood(page: str, line: str) -> None:
    """Its name, its options and their kinds; nothing is run."""
    name, *words = shlex.split(line, comments=True)
    group = typer.main.get_command(app)
    command = group.get_command(click.Context(group), name)
    assert command is not None, f"{page}: there is no command {name}"
    command.make_context(name, words)
