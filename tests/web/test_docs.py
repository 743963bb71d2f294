"""The documents are served as pages of the product: every link and picture leads somewhere, and
nothing else of the folder or beyond it is shown.
"""

import asyncio
import re
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from playwright.sync_api import Page, expect
from starlette.applications import Starlette
from support.browser import Server, Watch

import coordsim_web
from coordsim_web import app, docs

ASSETS = Path(coordsim_web.__file__).parent / "assets"
PAGES = {"/" + route.path.lstrip("/") for route in app.routes}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Links(HTMLParser):
    """What a page links to, shows and can be linked at."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.names: set[str] = set()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in ("href", "src") and value is not None:
                self.links.append(value)
            if name in ("id", "name") and value is not None:
                self.names.add(value)


@cache
def fetched(path: str) -> tuple[int, str, bytes]:
    """Status, kind and body of a document, asked for as a server would."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "path": unquote(path),
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1")],
    }
    asyncio.run(Starlette(routes=docs.routes())(scope, receive, send))
    headers = dict(sent[0]["headers"])
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], headers.get(b"content-type", b"").decode(), body


@cache
def read(path: str) -> Links:
    found = Links()
    found.feed(fetched(path)[2].decode())
    return found


def broken(link: str) -> str:
    """What is wrong with a link of a document; empty where it leads somewhere."""
    if link.startswith("data:image/png;base64,"):
        return ""
    if urlsplit(link).scheme or urlsplit(link).netloc:
        return "" if link.startswith("https://") else "neither of ours nor https"
    path, name = urldefrag(link)
    if path in PAGES:
        return ""
    if path.startswith("/static/assets/"):
        return "" if (ASSETS / path.removeprefix("/static/assets/")).is_file() else "no such asset"
    status, kind, _body = fetched(path)
    if status != 200:
        return f"answered with {status}"
    if name and kind.startswith("text/html") and name not in read(path).names:
        return "no such place on the page"
    return ""


def test_every_link_and_picture_leads_somewhere() -> None:
    """From the list of documents on, over all that can be reached."""
    seen, waiting, faults, pictures = set[str](), ["/docs"], {}, 0
    while waiting:
        path = waiting.pop()
        seen.add(path)
        for link in (urljoin(path, link) for link in read(path).links):
            if broken(link):
                faults[path, link] = broken(link)
                continue
            target = urldefrag(link)[0]
            pictures += target.endswith((".png", ".svg"))
            ours = target.startswith("/docs") and fetched(target)[1].startswith("text/html")
            if ours and target not in seen and target not in waiting:
                waiting.append(target)
    assert faults == {}
    assert {path.removeprefix("/docs/") for path in seen} >= set(docs.titles())
    assert pictures > 50, "the claims' figures are looked at"


@pytest.mark.parametrize("name", ["", *docs.titles()])
def test_a_document_has_bar_contents_and_title(name: str) -> None:
    path = f"/docs/{name}" if name else "/docs"
    status, _kind, body = fetched(path)
    text, found = body.decode(), read(path)
    assert status == 200
    assert not re.search(r"%[A-Z]+%", text), "every place of the frame is filled"
    title = docs.titles()[name] if name else "Documents"
    assert f"<title>{title} · coordsim</title>" in text
    assert {"/", "/lab", "/learn", "/docs", "#content"} <= set(found.links)
    assert found.tags.count("h1") == 1
    headings = len(re.findall(r"<h2 ", text))
    assert text.count('class="cs-toc"') == (headings > 1)
    assert text.count("<table") == text.count('<div class="cs-scroll"'), "tables scroll inside"


def test_the_list_says_what_each_document_is() -> None:
    listed = fetched("/docs")[2].decode()
    for name, title in docs.titles().items():
        assert f'<a href="/docs/{name}">{title}</a>' in listed
    assert re.search(r"<p>An ODD protocol[^<]*</p>", listed)


def test_the_list_is_ordered_by_reader() -> None:
    listed, names = fetched("/docs")[2].decode(), set(docs.titles())
    order = re.findall(r'<h3><a href="/docs/([^"]+)"', listed)
    assert order[0] == "rooms"
    placed = [name for several in docs.READERS.values() for name in several]
    assert order == placed
    assert set(placed) == names, "a new document has its reader"
    assert docs.by_reader([*names, "news"])["More"] == ("news",)


@pytest.mark.parametrize(
    "path",
    [
        "nowhere",
        "generate.py",
        "corners.json",
        "..%2FREADME.md",
        "figures/..%2F..%2FREADME.md",
        "figures/..%2F..%2Fweb%2Fcoordsim_web%2Fassets%2Ffavicon.svg",
        "a/b",
        "figures",
        "figures/claims",
    ],
)
def test_nothing_else_is_served(path: str) -> None:
    assert fetched(f"/docs/{path}")[0] == 404


def test_links_between_documents_lead_to_pages() -> None:
    html = docs.rendered("[see](model.md#time) [all](./theory.md)").body
    assert html == '<p><a href="/docs/model#time">see</a> <a href="/docs/theory">all</a></p>'


def test_a_document_linked_by_its_file_is_called_by_its_title() -> None:
    html = docs.rendered("[model.md](model.md#time), [none.md](none.md)").body
    assert '<a href="/docs/model#time">The model</a>, <a href="/docs/none">none</a>' in html


def test_a_notebook_is_shown_with_what_its_cells_have_shown() -> None:
    """Source, words and figure, each once and in their order; the figure with its alternative."""
    picture = {"data": {"image/png": "AA\nBB"}, "metadata": {"image/png": {"alt": "two dots"}}}
    cells = [
        {"cell_type": "markdown", "source": ["# A <b\n", "\n", "Words."]},
        {"cell_type": "code", "source": "print(1 < 2)", "outputs": [{"text": ["True\n"]}, picture]},
    ]
    html = docs.rendered(docs.unfolded({"cells": cells})).body
    shown = ["<h1", "print(1 &lt; 2)", '"language-output">True', 'alt="two dots"']
    assert sorted(html.index(one) for one in shown) == [html.index(one) for one in shown]
    assert 'src="data:image/png;base64,AABB"' in html


def test_a_title_is_text() -> None:
    """A heading with signs of HTML or marks of its own is shown as it is meant."""
    page = docs.page(docs.rendered("# Price < cost & `silo`\n\nWords."))
    assert "<title>Price &lt; cost &amp; silo · coordsim</title>" in page


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("name", ["", "/claims", "/reference", "/model", "/research.ipynb"])
def test_documents_can_be_read(
    server: Server, new_page: Callable[..., Page], watch: Watch, width: int, name: str
) -> None:
    page = new_page(width)
    page.goto(f"{server.url}/docs{name}")
    expect(page.locator("main h1")).to_be_visible()
    assert page.evaluate(OVERFLOW) == 0
    navigation = page.get_by_role("navigation", name="Pages")
    expect(navigation.get_by_role("link", name="Docs")).to_have_attribute("aria-current", "page")
    sizes = page.eval_on_selector_all("main img", "all => all.map((one) => one.naturalWidth)")
    assert all(size > 0 for size in sizes)
    assert len(sizes) == {"/claims": 50, "/model": 2, "/research.ipynb": 1}.get(name, 0)
    navigation.get_by_role("link", name="Learn").click()
    expect(page.get_by_role("heading", name="Learn alone", level=1)).to_be_visible()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Docs").click()
    expect(page.get_by_role("heading", name="Documents", level=1)).to_be_visible()
    assert watch.complaints == []
