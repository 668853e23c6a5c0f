"""The route `play` and the headers, asked as a server asks them: bytes in, bytes out, and no session anywhere."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from html import escape
from io import BytesIO
from pathlib import Path
from threading import Event, Semaphore, current_thread, main_thread
from typing import Any, NamedTuple
from urllib.parse import parse_qs, quote

import numpy as np
import pytest
import segno
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit.web.server.app_discovery import discover_asgi_app

import rnn_core
from app import main, serve
from app.export.handout import asked_walk, handout_of
from app.export.page import export, scenes
from app.export.sheet import sheet
from app.headers import HEADERS, POLICY, ROUTES, Headers, app_policy, page_policy
from app.serve import LONGEST, WAITING, Pages, routes
from app.store import LITTLE, Store
from app.view import parse, run_of
from tests.sample import sample

MAIN = Path(main.__file__ or "")
WRONG = "/play?at=backward.9.dz"
FILES = list(main.FILES)
PATIENCE = 20  # s, where what has to happen does not


def finish(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run it to its end, in a thread of its own: where Playwright's loop runs, a second one may not."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


class Answer(NamedTuple):
    """What comes back: the text as it was before it was gzipped."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        body = gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body
        return body.decode()


async def ask(server: Callable[..., Awaitable[None]], target: str, method: str = "GET", **headers: str) -> Answer:
    """Ask an ASGI app for something, as a browser does."""
    path, _, query = target.partition("?")
    asked = {"accept-encoding": "gzip, br", **{name.replace("_", "-").lower(): text for name, text in headers.items()}}
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), text.encode()) for name, text in asked.items()],
    }
    await server(scope, receive, send)
    head = {name.decode(): text.decode() for name, text in sent[0]["headers"]}
    return Answer(sent[0]["status"], head, b"".join(message.get("body", b"") for message in sent[1:]))


def served(make: Callable[[str], str] = export, room: int = 10_000_000) -> Starlette:
    """The route and the headers, without Streamlit, and with a store of their own."""
    return Starlette(
        routes=routes(
            {
                "play": Pages(make, store=Store(room)),
                "sheet": Pages(sheet),
                "handout": Pages(handout_of, read=asked_walk),
                "runs.json": Pages(scenes, "application/json"),
            },
            main.FILES,
        ),
        middleware=[Middleware(Headers, policy=app_policy("", "https://lms.example"))],
    )


def ask_once(target: str, method: str = "GET", **headers: str) -> Answer:
    return finish(ask(served(), target, method, **headers))


class Maker:
    """Makes pages that say their link; each begins when `go` says so, and `made` are the links of all that began."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.go = Event()
        self._begun = Semaphore(0)
        self.at_once = self.most_at_once = 0

    def __call__(self, link: str) -> str:
        assert current_thread() is not main_thread(), "the event loop goes on meanwhile"
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        self.made.append(link)
        self._begun.release()
        assert self.go.wait(PATIENCE)
        self.at_once -= 1
        return f"<p>{escape(link)}</p>"

    async def begins(self) -> None:
        """Wait until one more page is being made."""
        assert await asyncio.to_thread(self._begun.acquire, timeout=PATIENCE)


def going() -> Maker:
    maker = Maker()
    maker.go.set()
    return maker


async def many(server: Starlette, *targets: str) -> list[Answer]:
    """Ask for all of them before one is answered."""
    return await asyncio.gather(*(ask(server, target) for target in targets))


# The app object


def test_streamlit_run_finds_the_app():
    found = discover_asgi_app(MAIN)
    assert (found.is_asgi_app, found.import_string) == (True, "main:app")
    assert main.app.script_path == MAIN.with_name("page.py")


# What is answered

PAGES = ["", "?at=backward.1.dz", "?problem=random&T=12", "?cell=lstm&mistake=only-da"]


@pytest.mark.slow
@pytest.mark.parametrize("link", sample(["", PAGES[-1]], PAGES))
def test_a_link_opens_as_a_page(link):
    answer = ask_once(f"/play{link}")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.text == export(link)


def test_a_wrong_link_opens_the_nearest_state_and_says_so():
    answer = ask_once(WRONG)
    assert answer.status == 200
    _, (note,) = parse({"at": "backward.9.dz"})
    assert note in answer.text
    assert "backward.4.dz" in answer.text


@pytest.mark.parametrize("query", ["%00%ff=%", "at=<script>alert(1)</script>", "&&&==", "word=" + quote("𠮷野家" * 40)])
def test_nothing_in_a_link_breaks_the_page(query):
    answer = ask_once(f"/play?{query}")
    assert answer.status == 200
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("base", ["", "/unrolled", "/a/b"])
def test_a_page_is_there_under_any_base_path(base):
    assert ask_once(f"{base}{WRONG}").text == export(WRONG)


def test_what_only_ends_in_play_is_something_else():
    assert ask_once("/display").status == 404


def test_who_cannot_gunzip_gets_the_page_plain():
    zipped, plain = ask_once(WRONG), ask_once(WRONG, accept_encoding="identity")
    assert zipped.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert zipped.body != plain.body
    assert zipped.text == plain.text
    assert zipped.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("asked", ["{}", '"other", {}', "*"])
def test_who_has_the_page_is_told_so(asked):
    tag = ask_once(WRONG).headers["etag"]
    again = ask_once(WRONG, if_none_match=asked.format(tag))
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert ask_once("/play", if_none_match=tag).status == 200


def test_a_tag_has_the_version_and_changes_with_the_page():
    tags = [finish(ask(served(lambda _, text=text: text), "/play")).headers["etag"] for text in ("one", "two")]
    assert len(set(tags)) == 2
    assert all(tag.startswith(f'W/"{rnn_core.__version__}-') for tag in tags)


def test_head_says_what_get_would():
    assert ask_once(WRONG, "HEAD").headers == ask_once(WRONG).headers


def test_a_page_may_be_kept_for_a_while_read_and_framed_by_anybody():
    headers = ask_once("/play").headers
    assert headers["cache-control"] == "public, max-age=300"
    assert headers["access-control-allow-origin"] == "*"
    assert "frame" not in headers[POLICY.lower()]
    assert not headers.keys() & {"x-frame-options", "set-cookie"}


@pytest.mark.parametrize("length", [LONGEST, LONGEST + 1])
def test_a_link_that_is_far_too_long_gets_one_sentence(length):
    answer = ask_once("/play?" + "x" * length)
    assert answer.status == (200 if length == LONGEST else 414)
    assert (answer.text == "This link is too long: it may have 2000 characters.") == (length > LONGEST)


def test_the_longest_link_that_the_app_writes_is_not_too_long():
    word = quote("𠮷" * 12)
    link = f"/play?problem=word&word={word}&seed=999999&cell=gru_before&mistake={'x' * 60}&at=backward.12.da_softmax"
    assert ask_once(f"{link}&unit=10&example=10&column=10&view=compare&code=off&tab=thread").status == 200


# Files

LINKS = [
    "",
    "?at=backward.2.dz&mistake=only-da",
    "?cell=lstm&at=forward.3.c",
    "?problem=notebook&cell=lstm&test=forward",
    "?problem=word&word=" + quote("𠮷野家"),
]


@pytest.mark.parametrize("base", ["", "/a/b"])
@pytest.mark.parametrize("link", LINKS)
def test_numbers_of_a_link_are_every_array_of_its_run(link, base):
    answer = ask_once(f"{base}/run.npz{link}")
    trace = run_of(parse(parse_qs(link[1:]))[0])
    with np.load(BytesIO(answer.body), allow_pickle=False) as arrays:
        assert trace.values.keys() <= set(arrays)
        assert all(np.array_equal(arrays[name], value) for name, value in trace.values.items())


@pytest.mark.slow
@pytest.mark.parametrize("link", LINKS[:2])
def test_the_script_of_a_link_prints_the_cost_of_its_run(link, tmp_path):
    answer = ask_once(f"/run.py{link}")
    file = tmp_path / "run.py"
    file.write_bytes(answer.body)
    printed = subprocess.run([sys.executable, file], capture_output=True, text=True, check=True).stdout
    assert f"J = {run_of(parse(parse_qs(link[1:]))[0])['J']}" in printed
    assert link in answer.text


@pytest.mark.parametrize(
    ("file", "kind", "name"),
    [
        ("run.py?at=backward.9.dz&mistake=only-da", "text/x-python; charset=utf-8", "unrolled-hello-rnn-only-da.py"),
        ("run.npz?problem=nonsense", "application/octet-stream", "unrolled-hello-rnn-right.npz"),
    ],
)
def test_a_file_of_a_wrong_link_is_the_nearest_and_is_saved_under_its_name(file, kind, name):
    answer = ask_once(f"/{file}")
    assert (answer.status, answer.headers["content-type"]) == (200, kind)
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["access-control-allow-origin"] == "*"
    assert b"backward.9.dz" not in answer.body
    assert b"nonsense" not in answer.body
    assert ask_once(f"/{file}").body == answer.body


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_made_in_turn_with_the_pages_and_as_few_wait_for_it(file, monkeypatch):
    monkeypatch.setattr(serve, "WAITING", 2)
    maker = Maker()

    async def scene(server: Starlette) -> None:
        page = asyncio.create_task(ask(server, "/play"))
        await maker.begins()
        waits, next_one = (asyncio.create_task(ask(server, f"/{file}")) for _ in range(2))
        refused = await next_one
        assert (refused.status, refused.headers["retry-after"]) == (503, "5")
        assert not waits.done()
        maker.go.set()
        assert {(await answer).status for answer in (page, waits)} == {200}
        assert (await ask(server, f"/{file}")).status == 200

    finish(scene(served(maker)))


@pytest.mark.parametrize("file", FILES)
def test_a_file_of_a_link_that_is_far_too_long_gets_one_sentence(file):
    assert ask_once(f"/{file}?" + "x" * (LONGEST + 1)).status == 414


# QR codes

PAGE = "https://host.example/a/b/play?at=backward.2.dz&problem=word&word=%F0%A0%AE%B7"


def squares(svg: bytes) -> set[tuple[int, int]]:
    """The black squares of a code, as a scanner sees them, from the one path that segno draws: m moves, h is a row."""
    assert b'<path fill="#fff" d="M0 0h' in svg, "white beneath, on a dark page too"
    (path,) = re.findall(r'stroke="#000" d="([^"]+)"', svg.decode())
    black, x, y = set(), 0, 0.0
    for letter, *numbers in re.findall(r"([Mmh])(-?[\d.]+)(?:[ ]?(-?[\d.]+))?", path):
        right = int(float(numbers[0]))
        if letter == "h":
            black |= {(x + i, int(y)) for i in range(right)}
            x += right
        else:
            down = float(numbers[1] or 0)
            x, y = (right, down) if letter == "M" else (x + right, y + down)
    return black


@pytest.mark.parametrize("base", ["", "/a/b"])
def test_a_code_is_of_the_address_that_the_browser_tells(base):
    answer = ask_once(f"{base}/qr.svg?address={quote(PAGE, safe='')}")
    assert (answer.status, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert answer.headers["cache-control"] == "public, max-age=300"
    code = segno.make(PAGE, error="m", micro=False)
    margin = 4
    assert squares(answer.body) == {
        (x + margin, y + margin) for y, row in enumerate(code.matrix) for x, module in enumerate(row) if module
    }


@pytest.mark.parametrize(
    "query",
    ["", f"link={PAGE}"]
    + [f"address={quote(said)}" for said in ("", "javascript:1", "https://host/", f"{PAGE} ", f"{PAGE}\n", f"{PAGE}é")],
)
def test_no_code_is_drawn_of_what_is_no_address_of_a_page(query):
    answer = ask_once(f"/qr.svg?{query}")
    assert (answer.status, answer.text) == (400, serve.NO_PAGE)


def test_who_shows_a_code_does_not_wait_for_pages():
    maker = Maker()

    async def scene(server: Starlette) -> None:
        page = asyncio.create_task(ask(server, "/play"))
        await maker.begins()
        assert (await ask(server, f"/qr.svg?address={quote(PAGE)}")).status == 200
        assert not page.done()
        maker.go.set()
        assert (await page).status == 200

    finish(scene(served(maker)))


# Making and keeping


def test_equal_links_share_a_page_and_a_note_makes_another():
    maker = going()
    same = ["/play", "/play?at=backward.3.da_total", "/play?nonsense=2&unit=3", "/play?"]
    answers = finish(many(served(maker), *same, WRONG, *same))
    assert maker.made == ["?", "?at=backward.9.dz"]
    assert len({answer.headers["etag"] for answer in answers}) == 2


def test_a_class_that_opens_one_link_has_its_page_made_once():
    maker = going()
    answers = finish(many(served(maker), *["/play?cell=lstm"] * 300))
    assert maker.made == ["?cell=lstm"]
    assert {answer.status for answer in answers} == {200}


def test_pages_are_made_one_at_a_time():
    maker = Maker()

    async def scene(server: Starlette) -> None:
        pages = [asyncio.create_task(ask(server, f"/play?problem=random&seed={seed}")) for seed in range(1, 9)]
        await maker.begins()
        await asyncio.to_thread(lambda: None)  # whoever did not wait for a turn has had a thread before this
        maker.go.set()
        await asyncio.gather(*pages)

    finish(scene(served(maker)))
    assert (len(maker.made), maker.most_at_once) == (8, 1)


def test_what_is_kept_is_answered_while_another_page_is_made():
    maker = going()

    async def scene(server: Starlette) -> None:
        await ask(server, "/play")
        await maker.begins()
        maker.go.clear()
        other = asyncio.create_task(ask(server, "/play?cell=lstm"))
        await maker.begins()
        assert (await ask(server, "/play")).status == 200
        assert not other.done()
        maker.go.set()
        assert (await other).status == 200

    finish(scene(served(maker)))


def test_at_the_back_of_a_long_queue_one_is_asked_to_come_again():
    maker = Maker()

    async def scene(server: Starlette) -> None:
        waiting = [f"/play?problem=random&seed={seed}" for seed in range(1, WAITING + 1)]
        asked = [asyncio.create_task(ask(server, target)) for target in waiting]
        await maker.begins()
        refused = await ask(server, "/play")
        assert (refused.status, refused.text) == (503, serve.TOO_MANY)
        assert refused.headers["retry-after"] == refused.headers["refresh"] == "5"
        assert refused.headers["cache-control"] == "no-store"
        assert "frame" not in refused.headers[POLICY.lower()]
        same = asyncio.create_task(ask(server, waiting[-1]))  # that one waits already
        maker.go.set()
        assert {answer.status for answer in await asyncio.gather(*asked, same)} == {200}
        assert (await ask(server, "/play")).status == 200

    finish(scene(served(maker)))


def test_who_goes_away_does_not_take_the_page_from_the_others():
    maker = Maker()

    async def scene(server: Starlette) -> None:
        first, second = (asyncio.create_task(ask(server, "/play")) for _ in range(2))
        await maker.begins()
        first.cancel()
        await asyncio.wait([first])
        maker.go.set()
        assert (await second).status == 200

    finish(scene(served(maker)))
    assert maker.made == ["?"]


@pytest.mark.parametrize(("room", "times"), [(LITTLE + 10, 2), (10 * LITTLE, 1)])
def test_a_page_is_made_again_only_where_the_store_has_no_room_for_it(room, times):
    """Beside the link that asked for it, of which a store remembers what it says."""
    maker = going()

    async def scene(server: Starlette) -> None:
        for _ in range(2):
            await ask(server, "/play?unit=2")

    finish(scene(served(maker, room)))
    assert maker.made == ["?unit=2"] * times


def test_a_fault_of_ours_is_for_the_log(capsys):
    faults = iter([ZeroDivisionError("secret"), None])

    def make(_: str) -> str:
        if fault := next(faults):
            raise fault
        return "right"

    async def scene(server: Starlette) -> tuple[Answer, Answer]:
        return await ask(server, "/play"), await ask(server, "/play")

    first, second = finish(scene(served(make)))
    assert (first.status, first.text) == (500, serve.FAILED)
    assert "ZeroDivisionError: secret" in capsys.readouterr().err
    assert second.text == "right"


# Headers


def test_every_answer_has_the_headers_and_its_own_where_it_has_them():
    async def own(_: object) -> PlainTextResponse:
        return PlainTextResponse("", headers={"Referrer-Policy": "no-referrer"})

    server = Starlette(routes=[Route("/own", own)], middleware=[Middleware(Headers, policy="default-src 'none'")])
    for target, differs in (("/none", {}), ("/own", {"Referrer-Policy": "no-referrer"})):
        headers = finish(ask(server, target)).headers
        expected = {**HEADERS, POLICY: "default-src 'none'", **differs}
        assert {name: headers[name.lower()] for name in expected} == expected


def test_what_comes_through_says_so_to_the_page_behind():
    async def inner(scope: Any, _receive: Any, send: Any) -> None:
        await PlainTextResponse(repr(scope["headers"]))(scope, _receive, send)

    said = finish(ask(Headers(inner, ""), "/", accept="text/html")).text
    assert "(b'accept', b'text/html')" in said
    assert f"(b'{ROUTES.lower()}', b'1')" in said


def test_what_is_no_request_goes_through():
    seen: list[str] = []

    async def inner(scope: Any, _receive: Any, send: Any) -> None:
        seen.append(scope["type"])
        await send({"type": "websocket.accept"})

    async def send(message: Any) -> None:
        assert message == {"type": "websocket.accept"}

    def receive() -> Coroutine[Any, Any, Any]:
        raise AssertionError

    finish(Headers(inner, "")({"type": "websocket"}, receive, send))
    assert seen == ["websocket"]


def directives(policy: str) -> dict[str, str]:
    return {name: sources for name, _, sources in (part.strip().partition(" ") for part in policy.split(";"))}


def test_the_app_runs_its_own_scripts_and_the_one_of_streamlits_page():
    policy = directives(app_policy(main.INDEX.read_text(encoding="utf-8")))
    assert policy["default-src"] == "'none'"
    assert re.fullmatch(r"'self' blob: 'sha256-[\w+/]{43}='", policy["script-src"])
    assert not re.search(r"unsafe-eval|\*|https?:", " ".join(policy.values()))


@pytest.mark.parametrize(
    "said", ["'self' https://lms.example", " 'self',https://lms.example; ", "'self'\nhttps://lms.example"]
)
def test_who_may_frame_the_app_is_a_setting(said):
    assert directives(app_policy("", said))["frame-ancestors"] == "'self' https://lms.example"


@pytest.mark.parametrize("nobody", ["", " "])
def test_without_the_setting_everybody_may(nobody):
    assert "frame-ancestors" not in app_policy("", nobody)


def test_an_exported_page_runs_what_stands_in_it_and_asks_nobody():
    html = "<script type=module>let a = 1;</script><script type=application/json>{}</script><SCRIPT>let b;\n</SCRIPT>"
    policy = directives(page_policy(html + "<script src=elsewhere.js></script>"))
    assert policy["script-src"].split() == [
        "'sha256-xY6QKfH9PRsQnLz56nj6MBwiK5oHg+im1Jkpdp1x/Ck='",
        "'sha256-dXuZxKP6YG9jFhJRaJXSKlUQ9ByBKnOqbE5VNFMwwVg='",
    ]
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert not {"connect-src", "frame-src", "worker-src"} & policy.keys()
    assert directives(page_policy("<p>"))["script-src"] == "'none'"


# The runs of a page


def test_the_app_gets_the_runs_that_a_page_of_this_link_has():
    link = "?problem=word&word=cat&mistake=only-da"
    answer = ask_once(f"/runs.json{link}")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    found = json.loads(answer.text)
    (said,) = re.findall(r'id="unrolled-run">(.*?)</script>', ask_once(f"/play{link}").text, re.DOTALL)
    assert found == next(iter(json.loads(said)["problems"].values()))["scenes"]
    assert {"", "only-da", "only-da-prevt"} == found.keys()


def test_pages_of_all_kinds_are_made_in_turn():
    assert {"play", "sheet", "handout", "runs.json"} == main.EVERY.keys()
    assert {id(pages.turns) for pages in main.EVERY.values()} == {id(main.PAGES.turns)}


# On paper


@pytest.mark.parametrize("base", ["", "/a/b"])
@pytest.mark.parametrize("target", ["/sheet?at=backward.2.dz", "/handout?walk=3"])
def test_paper_is_served_as_pages_are(target, base):
    answer = ask_once(base + target)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "public, max-age" in answer.headers["cache-control"]
    assert answer.headers[POLICY.lower()] == page_policy(answer.text)
    assert "img-src 'self'" in answer.headers[POLICY.lower()], "its QR code comes from here"
    again = ask_once(target, if_none_match=answer.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert "notice" not in re.sub(r"<style>.*?</style>", "", answer.text, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("target", "says", "shows"),
    [
        ("/sheet?at=backward.9.dz", "Timesteps go from 1 to 4, so backward.4.dz is shown", 'data-at="backward.4.dz"'),
        ("/sheet?mistake=only-da", "the mistake only-da is left out", 'data-at="backward.3.da_total"'),
        ("/handout?walk=none", "There is no walk “none”, so walk", "Answers"),
        ("/handout?walk=<script>", "There is no walk “&lt;script&gt;”", "Answers"),
    ],
)
def test_a_wrong_link_is_the_nearest_paper_and_who_opens_it_is_told(target, says, shows):
    answer = ask_once(target)
    assert answer.status == 200
    assert re.search(rf'<p class="notice">[^<]*{re.escape(says)}', answer.text)
    assert shows in answer.text


def test_a_handout_is_kept_by_its_walk_not_by_a_step():
    maker = going()
    pages = Pages(maker, read=asked_walk)

    async def scene() -> None:
        for link in ("?walk=3", "?walk=3&at=backward.1.dz", "?walk=nine", "?walk=3"):
            await pages.page(link)

    finish(scene())
    assert maker.made == ["?walk=3", "?walk=nine"]
