"""The documents of the source tree as plain pages: /docs/ lists them, /docs/model shows model.md. A
wheel has none.
"""

import re
from pathlib import Path
from typing import Final

import markdown
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

FOLDER: Final = Path(__file__).resolve().parents[2] / "docs"
PICTURES: Final = (".png", ".svg")
PAGE: Final = (Path(__file__).parent / "docs.html").read_text("utf-8")


def routes() -> list[Route]:
    """Return the routes of the documents, none where there are no documents."""
    if not FOLDER.is_dir():
        return []
    return [
        Route("/docs", listed),
        Route("/docs/", listed),
        Route("/docs/{name}", shown),
        Route("/docs/{path:path}", pictured),
    ]


def titles() -> dict[str, str]:
    """Return the title of every document by its name."""
    return {
        path.stem: title_of(path.read_text("utf-8"), path.stem)
        for path in sorted(FOLDER.glob("*.md"))
    }


def title_of(text: str, name: str) -> str:
    """Return a document's first heading, or its name."""
    heading = re.search(r"^# (.+)$", text, re.MULTILINE)
    return heading.group(1).strip() if heading else name


def rendered(text: str) -> str:
    """Return a document as HTML; links between documents lead to their pages."""
    html: str = markdown.markdown(text, extensions=["tables", "toc", "fenced_code", "sane_lists"])
    return re.sub(r'href="(?:\./)?([\w-]+)\.md(#[^"]*)?"', r'href="/docs/\1\2"', html)


def page(title: str, body: str) -> str:
    """Return a whole page."""
    return PAGE.replace("%TITLE%", title).replace("%BODY%", body)


async def listed(_request: Request) -> Response:
    """List the documents."""
    links = "".join(
        f'<li><a href="/docs/{name}">{title}</a></li>' for name, title in titles().items()
    )
    return HTMLResponse(page("Documents", f"<h1>Documents</h1><ul>{links}</ul>"))


async def shown(request: Request) -> Response:
    """Show a document."""
    name = request.path_params["name"].removesuffix(".md")
    if name not in titles():
        raise HTTPException(404)
    text = (FOLDER / f"{name}.md").read_text("utf-8")
    return HTMLResponse(page(title_of(text, name), rendered(text)))


async def pictured(request: Request) -> Response:
    """Send a picture of a document."""
    path = (FOLDER / request.path_params["path"]).resolve()
    if path.suffix not in PICTURES or not path.is_relative_to(FOLDER) or not path.is_file():
        raise HTTPException(404)
    return FileResponse(path)
