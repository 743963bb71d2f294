"""The nginx example, tried: two processes on one database behind it, a round played by two phones
on different processes, one of which is killed.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from support.browser import Server, Watch
from support.databases import postgresql
from support.rooms import agenda

from coordsim.room import deeds
from coordsim.room.log.book import Book
from coordsim.room.room import Room
from coordsim_web.rooms import address
from coordsim_web.served import VARIABLE

pytestmark = pytest.mark.browser

EXAMPLE = Path(__file__).parents[2] / "deploy" / "nginx.conf"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
NAME, KEY = "rooms.example.org", "key-of-two-processes"
SAYS = "X-Served-By"
AROUND = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{}}
http {{
    access_log off; add_header {says} $upstream_addr always;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/example.conf;
}}
"""


class Site(NamedTuple):
    """nginx, the processes behind it, and a book of what they serve."""

    url: str
    servers: tuple[Server, Server]
    book: Book

    def fetched(self, path: str, **headers: str) -> tuple[int, str, str]:
        """Status and text of an answer, and which process gave it."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            request = urllib.request.Request(f"{self.url}{path}", headers=named)
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode(), answer.headers[SAYS] or ""
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode(), ""


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def configured(folder: Path, port: int, servers: tuple[Server, Server]) -> Path:
    """The example with ports of this test; everything else as it is."""
    text = EXAMPLE.read_text("utf-8").replace("listen 80;", f"listen 127.0.0.1:{port};")
    for given, server in zip((8765, 8766), servers, strict=True):
        text = text.replace(f"server 127.0.0.1:{given};", f"server 127.0.0.1:{server.port};")
    (folder / "example.conf").write_text(text)
    whole = folder / "nginx.conf"
    whole.write_text(AROUND.format(folder=folder, says=SAYS))
    return whole


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Start all of it, once: the last test kills a process."""
    if NGINX is None:
        pytest.skip("no nginx: install Debian's package nginx-light")  # reason: CI installs it
    tmp_path = tmp_path_factory.mktemp("site")
    os.chmod(tmp_path, 0o755)
    with postgresql() as database, pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv(VARIABLE, KEY)
        more = ("--database", database, "--proxy", "127.0.0.1", "--name", NAME)
        folders = [tmp_path / name for name in ("one", "two")]
        for folder in folders:
            folder.mkdir()
        one, two = (Server(folder, arguments=more) for folder in folders)
        port = free_port()
        proxy: subprocess.Popen[bytes] | None = None
        try:
            one.start()
            two.start()
            command = [
                NGINX,
                "-p",
                str(tmp_path),
                "-c",
                str(configured(tmp_path, port, (one, two))),
            ]
            proxy = subprocess.Popen(command)
            Server(tmp_path, port).wait()
            book = Book(database)
            yield Site(f"http://127.0.0.1:{port}", (one, two), book)
            book.close()
        finally:
            if proxy is not None:
                proxy.terminate()
                proxy.wait(timeout=20)
            for server in (one, two):
                server.stop(kill=True)


def phone_at(browser: Browser, site: Site, server: Server) -> BrowserContext:
    """A phone whose cookie leads to one of the processes."""
    for number in range(100):
        cookie = f"phone-{number}"
        _, _, by = site.fetched("/healthz", Cookie=f"solara-session-id={cookie}")
        if by.endswith(f":{server.port}"):
            break
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    context.add_cookies([{"name": "solara-session-id", "value": cookie, "url": site.url}])
    return context


def come(page: Page, site: Site, code: str, name: str) -> None:
    page.goto(site.url + address.join(code))
    page.get_by_label("Your name").fill(name)
    page.get_by_test_id("take").tap()
    page.get_by_test_id("to-seat").tap()
    expect(page.get_by_test_id("stage")).to_be_visible()


def test_what_nginx_hands_on(site: Site) -> None:
    _, _, by = site.fetched("/healthz", Host=NAME)
    assert by
    assert site.fetched("/healthz", Host="other.example")[0] == 400
    assert site.fetched("/metrics")[0] == 403
    figures = direct(site.servers[0], "/metrics", f"Bearer {KEY}")
    assert "coordsim_rooms_open" in figures
    page = site.fetched(f"/teach?key={KEY}")
    assert page[0] == 200
    assert re.search(r"solara", page[1])


def test_a_round_on_two_processes_one_of_which_dies(
    site: Site, browser: Browser, watch: Watch
) -> None:
    room, key = Room.open(site.book, agenda(3), seed=7)
    contexts = [phone_at(browser, site, server) for server in site.servers]
    one, two = (context.new_page() for context in contexts)
    watch.follow(one)
    watch.follow(two)
    come(one, site, room.state.code, "Ada")
    come(two, site, room.state.code, "Bo")
    room.refresh()
    room.do(key, deeds.PhaseBegun(number=1))
    console = contexts[1].new_page()
    console.goto(site.servers[1].url + address.console(key))
    seat = console.get_by_role("button", name=re.compile("^Marketing of team 1"))
    expect(seat).to_have_accessible_name(re.compile("thinking"))
    one.close()
    expect(seat).to_have_accessible_name(re.compile("away"), timeout=60_000)
    one = contexts[0].new_page()
    watch.follow(one)
    one.goto(site.url + address.join(room.state.code))
    one.get_by_test_id("back").get_by_role("button", name="Back to my seat").tap()
    expect(seat).to_have_accessible_name(re.compile("thinking"), timeout=60_000)
    console.close()
    for number in (2, 3):
        for page in (one, two):
            page.get_by_test_id("hand-in").tap()
        for page in (one, two):
            said = f"Round {number} of 3"
            expect(page.get_by_test_id("round")).to_have_text(said, timeout=30_000)
        if number == 2:
            assert watch.complaints == []
            site.servers[0].stop(kill=True)
            expect(one.get_by_test_id("hand-in")).to_be_enabled(timeout=30_000)
            one.reload()
    assert watch.outside() == []
    room.refresh()
    sources = [answer.source for done in room.state.played for answer in done.answers.values()]
    assert sources == ["person"] * 4
    for context in contexts:
        context.close()


def direct(server: Server, path: str, key: str) -> str:
    request = urllib.request.Request(f"{server.url}{path}", headers={"authorization": key})
    with urllib.request.urlopen(request, timeout=20) as answer:
        text: str = answer.read().decode()
        return text
