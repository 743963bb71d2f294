"""Where the trainer takes a study's data away: the export as a ZIP, and apart from it the key to
its pseudonyms.
"""

from __future__ import annotations

import asyncio
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from coordsim.room.chain import ChainError
from coordsim.room.deed import TRAINER
from coordsim.room.log.place import LogError
from coordsim.room.state.records import RoomError
from coordsim_web.rooms import address
from coordsim_web.rooms.hub import UNREAD, hub

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route


class Written(NamedTuple):
    """An export on disk, for as long as it is read: its folder, and the key beside it."""

    folder: Path
    key: Path


class Kind(NamedTuple):
    """A file that is given: what it is, and how it is made."""

    media: str
    made: Callable[[Written], bytes]


def packed(written: Written) -> bytes:
    """Return the folder as a ZIP."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as pack:
        for path in sorted(written.folder.rglob("*")):
            if path.is_file():
                pack.write(path, f"{written.folder.name}/{path.relative_to(written.folder)}")
    return out.getvalue()


KINDS = {
    "export.zip": Kind("application/zip", packed),
    "people.csv": Kind("text/csv; charset=utf-8", lambda written: written.key.read_bytes()),
}


def routes() -> list[Route]:
    """Return the routes of the files."""
    from starlette.routing import Route

    return [Route(address.study("{key}", kind), download) for kind in KINDS]


async def download(request: Request) -> Response:
    """Answer with a file, or with a refusal."""
    from starlette.responses import PlainTextResponse, Response

    kind = request.url.path.rpartition("/")[2]
    try:
        name, body = await asyncio.to_thread(made, request.path_params["key"], kind)
    except ChainError:  # changed since the room was opened here
        return PlainTextResponse(UNREAD, status_code=403)
    except (RoomError, LogError) as error:
        return PlainTextResponse(str(error), status_code=403)
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
    }
    return Response(body, media_type=KINDS[kind].media, headers=headers)


def made(key: str, kind: str) -> tuple[str, bytes]:
    """Return the name and the bytes of a file. Raises RoomError or LogError."""
    from coordsim.room.export.folder import export

    room = hub().room_of(key)
    if room.actor(key) != TRAINER:
        raise RoomError("A room's data are its trainer's to take away.")
    name = f"coordsim-{room.state.code}"
    with tempfile.TemporaryDirectory(prefix="coordsim-") as home:
        folder = Path(home) / name
        people = export(room, hub().book, folder)
        return f"{name}-{kind}", KINDS[kind].made(Written(folder, people))
