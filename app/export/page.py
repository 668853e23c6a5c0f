"""A link as one HTML document that asks nothing of anybody: the player, its runs, its fonts."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from app.bundle import bundle, styles
from app.scene.ask import ask_of
from app.scene.palette import LIGHT
from app.scene.scene import encode
from app.scene.types import Ask
from app.view import ViewState, fixed, parse_link, place, run_of, stage_defaults
from rnn_core import Trace, find_mistake, run

FONTS = Path(__file__).resolve().parents[2] / "assets" / "fonts"
FACES = {
    "Unrolled Sans": ("unrolled-sans.woff2", "normal"),
    "Unrolled Serif": ("unrolled-serif-italic.woff2", "italic"),
    "Unrolled Code": ("unrolled-code.woff2", "normal"),
}
# The green plus. Without an icon of its own a browser asks the server for one.
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    f"%3Ccircle cx='8' cy='8' r='8' fill='{quote(LIGHT['sum'])}'/%3E"
    "%3Cpath d='M8 3v10M3 8h10' stroke='white' stroke-width='2'/%3E%3C/svg%3E"
)
# The room around the player, which elsewhere is its host's: the bar at a phone's foot lies over what is below.
ROOM = """
body { margin: 0; }
.unrolled { min-height: 100vh; background: var(--bg); padding-bottom: 24px; box-sizing: border-box; }
:root[data-unrolled-kind="phone"] .unrolled { padding-bottom: 140px; }
"""


def export(link: str) -> str:
    """Write the page of a link.

    It opens at the link's step, from there one goes anywhere in this run, the right run, and those in which one part of
    an addition is left out. What differs from the link stands in the page's hash.

    Parameters
    ----------
    link : an address of the app, or what it has from the question mark on; a wrong one gives the nearest, and the page
        says so
    """
    state, notes = parse_link(link)
    trace = run_of(state)
    opened = {key: str(value) for key, value in place(state, trace)._asdict().items()}
    opened |= {"view": state.view, "tab": "code"}  # the other tabs are the app's
    page = {"mistake": state.mistake, "open": opened, "fixed": fixed(state), "notes": list(notes)}
    return document(trace, page | {"ask": ask_of(state, trace)}, title(state), faces())


def scenes(link: str) -> str:
    """Write, as JSON, the runs that the page of a link would have in it."""
    state, _ = parse_link(link)
    return _json(runs(run_of(state), state.mistake, backward_code=state.code == "on"))


def document(trace: Trace, page: Mapping[str, Any], heading: str, type_faces: str, host: str = "hosts/page.js") -> str:
    """Write the page of a trace.

    Parameters
    ----------
    page : what the link says of it: `mistake`, the name of the one that the trace makes; `open`, the keys of the stage
        as in a link; `fixed`, the keys of the problem; `notes`, sentences of plain text; `ask`, perhaps a question
    heading : its title
    type_faces : style rules that bring fonts, or name others
    host : the script that opens it, of assets/player
    """
    told = {**page, "defaults": stage_defaults(trace)}
    asked: Ask | None = page.get("ask")
    chosen = [choice["mistake"] for choice in asked["choices"] if "mistake" in choice] if asked else []
    scenes = runs(trace, page["mistake"], chosen, backward_code="code" not in page["fixed"])
    data = _json(told | {"scenes": scenes})
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(heading)}</title>
<link rel="icon" href="{ICON}">
<style>{styles()}{type_faces}{ROOM}</style>
</head>
<body>
<div class="unrolled"></div>
<script type="application/json" id="unrolled-run">{_inert(data)}</script>
<script type="module">{_inert_script(bundle(host, mapped=False))}</script>
</body>
</html>
"""


def runs(
    trace: Trace, mistake: str, chosen: Iterable[str] = (), *, backward_code: bool = True
) -> dict[str, dict[str, Any]]:
    """Describe what a page can show without asking anybody: by the mistake's name the scenes of this run, of the right
    one (""), of those that leave one part out of an addition, and of those that may be `chosen`; what one has in common
    with the right one, once."""

    def scene(trace: Trace) -> dict[str, Any]:
        sent: dict[str, Any] = json.loads(encode(trace, backward_code=backward_code))
        return sent

    right = scene(trace.right)
    parts = [part["without"] for step in right["steps"] for part in step["operands"] if "without" in part]
    names = dict.fromkeys((*parts, *chosen))
    traces = {name: run(trace.problem, find_mistake(trace.problem, name)) for name in names}
    traces |= {mistake: trace} if mistake else {}
    return {"": right} | {name: _beside(scene(one), right) for name, one in traces.items()}


def _beside(scene: dict[str, Any], right: dict[str, Any]) -> dict[str, Any]:
    """A scene without what the right run's has, too: no such part, null in place of such an array, and in place of such
    a step its index there. hosts/whole.js puts it together again."""
    steps = {step["at"]: i for i, step in enumerate(right["steps"])}
    return {
        **{name: part for name, part in scene.items() if part != right.get(name)},
        "values": {name: None if right["values"].get(name) == one else one for name, one in scene["values"].items()},
        "steps": [
            i if (i := steps.get(step["at"])) is not None and right["steps"][i] == step else step
            for step in scene["steps"]
        ],
    }


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def title(state: ViewState) -> str:
    """Say in a line of the browser what is shown, by the names of the link."""
    named = [state.problem, state.word] if state.problem == "word" else [state.problem]
    parts = [*named, *([state.cell] if state.cell != "rnn" else []), *([state.mistake] if state.mistake else [])]
    return f"{' '.join(parts)} - Unrolled: backpropagation through time"


def faces() -> str:
    """Give the three fonts as rules of a style sheet, the files in them."""
    return "".join(
        f"@font-face {{ font-family: '{family}'; font-style: {style}; font-weight: 200 900; "
        f"src: url(data:font/woff2;base64,{base64.b64encode((FONTS / file).read_bytes()).decode()}) }}\n"
        for family, (file, style) in FACES.items()
    )


def _inert(data: str) -> str:
    """JSON that ends no script element, whatever is written in it."""
    return data.replace("<", "\\u003c")


def _inert_script(code: str) -> str:
    """The player's own code, in which nothing may look like the end of its element."""
    assert "</script" not in code.lower()
    assert "<!--" not in code
    return code
