"""The route `play?<any link>`: a link as one page, without session, websocket or cookie, that anybody may frame.

Pages are made one at a time, in a thread, so that those who step in the app notice little of it, and are kept.
"""

from __future__ import annotations

import asyncio
import gzip
import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from hashlib import sha256
from typing import NamedTuple, TypeVar
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.headers import POLICY, page_policy
from app.view import ViewState, parse
from rnn_core import __version__

LONGEST = 2000  # characters of a link; the longest that the app itself writes has some 300
WAITING = 128  # links whose page is being made or waits for its turn: at the back of such a queue it takes many seconds
KEPT = 64  # pages, as many as the app keeps problems; the largest has less than 1 MB, most have a quarter of it
LINKS = 1024  # links whose page is known: that of many may be the same
SOON = "5"  # s until one may try again
OPEN = {"Access-Control-Allow-Origin": "*"}  # any page may read it
FRESH = "public, max-age=300"  # a hall that opens one link asks a proxy; five minutes after an update all is new

TOO_LONG = f"This link is too long: it may have {LONGEST} characters."
TOO_MANY = "Too many pages are being made just now. Please try again in a few seconds; a browser does so by itself."
FAILED = "This page could not be made. The server's log says why."

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
State = tuple[ViewState, tuple[str, ...]]  # what a page shows: a valid state, and what was changed in the link


class Page(NamedTuple):
    """A page as it is sent: gzipped, with the tag of its text and its policy."""

    body: bytes
    tag: str
    policy: str


class Busy(Exception):
    """So many links wait for their page that no other can."""


class Recent(OrderedDict[K, V]):
    """The values that were used last, as many as there is room for."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self._room = room

    def use(self, key: K) -> V | None:
        """Look up what is kept, and keep it for longer."""
        if key in self:
            self.move_to_end(key)
        return self.get(key)

    def keep(self, key: K, value: V) -> None:
        """Keep a value, in place of the one that nobody has used for longest."""
        self[key] = value
        self.move_to_end(key)
        if len(self) > self._room:
            self.popitem(last=False)


class Pages:
    """The pages of links: each is made once, one at a time, and kept as long as others are not asked for more.

    `export` makes the text of a page from a link; what it shows has to follow from `parse` of that link alone. Only
    `_read` and `_make` leave the event loop, and they touch nothing here.
    """

    def __init__(self, export: Callable[[str], str]) -> None:
        self._export = export
        self._turn = asyncio.Lock()
        self._under_way: dict[str, asyncio.Task[Page]] = {}
        self._states: Recent[str, State] = Recent(LINKS)
        self._pages: Recent[State, Page] = Recent(KEPT)

    async def page(self, link: str) -> Page:
        """Get the page of a link. Who asks for one that is being made waits for the same.

        Raises
        ------
        Busy
            where too many others wait.
        """
        state = self._states.use(link)
        if state and (page := self._pages.use(state)):
            return page
        if link not in self._under_way:
            if len(self._under_way) >= WAITING:
                raise Busy
            task = asyncio.create_task(self._new(link))
            self._under_way[link] = task
            task.add_done_callback(lambda _: self._under_way.pop(link))
        return await asyncio.shield(self._under_way[link])  # who goes away does not take it from the others

    async def _new(self, link: str) -> Page:
        async with self._turn:
            state = await asyncio.to_thread(_read, link)
            page = self._pages.use(state)
            if not page:
                page = await asyncio.to_thread(self._make, link)
                self._pages.keep(state, page)
            self._states.keep(link, state)
            return page

    def _make(self, link: str) -> Page:
        html = self._export(link)
        text = html.encode()
        return Page(gzip.compress(text, mtime=0), f'"{__version__}-{sha256(text).hexdigest()[:16]}"', page_policy(html))


def _read(link: str) -> State:
    return parse(parse_qs(link.removeprefix("?"), keep_blank_values=True))


def routes(pages: Pages) -> list[Route]:
    """Say where the pages are: beside the app, wherever `server.baseUrlPath` or a proxy puts it."""

    async def play(request: Request) -> Response:
        query = request.scope["query_string"].decode(errors="replace")
        if len(query) > LONGEST:
            return _sentence(TOO_LONG, 414)
        try:
            page = await pages.page(f"?{query}")
        except Busy:
            return _sentence(TOO_MANY, 503, {"Retry-After": SOON, "Refresh": SOON})
        except Exception:
            logging.getLogger(__name__).exception("cannot make the page of %r", query)
            return _sentence(FAILED, 500)
        return await _answer(request, page)

    return [Route("/play", play), Route("/{base:path}/play", play)]


def _sentence(text: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Why there is no page, for a frame on any site too."""
    return PlainTextResponse(
        text, status, {**OPEN, POLICY: page_policy(""), "Cache-Control": "no-store", **(headers or {})}
    )


async def _answer(request: Request, page: Page) -> Response:
    """The page as the browser wants it, or only that what it has is still right."""
    headers = {
        **OPEN,
        "ETag": f"W/{page.tag}",  # weak: gzipped or not, it is the same page
        "Cache-Control": FRESH,
        "Vary": "Accept-Encoding",
        POLICY: page.policy,
    }
    asked = request.headers.get("If-None-Match", "")
    if page.tag in asked or asked == "*":
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return Response(page.body, headers={**headers, "Content-Encoding": "gzip"}, media_type="text/html")
    return Response(await asyncio.to_thread(gzip.decompress, page.body), headers=headers, media_type="text/html")
