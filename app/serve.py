"""What is served beside the app, without session, websocket or cookie: `play?<any link>` is a link as one page, that
anybody may frame; `sheet?<any link>` is its step on paper, `handout?walk=3` a walk; `runs.json?<any link>` has the runs
of a page, for the app; `run.py?<any link>` and `run.npz?<any link>` are its run as files; `qr.svg?address=<any page's>`
is the code that a phone scans.

All is made one at a time, in a thread, so that those who step in the app notice little of it. Pages are kept in the
store, beside the runs: a hall opens the same one. Files are not: each is for one person, once, and is made sooner than
a page. Codes have a queue of their own: who shows one does not wait for the pages of those who have scanned it.

A code's address is told by the browser that shows it. What the server is called from outside, it would have to guess
from headers that a proxy may set, leave out or forge, and the path that a proxy took away it could not know.
"""

from __future__ import annotations

import asyncio
import gzip
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Mapping
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.export.paper import code_of
from app.export.ways import Way
from app.headers import POLICY, page_policy
from app.store import STORE, Store, read_link, run_of
from app.view import link
from rnn_core import __version__

PAGE = re.compile(r"https?://[!-~]+/play(\?[!-~]*)?")  # an address of any server: here nobody knows which it is called
LONGEST = 2000  # characters of a link; the longest that the app itself writes has some 300
WAITING = 128  # pages and files that are made or wait for their turn: at the back of such a queue it takes many seconds
SOON = "5"  # s until one may try again
OPEN = {"Access-Control-Allow-Origin": "*"}  # any page may read it
TYPES = {".py": "text/x-python", ".npz": "application/octet-stream"}  # as a zip file, Safari would unpack it
FRESH = "public, max-age=300"  # a hall that opens one link asks a proxy; five minutes after an update all is new

TOO_LONG = f"This link is too long: it may have {LONGEST} characters."
NO_PAGE = "A QR code is drawn of the address of a page, as in qr.svg?address=https%3A%2F%2Fname%2Fplay"
TOO_MANY = "Too much is being made just now. Please try again in a few seconds; a browser does so by itself."
FAILED = "This could not be made. The server's log says why."

Answering = Callable[[Request, str], Awaitable[Response]]  # to a link


class Page(NamedTuple):
    """A page as it is sent: gzipped, with the tag of its text and its policy."""

    body: bytes
    tag: str
    policy: str


class Busy(Exception):
    """So many wait that nobody else can."""


class Turns:
    """One thing is made at a time, and only so many wait for it."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._waiting = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for one's turn, and have it until the block ends.

        Raises
        ------
        Busy
            where too many others wait.
        """
        if self._waiting >= WAITING:
            raise Busy
        self._waiting += 1
        try:
            async with self._lock:
                yield
        finally:
            self._waiting -= 1


class Pages:
    """The pages of links: each is made once, one at a time, and kept as long as there is room in the store.

    `export` makes the text of a page from a link; what it shows has to follow from what is `read` in the link alone.
    """

    def __init__(
        self,
        export: Callable[[str], str],
        media_type: str = "text/html",
        turns: Turns | None = None,
        read: Callable[[str], Hashable] = read_link,
        store: Store = STORE,
    ) -> None:
        self.turns = turns or Turns()
        self.media_type = media_type
        self._export, self._read, self._store = export, read, store
        self._under_way: dict[str, asyncio.Task[Page]] = {}

    async def page(self, link: str) -> Page:
        """Get the page of a link. Who asks for one that is being made waits for the same.

        Raises
        ------
        Busy
            where too many others wait.
        """
        state = self._store.find((self, link))
        kept: Page | None = self._store.find((self, state)) if state else None
        if kept:
            return kept
        if link not in self._under_way:
            task = asyncio.create_task(self._new(link))
            self._under_way[link] = task
            task.add_done_callback(lambda _: self._under_way.pop(link))
        return await asyncio.shield(self._under_way[link])  # who goes away does not take it from the others

    async def _new(self, link: str) -> Page:
        async with self.turns.turn():
            return await asyncio.to_thread(self._from_store, link)

    def _from_store(self, link: str) -> Page:
        """Return the page from the store, in a thread: of two links that say the same it is one."""
        state = self._store.keep((self, link), lambda: self._read(link))
        return self._store.keep((self, state), lambda: self._make(link), lambda page: len(page.body))

    def _make(self, link: str) -> Page:
        html = self._export(link)
        text = html.encode()
        return Page(gzip.compress(text, mtime=0), f'"{__version__}-{sha256(text).hexdigest()[:16]}"', page_policy(html))


def _file(way: Way, ending: str, asked_link: str) -> tuple[str, bytes]:
    """Return the name of a file and what is in it; the link that it says is right, whatever was asked for."""
    state, _ = read_link(asked_link)
    trace = run_of(state)
    parts = [state.problem, state.cell, state.mistake or "right"]
    name = "-".join(["unrolled", *(re.sub(r"[^a-z0-9_.-]+", "-", part, flags=re.IGNORECASE) for part in parts)])
    return f"{name}{ending}", way(trace, link(state, trace))


def routes(pages: Mapping[str, Pages], files: Mapping[str, Way]) -> list[Route]:
    """Say where pages, files and codes are: beside the app, wherever `server.baseUrlPath` or a proxy puts it.

    `pages` are those of each name; files are made in turn with them.
    """

    def kept(pages: Pages) -> Answering:
        async def answer(request: Request, link: str) -> Response:
            return await _answer(request, await pages.page(link), pages.media_type)

        return answer

    async def code(_: Request, link: str) -> Response:
        address = parse_qs(link[1:]).get("address", [""])[-1]
        if not PAGE.fullmatch(address):
            return _sentence(NO_PAGE, 400)
        async with codes.turn():
            svg = await asyncio.to_thread(code_of, address)
        headers = {**OPEN, POLICY: page_policy(""), "Cache-Control": FRESH}
        return Response(svg, headers=headers, media_type="image/svg+xml")

    def saved(file: str) -> Answering:
        _, dot, ending = file.rpartition(".")

        async def save(_: Request, link: str) -> Response:
            async with turns.turn():
                name, body = await asyncio.to_thread(_file, files[file], dot + ending, link)
            headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": FRESH}
            return Response(body, headers={**OPEN, POLICY: page_policy(""), **headers}, media_type=TYPES[dot + ending])

        return save

    codes = Turns()
    turns = next(iter(pages.values())).turns
    answers = {name: kept(served) for name, served in pages.items()} | {"qr.svg": code}
    answers |= {file: saved(file) for file in files}
    return [
        Route(path, _guarded(answer))
        for name, answer in answers.items()
        for path in (f"/{name}", f"/{{base:path}}/{name}")
    ]


def _guarded(answer: Answering) -> Callable[[Request], Awaitable[Response]]:
    """Say what answers a link, as a route: what cannot be answered gets a sentence."""

    async def route(request: Request) -> Response:
        query = request.scope["query_string"].decode(errors="replace")
        if len(query) > LONGEST:
            return _sentence(TOO_LONG, 414)
        try:
            return await answer(request, f"?{query}")
        except Busy:
            return _sentence(TOO_MANY, 503, {"Retry-After": SOON, "Refresh": SOON})
        except Exception:
            logging.getLogger(__name__).exception("cannot answer %s with %r", request.scope["path"], query)
            return _sentence(FAILED, 500)

    return route


def _sentence(text: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Say why there is nothing to see, for a frame on any site too."""
    return PlainTextResponse(
        text, status, {**OPEN, POLICY: page_policy(""), "Cache-Control": "no-store", **(headers or {})}
    )


async def _answer(request: Request, page: Page, media_type: str) -> Response:
    """Return the page as the browser wants it, or only that what it has is still right."""
    headers = {
        **OPEN,
        "ETag": f"W/{page.tag}",  # weak: gzipped or not, it is the same page
        "Cache-Control": FRESH,
        "Vary": "Accept-Encoding",
        POLICY: page.policy,
    }
    wanted_tag = request.headers.get("If-None-Match", "")
    if page.tag in wanted_tag or wanted_tag == "*":
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return Response(page.body, headers={**headers, "Content-Encoding": "gzip"}, media_type=media_type)
    return Response(await asyncio.to_thread(gzip.decompress, page.body), headers=headers, media_type=media_type)
