"""A class on one server process while a hall opens pages, and what a step costs. Run: python -m tests.benchmarks load

The visitors are websocket clients that speak Streamlit's own protocol (BackMsg, ForwardMsg) as its page does, because
fifty browsers would measure this machine and not the server. What they send was read off a browser: a step is a rerun
of one fragment, with the state of all widgets, in which `shown` of the stage is new; and it names the large messages
that the page keeps, which the server then sends as a reference.

UNROLLED_LOAD_SECONDS=10 makes it short. Memory and processor time are read from /proc, so Linux alone has those rows.
"""

from __future__ import annotations

import asyncio
import json
import os
import urllib.request
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from tests.harness import Server

SECONDS = float(os.environ.get("UNROLLED_LOAD_SECONDS", "60"))
# A class is not all on one problem, nor on one tab; the code is the stage's own, of the others the server draws one.
QUERIES = ("", "problem=word&word=banana&tab=check", "problem=notebook&tab=shapes", "problem=random&seed=7")
PAGES = 300  # are opened meanwhile, of so many links
LINKS = [f"play?at=backward.{t}.da_total&{query}" for t in (2, 3) for query in (*QUERIES, "cell=lstm")]
PATIENCE = 20  # s
COUNTED = 200  # steps for the processor time of one; /proc counts in hundredths of a second


class Visitor:
    """One session: `await visitor.open()`, then `await visitor.step()`."""

    def __init__(self, server: Server, query: str = "") -> None:
        self._server, self._query = server, query
        self._socket: ClientConnection | None = None
        self._kept: dict[str, ForwardMsg] = {}  # what the page keeps, by hash
        self._widgets = BackMsg().rerun_script.widget_states
        self._stage = self._fragment = self._page = self._opening = ""
        self._rest = cycle([""])
        self.panel = ""

    async def open(self) -> Self:
        """Connect and run the page once, as the browser does on loading."""
        url = self._server.url.replace("http", "ws", 1) + "_stcore/stream"
        self._socket = await connect(url, subprotocols=["streamlit"], max_size=None, ping_interval=None)  # type: ignore[list-item]
        await self._rerun()
        assert self._stage, "the page has no stage"
        return self

    async def step(self) -> float:
        """Report the next step to the server: ms until it has said all that changes."""
        at = next(self._rest)
        shown = {"id": self._opening, "at": at, "unit": 1, "example": 1, "column": 0, "playing": False}
        state = next(w for w in self._widgets.widgets if w.id == self._stage)
        state.json_value = json.dumps({"shown": shown})
        self.panel = ""
        start = perf_counter()
        await self._rerun(self._fragment)
        taken = 1e3 * (perf_counter() - start)
        assert self.panel or "tab=" not in self._query, f"no panel for {at}"
        return taken

    async def close(self) -> None:
        if self._socket:
            await self._socket.close()

    async def _rerun(self, fragment: str = "") -> None:
        assert self._socket
        request = BackMsg()
        rerun = request.rerun_script
        rerun.query_string, rerun.fragment_id, rerun.page_script_hash = self._query, fragment, self._page
        rerun.widget_states.CopyFrom(self._widgets)
        rerun.cached_message_hashes.extend(self._kept)
        rerun.context_info.timezone, rerun.context_info.locale, rerun.context_info.url = (
            "UTC",
            "en-US",
            self._server.url,
        )
        await self._socket.send(request.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            while not self._take(ForwardMsg.FromString(await self._socket.recv())):  # type: ignore[arg-type]
                pass

    def _take(self, message: ForwardMsg) -> bool:
        """What the page does with a message; whether it was the last of the run."""
        kind = message.WhichOneof("type")
        if kind == "script_finished":
            done = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
            assert message.script_finished in done, f"the script ended with status {message.script_finished}"
            return True
        if kind == "new_session":
            self._page = message.new_session.page_script_hash
        if kind == "ref_hash":
            message = self._kept[message.ref_hash]  # a KeyError is an error: the page would have to ask again
        elif message.metadata.cacheable:
            self._kept[message.hash] = message
        if message.WhichOneof("type") == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._draw(message)
        return False

    def _draw(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        assert kind != "exception", f"{element.exception.type}: {element.exception.message}"
        if kind == "bidi_component" and not self._stage:
            component = element.bidi_component
            data = json.loads(component.bytes)
            self._stage, self._fragment, self._opening = component.id, message.delta.fragment_id, data["open"]["id"]
            addresses = [step["at"] for step in data["scene"]["steps"]]
            here = addresses.index(data["open"]["at"]) + 1
            self._rest = cycle(addresses[here:] + addresses[:here])
            self._widgets.widgets.add(id=component.id, json_value="{}")
        elif kind in ("html", "plotly_chart", "markdown"):
            self.panel = kind


def measure() -> list[dict[str, Any]]:
    """50 sessions against their budgets, 100 reported, and the processor time of one settled step."""
    return [
        _row("server CPU, one settled step, Code open", _cpu_of_a_step(""), 10, "ms"),
        _row("server CPU, one settled step, Check open", _cpu_of_a_step("tab=check"), 10, "ms"),
        _row("server CPU, one settled step, the chart By loss open", _cpu_of_a_step("tab=loss"), None, "ms"),
        *_class(50, {"median": 50, "errors": 0, "memory": 300}),
        *_class(100, {}),
    ]


def _class(count: int, budgets: dict[str, float]) -> list[dict[str, Any]]:
    """Rows for so many sessions on a fresh server."""
    with Server() as server:
        taken, errors, busy = asyncio.run(_stepping(server, count))
        memory = _peak_memory(server.pid)
        errors += ["a traceback in the server's log"] * server.log.count("Traceback")
    for error in dict.fromkeys(errors):
        print(f"{count} sessions: {errors.count(error)} x {error}")
    who = f"{count} sessions, a step a second, {SECONDS:.0f} s, while {PAGES} pages are opened: "
    figures = {
        "errors": (len(errors), "errors", ""),
        "median": (median(taken) if taken else None, "median step", "ms"),
        "p99": (quantiles(taken, n=100)[98] if len(taken) > 1 else None, "99 % of steps within", "ms"),
        "memory": (memory, "peak memory", "MB"),
        "busy": (busy, "of one core busy", "%"),
    }
    return [_row(who + what, figure, budgets.get(name), unit) for name, (figure, what, unit) in figures.items()]


async def _stepping(server: Server, count: int) -> tuple[list[float], list[str], float | None]:
    """Everybody opens the page, then steps once a second, evenly spread over it: ms of each step, what went wrong."""
    visitors = [Visitor(server, query) for query, _ in zip(cycle(QUERIES), range(count), strict=False)]
    taken: list[float] = []
    errors: list[str] = []

    async def tried(work: Callable[[], Awaitable[Any]]) -> Any:
        try:
            return await work()
        except Exception as error:
            errors.append(f"{type(error).__name__}: {error}")

    async def visit(visitor: Visitor, start: float) -> None:
        for second in range(int(SECONDS)):
            if loop.time() > start + SECONDS:
                return  # a server that is too slow has fewer steps, and a median that says so
            await asyncio.sleep(start + second - loop.time())
            if (time := await tried(visitor.step)) is not None:
                taken.append(time)

    def opened(link: str) -> None:
        request = urllib.request.Request(server.url + link, headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            assert answer.status == 200, f"{answer.status} for {link}"

    async def hall(start: float) -> None:
        for i, link in zip(range(PAGES), cycle(LINKS), strict=False):
            await asyncio.sleep(start + i * SECONDS / PAGES - loop.time())
            await tried(partial(asyncio.to_thread, opened, link))

    loop = asyncio.get_running_loop()
    for visitor in visitors:  # one after the other: a class does not come through the door at once
        await tried(visitor.open)
    before, start = _cpu_time(server.pid), loop.time() + 0.5
    await asyncio.gather(hall(start), *(visit(visitor, start + i / count) for i, visitor in enumerate(visitors)))
    after = _cpu_time(server.pid)
    busy = None if before is None or after is None else 100 * (after - before) / (loop.time() - start)
    await asyncio.gather(*(visitor.close() for visitor in visitors))
    return taken, errors, busy


def _cpu_of_a_step(query: str) -> float | None:
    """Processor time of the server in ms for each step that one visitor rests at."""

    async def steps() -> float | None:
        visitor = await Visitor(server, query).open()
        for _ in range(20):  # caches of Streamlit, and of the panel
            await visitor.step()
        before = _cpu_time(server.pid)
        for _ in range(COUNTED):
            await visitor.step()
        after = _cpu_time(server.pid)
        await visitor.close()
        return None if before is None or after is None else 1e3 * (after - before) / COUNTED

    with Server() as server:
        return asyncio.run(steps())


def _cpu_time(pid: int) -> float | None:
    """Processor time in seconds that a process has used, its ended threads included."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return None
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _peak_memory(pid: int) -> float | None:
    """The most resident memory in MB that a process has had."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return None
    peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / 1000


def _row(what: str, figure: float | None, budget: float | None, unit: str) -> dict[str, Any]:
    ratio = figure / budget if figure is not None and budget else None
    return {"what": what, "figure": figure, "budget": budget, "unit": unit, "ratio": ratio}
