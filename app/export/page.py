"""A link as one HTML document that asks nothing of anybody: the player, its runs, its fonts."""

from __future__ import annotations

import base64
import json
from html import escape
from pathlib import Path
from urllib.parse import parse_qs

from app.bundle import bundle, styles
from app.scene.scene import encode
from app.view import ViewState, fixed, parse, place, run_of, stage_defaults
from rnn_core import Trace, find_mistake, run

FONTS = Path(__file__).resolve().parents[2] / "assets" / "fonts"
FACES = {
    "Unrolled Sans": ("unrolled-sans.woff2", "normal"),
    "Unrolled Serif": ("unrolled-serif-italic.woff2", "italic"),
    "Unrolled Code": ("unrolled-code.woff2", "normal"),
}
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
    state, notes = parse(parse_qs(link.rpartition("?")[2], keep_blank_values=True))
    trace = run_of(state)
    opened = {key: str(value) for key, value in place(state, trace)._asdict().items()} | {"view": state.view}
    told = {
        "mistake": state.mistake,
        "open": opened,
        "defaults": stage_defaults(trace),
        "fixed": fixed(state, "problem"),
        "notes": list(notes),
    }
    scenes = ",".join(f"{json.dumps(name)}:{scene}" for name, scene in runs(trace, state.mistake).items())
    data = f'{json.dumps(told, ensure_ascii=False)[:-1]}, "scenes": {{{scenes}}}}}'
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title(state))}</title>
<style>{faces()}{styles()}{ROOM}</style>
</head>
<body>
<div class="unrolled"></div>
<script type="application/json" id="unrolled-run">{_inert(data)}</script>
<script type="module">{_inert_script(bundle("hosts/page.js"))}</script>
</body>
</html>
"""


def runs(trace: Trace, mistake: str) -> dict[str, str]:
    """Encode what a page can show without asking anybody: by the mistake's name this run, the right one (""), and those
    that leave one part out of an addition, each a scene as JSON."""
    scene = encode(trace.right)
    parts = {
        part["without"]: None for step in json.loads(scene)["steps"] for part in step["operands"] if "without" in part
    }
    traces = {name: run(trace.problem, find_mistake(trace.problem, name)) for name in parts} | {mistake: trace}
    return {name: encode(one).decode() for name, one in traces.items()} | {"": scene.decode()}


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
