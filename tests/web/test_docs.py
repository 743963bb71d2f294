"""The documents are served as plain pages, and nothing else of the folder or beyond it."""

import urllib.error
import urllib.request

import pytest
from support.browser import Server

from coordsim_web import docs


def fetched(server: Server, path: str) -> str:
    with urllib.request.urlopen(f"{server.url}/docs/{path}", timeout=10) as answer:
        return str(answer.read().decode())


@pytest.mark.browser
def test_every_document_has_a_page(server: Server) -> None:
    listed = fetched(server, "")
    assert "model" in docs.titles()
    for name, title in docs.titles().items():
        assert f'<a href="/docs/{name}">{title}</a>' in listed
        page = fetched(server, name)
        assert f"<title>{title} · coordsim</title>" in page
        assert "<h1" in page
        assert "%BODY%" not in page


@pytest.mark.browser
@pytest.mark.parametrize(
    "path",
    [
        "nowhere",
        "generate.py",
        "corners.json",
        "..%2FREADME.md",
        "figures/..%2F..%2FREADME.md",
        "a/b",
    ],
)
def test_nothing_else_is_served(server: Server, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        fetched(server, path)
    assert refused.value.code == 404


def test_links_between_documents_lead_to_pages() -> None:
    html = docs.rendered("[see](model.md#time) [all](./theory.md)")
    assert html == '<p><a href="/docs/model#time">see</a> <a href="/docs/theory">all</a></p>'
