"""Somebody is away whose pages were open here and have no connection now."""

from __future__ import annotations

from coordsim.room.log.book import Page
from coordsim_web.rooms.presence import Presence


def test_present_is_who_is_connected_here_or_elsewhere() -> None:
    there = {"phone": True}
    presence = Presence()
    leave = presence.come("r", "ada", lambda: there["phone"])
    presence.come("other", "bo", lambda: True)
    assert presence.present("r") == {"ada"}
    there["phone"] = False
    assert presence.present("r") == frozenset()
    presence._elsewhere = {Page("r", "ada"): True, Page("r", "cy"): False, Page("q", "di"): True}
    assert presence.present("r") == {"ada"}
    leave()
    assert presence.present("r") == {"ada"}


def test_away_is_who_was_there_and_is_not() -> None:
    there = {"phone": True, "laptop": False}
    presence = Presence()
    assert presence.away("r") == frozenset()
    presence.come("r", "ada", lambda: there["phone"])
    leave = presence.come("r", "ada", lambda: there["laptop"])
    presence.come("other", "bo", lambda: False)
    assert presence.away("r") == frozenset()
    there["phone"] = False
    assert presence.away("r") == {"ada"}
    there["laptop"] = True
    assert presence.away("r") == frozenset()
    leave()
    assert presence.away("r") == {"ada"}
    assert presence.away("other") == {"bo"}
