"""One process that serves the pages: own routes first, Solara's after them.

Nothing here or on the pages asks for anything from outside: assets are bundled, telemetry is off,
the proxy to Solara's asset network is replaced by a refusal, and a content security policy makes
the browser refuse as well.
"""

import argparse
import os
import secrets
import socket
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import warnings
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coordsim_web.addresses import announcement, refusal, url_of
from coordsim_web.door import ANYWHERE
from coordsim_web.front import ALONE, Front, front_of

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from coordsim.room.agenda import Agenda
    from coordsim.room.room import Opened

HERE: Final = Path(__file__).resolve().parent
DEFAULT_HOST: Final = "127.0.0.1"
DEFAULT_PORT: Final = 8765
WORLDS: Final = 1_000_000  # among which the room of a server is drawn


def home() -> Path:
    """Return the user's home. Where there is none, the folder of temporary files takes its place,
    for what is imported later too.
    """
    try:
        return Path.home()
    except RuntimeError:
        os.environ["HOME"] = tempfile.gettempdir()
        return Path(tempfile.gettempdir())


# Solara reads these once, at import: they must stand before any `import solara`.
ENVIRONMENT: Final[dict[str, str]] = {
    "SOLARA_APP": "coordsim_web.app",
    "SOLARA_ASSETS_EXTRA_LOCATIONS": str(HERE / "assets"),
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "False",
    "SOLARA_HOME": str(home() / ".cache" / "coordsim" / "solara"),
    "SOLARA_KERNEL_CULL_TIMEOUT": "20m",
    "SOLARA_MODE": "production",
    "SOLARA_ROOT_PATH": "",
    "SOLARA_STATE_AUTO_REMOUNT": "True",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_THEME_LOADER": "plain",
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_THEME_TITLE": "coordsim",
    "SOLARA_THEME_VARIANT": "light",
}

# Vue compiles templates in the browser, hence 'unsafe-eval'; everything still has to come from this
# server.
POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self'"
    " 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self';"
    " base-uri 'self'; form-action 'self'; object-src 'none'; frame-ancestors 'none'"
)
HEADERS: Final = [
    (b"content-security-policy", POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
]


# What Solara would serve besides: figures of the server's insides, and any address at all as a page
NOT_SERVED: Final = ("/resourcez", "/", "/{fullpath}", "/{fullpath:path}")

NOWHERE: Final = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Not found · coordsim</title>
<style>
body { font: 18px/1.5 system-ui, sans-serif; margin: 4rem auto; padding: 0 1rem; max-width: 34rem }
</style>
<body>
<h1>There is no page at this address</h1>
<p>Go to the <a href="/lab">Lab</a> to compare two firms, to <a href="/learn">Learn</a> to take a
seat in one, or <a href="/">back to the start</a>.</p></body></html>
"""


class SafeHeaders:
    """Adds the headers above to every answer."""

    def __init__(self, app: "ASGIApp") -> None:
        self.app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Pass the call on; on its way back, extend the start of an HTTP answer."""

        async def send_with_headers(message: "Message") -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), *HEADERS]}
            await send(message)

        await self.app(scope, receive, send_with_headers)


def refuse_download(url: str) -> bytes:
    """Stand in for Solara's downloader of missing assets: this server never asks the network."""
    raise FileNotFoundError(f"not among the bundled assets: {url}")


async def healthz(_request: "Request") -> "Response":
    """Answer that the server is up; pages that lost their connection ask for this."""
    from starlette.responses import JSONResponse

    return JSONResponse({"status": "ok"}, headers={"cache-control": "no-store"})


async def nowhere(_request: "Request", _error: Exception) -> "Response":
    """Answer an unknown address with ways on."""
    from starlette.responses import HTMLResponse

    return HTMLResponse(NOWHERE, status_code=404)


async def moved(request: "Request") -> "Response":
    """Answer an address from before there were rooms: games for one person are at Learn now."""
    from starlette.responses import RedirectResponse

    from coordsim_web.rooms import address

    return RedirectResponse(address.learn(), status_code=308)


def create_app(
    host: str = DEFAULT_HOST,
    *,
    database: str | None = None,
    host_key: str = "",
    front: Front = ALONE,
) -> "Starlette":
    """Build the application for a server that was asked to listen on ``host``, with rooms that are
    kept in ``database`` and made by who has the ``host_key``, behind ``front``. Call it once in a
    process. Raises LogError.
    """
    os.environ.update(ENVIRONMENT)
    os.environ.setdefault("MPLBACKEND", "agg")

    # Solara says so at each page where a browser sends no origin; the cookie is only a shortcut
    # here
    warnings.filterwarnings("ignore", message=".*samesite=none.*", category=UserWarning)

    import solara.server.cdn_helper
    import solara.server.starlette as pages
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.routing import Route

    from coordsim_web import app, docs, metrics, served, states
    from coordsim_web.door import Door, names_of
    from coordsim_web.rooms import address, hub, study
    from coordsim_web.rooms.debrief.routes import routes as files

    solara.server.cdn_helper.fetch_from_cdn = refuse_download
    states.answer_each()
    served.serve_at(host, host_key)
    hub.make(database).start()
    own = [Route("/" + route.path.lstrip("/"), pages.root) for route in app.routes]
    own += [Route(f"/{page}/{{key:path}}", pages.root) for page in address.KEYED]
    theirs = [route for route in pages.routes if getattr(route, "path", "") not in NOT_SERVED]
    return Starlette(
        routes=[
            Route("/healthz", healthz),
            Route("/metrics", metrics.metrics),
            Route("/play", moved),
            *files(),
            *study.routes(),
            *own,
            *docs.routes(),
            *theirs,
        ],
        lifespan=pages.lifespan,
        exception_handlers={404: nowhere},
        middleware=[
            Middleware(SafeHeaders),
            Middleware(Door, names=names_of(host), front=front),
            *pages.middleware,
        ],
    )


def open_when_ready(url: str, patience: float = 60.0) -> None:
    """Open a browser at `url` as soon as the server answers, or never."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=1):
                break
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    else:
        return
    webbrowser.open(url)


def listen(host: str, port: int) -> socket.socket:
    """Take the port (0: any free one) before anything slow happens, so that a taken one is told at
    once.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:  # anywhere means IPv4 too
        taken.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    try:
        taken.bind((host, port))
    except (OSError, ValueError, TypeError) as error:  # a name that is none is one of the latter
        taken.close()
        raise OSError(refusal(host, port, error)) from error
    return taken


def warm_up() -> None:
    """Compile the market and load the engine before the first visitor asks for them."""
    from coordsim.run.warm import warm

    warm()


def opened(database: str | None, agenda: "Agenda | None") -> "Opened | None":
    """Open the database, and in it the room that the server is started for, where it is for one.
    Raises LogError or ScenarioError.
    """
    from coordsim.room.log.book import Book
    from coordsim.room.room import Room

    book = Book(database)
    try:
        seed = secrets.randbelow(WORLDS)
        return None if agenda is None else Room.open(book, agenda, seed=seed)
    finally:
        book.close()


def serve(
    host: str = DEFAULT_HOST,
    port: int = DEFAULT_PORT,
    open_browser: bool = True,
    *,
    database: str | None = None,
    agenda: "Agenda | None" = None,
    hosted: bool = False,
    proxies: Sequence[str] = (),
    names: Sequence[str] = (),
) -> None:
    """Serve the pages until interrupted; open a room for ``agenda`` first. Where others come, or
    when it is ``hosted`` or behind a proxy, rooms are made with a key only. Raises OSError with
    one clear sentence when the port is taken, LogError when the rooms cannot be kept, ValueError
    for an address or name that is none.
    """
    from coordsim_web import served

    front = front_of(proxies, names)
    served.told_here()
    key = served.host_key() if hosted or front != ALONE or not served.local(host) else ""
    listener = listen(host, port)
    port = listener.getsockname()[1]
    url = url_of("127.0.0.1" if host in ANYWHERE else host, port)
    blocks = (sys.stdout.encoding or "").lower().startswith("utf")
    room = opened(database, agenda)
    sys.stdout.write(
        announcement(host, port, room, key, blocks=blocks, colours=sys.stdout.isatty())
    )
    sys.stdout.flush()

    app = create_app(host, database=database, host_key=key, front=front)
    threading.Thread(target=warm_up, daemon=True).start()
    import uvicorn

    from coordsim_web.door import LARGEST_MESSAGE

    config = uvicorn.Config(
        app,
        log_level="warning",
        timeout_graceful_shutdown=2,
        proxy_headers=False,
        ws_max_size=LARGEST_MESSAGE,
    )
    if open_browser:
        threading.Thread(target=open_when_ready, args=(url,), daemon=True).start()
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        return
    finally:
        listener.close()


def main() -> None:
    """Start the server from a command line, for tests and debugging: `python -m
    coordsim_web.server`.
    """
    parser = argparse.ArgumentParser(
        prog="coordsim_web.server", description="Serve the pages of coordsim."
    )
    parser.add_argument("--host", default=DEFAULT_HOST)
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--open", action="store_true", help="open a browser")
    parser.add_argument("--database", help="where rooms are kept")
    parser.add_argument("--hosted", action="store_true", help="make rooms with a key only")
    parser.add_argument("--proxy", action="append", default=[], help="a proxy's address")
    parser.add_argument("--name", action="append", default=[], help="called so from outside")
    options = parser.parse_args()
    serve(
        options.host,
        options.port,
        options.open,
        database=options.database,
        hosted=options.hosted,
        proxies=options.proxy,
        names=options.name,
    )


if __name__ == "__main__":
    main()
