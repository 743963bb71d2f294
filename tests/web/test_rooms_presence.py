"""Somebody is away whose pages were open here and have no connection now."""

from __future__ import annotations

from coordsim_web.rooms.presence import Presence


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
