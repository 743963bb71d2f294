"""Where a debrief is taken away: as one HTML file and as PDF, by whoever may read it."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coordsim.room.state.records import RoomError
from coordsim_web.rooms import address
from coordsim_web.rooms.hub import hub
from coordsim_web.texts import language_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from coordsim.room.room import Room

KINDS = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "json": "application/json; charset=utf-8",
}


def routes() -> list[Route]:
    """Return the routes of the files."""
    from starlette.routing import Route

    return [Route(f"/{address.FILES}/{{key}}/debrief.{{kind}}", download)]


async def download(request: Request) -> Response:
    """Answer with a file, or with a refusal."""
    from starlette.responses import PlainTextResponse, Response

    key, kind = request.path_params["key"], request.path_params["kind"]
    language = language_of(request.url.query, request.headers.get("accept-language", ""))
    if kind not in KINDS:
        return PlainTextResponse("There is no such file.", status_code=404)
    try:
        code, body = await asyncio.to_thread(_made, key, kind, language)
    except RoomError as error:
        return PlainTextResponse(str(error), status_code=403)
    name = f'attachment; filename="debrief-{code}.{kind}"'
    headers: dict[str, Any] = {"content-disposition": name, "cache-control": "no-store"}
    return Response(body, media_type=KINDS[kind], headers=headers)


def _made(key: str, kind: str, language: str) -> tuple[str, bytes]:
    """Return a room's code and a file of its debrief. Raises RoomError."""
    from coordsim_web.rooms.debrief import files
    from coordsim_web.rooms.debrief.read import may_read, parts, reader
    from coordsim_web.rooms.debrief.words import Words
    from coordsim_web.rooms.debrief.working import DESK

    room = hub().room_of(key)
    who = reader(room, key)
    if not may_read(room.state, who):
        raise RoomError(
            "The debrief opens when the trainer shows its last screen or ends the room."
        )
    if kind == "json":
        return room.state.code, _game(room)
    told, words = DESK.wait(room), Words(language)
    chosen = parts(told, who, words)
    if kind == "html":
        return told.code, files.html(told, words, chosen).encode()
    with tempfile.TemporaryDirectory(prefix="coordsim-") as folder:
        path = Path(folder) / "debrief.pdf"
        files.pdf(chosen, path)
        return told.code, path.read_bytes()


def _game(room: Room) -> bytes:
    """Return the game of somebody who plays alone, to be played again. Raises RoomError."""
    from coordsim.room.copies import as_game
    from coordsim.room.events import to_json

    events = as_game(room) if hub().book.is_lone(room.name) else ()
    if not events:
        raise RoomError("Only a game in which one person decided every round can be taken away.")
    return to_json(events, result=room.run(1).hash).encode()
