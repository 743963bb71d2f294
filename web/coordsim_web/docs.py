"""The documents of the source tree as pages of the product: /docs lists them, /docs/model shows
model.md, /docs/research.ipynb the notebook with what its cells have shown.
"""

import json
import re
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from string import Template
from typing import Any, Final, NamedTuple

import markdown
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from coordsim_web.places import DOCUMENTS, places

READERS: Final = {  # who reads what, the first document first
    "To teach": ("rooms", "scenarios"),
    "To research": ("research", "research.ipynb", "research-analysis", "python", "environments"),
    "To add rules and players": ("rules", "players", "reference"),
    "To check the model": ("model", "theory", "emergence", "claims", "performance", "design"),
}
PICTURES: Final = (".png", ".svg")
NOTEBOOK: Final = ".ipynb"
FRAME: Final = Template((Path(__file__).parent / "docs.html").read_text("utf-8"))
MARKS: Final = re.compile(r"[`*]|\[([^\]]*)\]\([^)]*\)")
ASIDE: Final = Template(
    """<nav class="cs-toc" aria-label="On this page">
<details><summary>On this page</summary>$contents</details>
<script>document.querySelector(".cs-toc details").open = window.innerWidth > 1000;</script>
</nav>"""
)
SCROLLED: Final = '<div class="cs-scroll" tabindex="0" role="region" aria-label="Table"><table>'


class Heading(NamedTuple):
    """A place on a page that its contents lead to."""

    name: str
    text: str
    within: tuple["Heading", ...]


class Document(NamedTuple):
    """A document as HTML."""

    title: str
    body: str
    contents: tuple[Heading, ...] = ()


def routes() -> list[Route]:
    """Return the routes of the documents, none where there are no documents."""
    if not DOCUMENTS.is_dir():
        return []
    return [
        Route("/docs", listed),
        Route("/docs/", listed),
        Route("/docs/{name}", shown),
        Route("/docs/{path:path}", pictured),
    ]


def titles() -> dict[str, str]:
    """Return the title of every document by its name, that of a notebook with its ending."""
    names = [path.stem for path in DOCUMENTS.glob("*.md")]
    names += [path.name for path in DOCUMENTS.glob(f"*{NOTEBOOK}")]
    return {name: title_of(text_of(name), name) for name in sorted(names)}


def text_of(name: str) -> str:
    """Return a document as Markdown."""
    if name.endswith(NOTEBOOK):
        return unfolded(json.loads((DOCUMENTS / name).read_text("utf-8")))
    return (DOCUMENTS / f"{name}.md").read_text("utf-8")


def unfolded(notebook: Any) -> str:
    """Return a notebook's cells one after the other as Markdown, with what they have shown."""
    parts = []
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(source)
            continue
        parts.append(f"```python\n{source}\n```")
        for output in cell["outputs"]:
            if "text" in output:
                parts.append(f"```output\n{''.join(output['text']).rstrip()}\n```")
            elif "image/png" in output["data"]:
                said = output["metadata"]["image/png"]["alt"]
                picture = "".join(output["data"]["image/png"]).replace("\n", "")
                parts.append(f"![{said}](data:image/png;base64,{picture})")
    return "\n\n".join(parts)


def title_of(text: str, name: str) -> str:
    """Return a document's first heading without its marks, or its name."""
    heading = re.search(r"^# (.+)$", text, re.MULTILINE)
    return unmarked(heading.group(1)) if heading else name


def about(text: str) -> str:
    """Return the first sentence after a document's title, without its marks."""
    after_title = re.split(r"^# .+\n", text, maxsplit=1, flags=re.MULTILINE)[-1]
    words = unmarked(" ".join(after_title.strip().split("\n\n")[0].split()))
    sentence = re.match(r".*?\.(?= [A-Z]|$)", words)
    return sentence.group() if sentence else words


def unmarked(text: str) -> str:
    """Return a text without Markdown's marks; of a link its words."""
    return MARKS.sub(lambda found: found.group(1) or "", text).strip()


def rendered(text: str, name: str = "") -> Document:
    """Return a document as HTML; links between documents lead to their pages, pictures are sought
    beside the documents, and tables scroll by themselves.
    """
    reader = markdown.Markdown(extensions=["tables", "toc", "fenced_code", "sane_lists"])
    html = str(reader.convert(text))
    html = re.sub(r'href="(?:\./)?([\w-]+)\.md(#[^"]*)?"', r'href="/docs/\1\2"', html)
    html = re.sub(r'(href="/docs/([\w-]+)[^>]*>)\2\.md<', _titled, html)
    html = re.sub(r'src="(?:\./)?(?![a-z]+:|/)([^"]+)"', r'src="/docs/\1"', html)
    html = html.replace("<table>", SCROLLED).replace("</table>", "</table></div>")
    below_title = [part for top in reader.toc_tokens for part in headings(top)]
    return Document(title_of(text, name), html, tuple(below_title))


def _titled(link: re.Match[str]) -> str:
    """Call a document that is linked to by its file's name by its title."""
    return f"{link.group(1)}{escape(titles().get(link.group(2), link.group(2)))}<"


def headings(token: dict[str, Any]) -> list[Heading]:
    """Return the headings of the second and third level that a reader found, in order."""
    within = [part for child in token["children"] for part in headings(child)]
    if token["level"] == 1:
        return within
    return [Heading(token["id"], token["name"], tuple(within))]


def contents(found: tuple[Heading, ...], depth: int = 2) -> str:
    """Return a list of what a page holds, nothing where that is a single heading."""
    if len(found) < 2 or not depth:
        return ""
    items = "".join(
        f'<li><a href="#{part.name}">{part.text}</a>{contents(part.within, depth - 1)}</li>'
        for part in found
    )
    return f"<ul>{items}</ul>"


def page(document: Document) -> str:
    """Return a whole page."""
    here = "/docs"
    links = "".join(
        f'<a href="{place.path}"{current(place.path == here)}>{place.label}</a>'
        for place in places()
    )
    listed = contents(document.contents)
    aside = ASIDE.substitute(contents=listed) if listed else ""
    title = escape(document.title)
    return FRAME.substitute(title=title, places=links, contents=aside, body=document.body)


def current(here: bool) -> str:
    """Return what marks the link to where one is."""
    return ' aria-current="page"' if here else ""


async def listed(_request: Request) -> Response:
    """List the documents by who reads them, each with the sentence that it begins with."""
    found = titles()
    body = "<h1>Documents</h1>" + "".join(
        f'<h2>{reader}</h2><ul class="cs-documents">{_items(names, found)}</ul>'
        for reader, names in by_reader(found).items()
    )
    return HTMLResponse(page(Document("Documents", body)))


def by_reader(found: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return documents by who reads them; those of which nothing is said come last."""
    said = {name for names in READERS.values() for name in names}
    more = tuple(sorted(name for name in found if name not in said))
    return READERS | ({"More": more} if more else {})


def _items(names: Iterable[str], found: Mapping[str, str]) -> str:
    return "".join(
        f'<li><h3><a href="/docs/{name}">{escape(found[name])}</a></h3>'
        f"<p>{escape(about(text_of(name)))}</p></li>"
        for name in names
        if name in found
    )


async def shown(request: Request) -> Response:
    """Show a document."""
    name = request.path_params["name"].removesuffix(".md")
    if name not in titles():
        raise HTTPException(404)
    return HTMLResponse(page(rendered(text_of(name), name)))


async def pictured(request: Request) -> Response:
    """Send a picture of a document."""
    path = (DOCUMENTS / request.path_params["path"]).resolve()
    if path.suffix not in PICTURES or not path.is_relative_to(DOCUMENTS) or not path.is_file():
        raise HTTPException(404)
    return FileResponse(path)
