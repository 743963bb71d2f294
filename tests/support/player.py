"""A process that plays the people of a room until it is over, every OF-th from REST on, and prints
each plan that was acknowledged:

python -m support.player DATABASE ROOM TOKENS-FILE REST OF
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from coordsim.room.chain import hash_of
from coordsim.room.deeds import DraftSaved, PlanSubmitted
from coordsim.room.log.book import Book
from coordsim.room.state.fold import waited_for
from coordsim.room.state.records import RoomError
from coordsim_web.rooms.hub import Hub


def main(database: str, room_name: str, tokens: list[str], share: tuple[int, int]) -> None:
    hub, (rest, of) = Hub(Book(database)), share
    room = hub.room(room_name)
    known = {hash_of(token): token for token in tokens}
    while not room.state.over:
        room.tick()
        mine = [
            (team, role)
            for team, role in waited_for(room.state)
            if (2 * team + (role == "operations")) % of == rest
        ]
        if not mine:
            time.sleep(0.01)
            room.refresh()
            continue
        for team, role in mine:
            number = room.state.next_round
            holder = room.state.seat(team, role).holder or ""
            lever = {"marketing": ("price", 8.0), "operations": ("hours", 120.0)}[role]
            levers = {lever[0]: lever[1] + (team * number) % 5}
            seat = {"team": team, "role": role, "round": number, "levers": levers}
            token = known[holder]
            try:
                hub.do(token, DraftSaved.model_validate(seat))
                hub.do(token, PlanSubmitted.model_validate(seat))
            except RoomError:
                continue
            sys.stdout.write(json.dumps([team, role, number, levers]) + "\n")
            sys.stdout.flush()
        room.course()


if __name__ == "__main__":
    words = Path(sys.argv[3]).read_text("utf-8").split()
    part = int(sys.argv[4]), int(sys.argv[5])
    main(sys.argv[1], sys.argv[2], words, part)
