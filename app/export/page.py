"""A link as one HTML document that asks nothing of anybody: the player, its runs, its fonts."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import minify

from app.bundle import bundle, styles
from app.scene.palette import LIGHT
from app.stops import asked_at, choices_at, describe_walk, on_walk
from app.store import read_link, run_of, scene_of
from app.view import ViewState, fixed, place, run_query, stage_defaults
from app.walks import WALKS
from rnn_core import Trace

NAME = "Unrolled: backpropagation through time"
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
:root { scroll-padding-bottom: var(--unrolled-foot, 0px); overscroll-behavior-x: none; }
main { min-height: 100vh; padding-bottom: calc(24px + var(--unrolled-foot, 0px)); }
main { background: var(--bg); box-sizing: border-box; }
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
    state, notes = read_link(link)
    trace = run_of(state)
    # The other tabs are the app's.
    opened = place(state, trace).to_texts() | {
        "view": state.view,
        "tab": "code",
        "walk": state.walk,
        "stop": str(state.stop),
    }
    page = {
        "run": run_query(state),
        "mistake": state.mistake,
        "open": opened,
        "notes": list(notes),
        "walk": describe_walk(state, run_of),
        "ask": asked_at(state, trace),
    }
    return document(page, _problems(state, trace), title(state), faces())


def _problems(state: ViewState, trace: Trace) -> dict[str, dict[str, Any]]:
    """Say what a page shows: the problem of a state and those of its walk's stops, by the link of each, with the
    mistakes that they make and those that may be chosen where one is asked."""
    stops = [(opened, run_of(opened)) for opened in on_walk(state)]
    shown: dict[str, tuple[ViewState, Trace, dict[str, None]]] = {}
    for opened, opened_trace in ((state, trace), *stops):
        _, _, more = shown.setdefault(run_query(opened), (opened, opened_trace, {}))
        more |= dict.fromkeys((opened.mistake, *choices_at(opened, opened_trace)))
    return {
        run: problem(
            opened_trace,
            _runs(opened, [name for name in more if name not in (opened.mistake, "")]),
            fixed(replace(opened, walk="", stop=1)),
        )
        for run, (opened, opened_trace, more) in shown.items()
    }


def _runs(state: ViewState, more: Iterable[str] = ()) -> dict[str, dict[str, Any]]:
    return runs(lambda mistake: scene_of(replace(state, mistake=mistake)), state.mistake, more)


def scenes(link: str) -> str:
    """Write, as JSON, the runs that the page of a link would have in it."""
    state, _ = read_link(link)
    return _json(_runs(state))


def problem(trace: Trace, runs: Mapping[str, Any], fixed: Mapping[str, str]) -> dict[str, Any]:
    """Describe one problem of a page: its part of an address, the stage's keys as they are by default, its runs."""
    return {"fixed": dict(fixed), "defaults": stage_defaults(trace), "scenes": runs}


def document(
    page: Mapping[str, Any], problems: Mapping[str, Any], heading: str, type_faces: str, host: str = "hosts/page.js"
) -> str:
    """Write the page of some problems.

    Parameters
    ----------
    page : what the link says of it: `run`, which of the problems is opened; `mistake`, the name of the one that is
        made; `open`, the stage's keys as in a link; `walk`, that is taken, or None; `notes`, sentences of plain text;
        `ask`, a question or None
    problems : by the link of each, what `problem` gives
    heading : its title
    type_faces : style rules that bring fonts, or name others
    host : the script that opens it, of assets/player
    """
    data = _json({**page, "problems": problems})
    body = f"""<main class="unrolled"></main>
<script type="application/json" id="unrolled-run">{inert(data)}</script>
<script type="module">{inert_script(bundle(host, mapped=False))}</script>
"""
    style = minify.string("text/css", styles(host) + ROOM) + type_faces
    return html(heading, style, body, framed=host.startswith("hosts/frame"))


def html(
    heading: str, style: str, body: str, *, width: str = "device-width", about: str = "", framed: bool = False
) -> str:
    """Write a document that needs nothing but what is in it: its title, its style, perhaps what it is about, its body.

    `width` is that of the window of a phone: its own, or so many px; one that is `framed` has no window, and no icon.
    """
    scale = ", initial-scale=1" if width == "device-width" else ""
    window = f'<meta name="viewport" content="width={width}{scale}">\n'
    icon = f'<link rel="icon" href="{ICON}">\n'
    described = f'<meta name="description" content="{escape(about)}">\n' if about else ""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
{"" if framed else window}{described}<title>{escape(heading)}</title>
{"" if framed else icon}<style>{style}</style>
</head>
<body>
{body}</body>
</html>
"""


def runs(encoded: Callable[[str], bytes], mistake: str, more: Iterable[str] = ()) -> dict[str, dict[str, Any]]:
    """Describe what a page can show without asking anybody: by the mistake's name the scenes of this run, of the right
    one (""), of those that leave one part out of an addition, and of `more` mistakes; what one has in common with the
    right one, once. `encoded` gives the scene of a mistake."""
    right: dict[str, Any] = json.loads(encoded(""))
    parts = [part["without"] for step in right["steps"] for part in step["operands"] if "without" in part]
    wanted = dict.fromkeys((*parts, *more, *([mistake] if mistake else [])))
    return {"": right} | {name: _beside(json.loads(encoded(name)), right) for name in wanted}


def _beside(scene: dict[str, Any], right: dict[str, Any]) -> dict[str, Any]:
    """Return a scene as what differs in it from the right run's: a patch, but for its steps and the masks of its
    lights.

    Of the steps each is its index in the right run's, or [index, patch], or itself; of the masks each is 0 where the
    right run has the same. hosts/whole.js puts it together again.
    """
    indices = {step["at"]: i for i, step in enumerate(right["steps"])}

    def beside(step: dict[str, Any]) -> Any:
        if (i := indices.get(step["at"])) is None:
            return step
        return [i, changed] if (changed := _patch(step, right["steps"][i])) else i

    changed, right_masks = _patch(scene, right), dict(enumerate(right["lights"]["masks"]))
    masks = [0 if right_masks.get(i) == mask else mask for i, mask in enumerate(scene["lights"]["masks"])]
    return {
        **changed,
        "steps": [beside(step) for step in scene["steps"]],
        "lights": {**changed.get("lights", {}), "masks": masks},
    }


def _patch(value: Any, before: Any) -> Any:
    """Say what makes a value of the one before it, as a JSON merge patch (RFC 7396): what differs of an object, null
    for what is gone; all else whole."""
    if not (isinstance(value, dict) and isinstance(before, dict)):
        return value
    gone = {key: None for key in before if key not in value}
    return gone | {key: _patch(part, before.get(key)) for key, part in value.items() if before.get(key) != part}


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def title(state: ViewState) -> str:
    """Say in a line of the browser what is shown: a walk's question, or the names of the link."""
    if state.walk:
        return f"{WALKS[state.walk].question.replace('`', '')} - {NAME}"
    named = [state.problem, state.word] if state.problem == "word" else [state.problem]
    parts = [*named, *([state.cell] if state.cell != "rnn" else []), *([state.mistake] if state.mistake else [])]
    return f"{' '.join(parts)} - {NAME}"


def faces() -> str:
    """Give the three fonts as rules of a style sheet, the files in them."""
    return "".join(
        f"@font-face {{ font-family: '{family}'; font-style: {style}; font-weight: 200 900; "
        f"src: url(data:font/woff2;base64,{base64.b64encode((FONTS / file).read_bytes()).decode()}) }}\n"
        for family, (file, style) in FACES.items()
    )


def inert(data: str) -> str:
    """Return JSON that ends no script element, whatever is written in it."""
    return data.replace("<", "\\u003c")


def inert_script(code: str) -> str:
    """Return the player's own code, in which nothing may look like the end of its element."""
    assert "</script" not in code.lower()
    assert "<!--" not in code
    return code
