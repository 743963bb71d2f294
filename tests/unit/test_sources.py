"""What a stored result depends on is found in the sources themselves."""

from __future__ import annotations

from pkgutil import walk_packages

import coordsim.rules
from coordsim.core.sources import engine


def test_every_rule_belongs_to_the_engine() -> None:
    """Also those that no import names, as their registry finds them by walking its folder."""
    folder = coordsim.rules
    found = {one.name for one in walk_packages(folder.__path__, f"{folder.__name__}.")}
    assert len(found) > 20
    assert found <= set(engine())


def test_how_numbers_look_is_no_part_of_the_engine() -> None:
    """A new colour makes no stored result out of date."""
    assert not [name for name in engine() if name.startswith("coordsim.show")]
