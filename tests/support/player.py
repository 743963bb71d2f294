"""A process that plays the people of a room until it is over, all of them or every OF-th from REST
on, and prints each plan that was acknowledged; of many plans, with a share of LOST of them somebody
loses the connection first, a bot takes over, and they come back:

python -m support.player DATABASE ROOM TOKENS-FILE REST OF [LOST]
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path

from coordsim.room.chain import hash_of
from coordsim.room.deeds import DraftSaved, HandedToBot, PlanSubmitted
from coordsim.room.log.book import Book
from coordsim.room.state.fold import waited_for
from coordsim.room.state.records import RoomError
from coordsim_web.rooms.hub import Hub


def main(
    database: str, room_name: str, tokens: list[str], share: tuple[int, int], lost: float
) -> None:
    hub, luck, (rest, of) = Hub(Book(database)), random.Random(), share
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
                if luck.random() < lost:
                    hub.do(token, HandedToBot.model_validate({"team": team, "role": role}))
                    hub.room_of(token).welcome(token)
                hub.do(token, PlanSubmitted.model_validate(seat))
            except RoomError:
                continue
            sys.stdout.write(json.dumps([team, role, number, levers]) + "\n")
            sys.stdout.flush()
        room.course()


if __name__ == "__main__":
    words = Path(sys.argv[3]).read_text("utf-8").split()
    part = int(sys.argv[4]), int(sys.argv[5])
    main(sys.argv[1], sys.argv[2], words, part, float(sys.argv[6]) if sys.argv[6:] else 0.0)
