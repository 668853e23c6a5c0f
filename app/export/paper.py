"""A printed document and its parts: the pictures, what is said of the run, the address with its code.

Pages are in mm, for A4 and Letter. The pictures are drawn by the player's own views when the document is opened.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import segno

from app.bundle import bundle, styles
from app.export.page import faces, html, inert, inert_script
from app.scene import types as sent
from app.scene.about import about as about_run
from app.scene.words.paper import PAPER
from app.scene.words.player import PLAYER
from app.view import Place, ViewState
from rnn_core import Trace

SHEET = Path(__file__).resolve().parents[2] / "assets" / "paper.css"
DRAWN = ("loss", "y", "target")  # whose numbers the picture shows
LOOK: dict[str, Any] = {"border": 4, "light": "#fff", "omitsize": True}  # of a QR code
SAID = ("headline", "grey", "verdicts", "line")  # of a step


def document(heading: str, pages: str, runs: Mapping[str, sent.Scene], notes: Sequence[str] = ()) -> str:
    """Write pages as one document that asks nothing of anybody.

    Parameters
    ----------
    heading : its title
    pages : sections of the class "sheet"
    runs : the scenes of its pictures, by the name that these have for them
    notes : sentences of plain text for who opens it; they are not printed
    """
    data = json.dumps({"scenes": {name: _drawn(run) for name, run in runs.items()}}, ensure_ascii=False)
    said = "".join(f'<p class="notice">{escape(note)}</p>\n' for note in notes)
    body = f"""<main class="unrolled paper">
{said}{pages}</main>
<script type="application/json" id="unrolled-paper">{inert(data)}</script>
<script type="module">{inert_script(bundle("hosts/paper.js", mapped=False))}</script>
"""
    style = f"{styles('hosts/paper.js')}{faces()}{SHEET.read_text(encoding='utf-8')}"
    return html(heading, style, body, width="840")


def _drawn(scene: sent.Scene) -> dict[str, Any]:
    """Say what a picture needs of a scene: no sentence, no number that it does not show. That of a mistake may need
    any."""
    shown = {*DRAWN, *(state["time"] for state in scene["problem"]["states"])}
    return {
        **{name: part for name, part in scene.items() if name in ("problem", "mistake", "symbols", "roads")},
        "steps": [{name: part for name, part in step.items() if name not in SAID} for step in scene["steps"]],
        "values": {
            name: {key: part for key, part in value.items() if key != "data" or name in shown or "mistake" in scene}
            for name, value in scene["values"].items()
        },
    }


def picture(run: str, at: str, *, hides_result: bool = False) -> str:
    """Return a place for the picture of a step; one that is asked for hides the result."""
    label = PAPER["picture" if hides_result else "picture.whole"]
    return (
        f'<div class="picture" role="img" aria-label="{escape(label)}" data-run="{escape(run)}" '
        f'data-at="{escape(at)}"{" data-asked" if hides_result else ""}></div>\n'
    )


def rows(scene: sent.Scene) -> str:
    """Say what the rows of the picture are."""
    return f'<p class="row-names">{escape(scene["problem"]["rows"])}</p>\n'


def about(trace: Trace, state: ViewState, place: Place | None = None) -> str:
    """Say in a line what is run, and perhaps which step of it this is."""
    parts = [about_run(trace.problem)]
    parts += [f"seed {state.seed}"] if state.problem in ("word", "random") else []
    parts += [f"{place.at.phase}, t = {place.at.t}"] if place and place.at.t else []
    return f'<p class="about">{escape(" · ".join(parts))}</p>\n'


def footer(link: str, address: str = "", beside: str = "", opens: str = PLAYER["paper.open"]) -> str:
    """Return the address of a step with its code, where it is known; where not, the link, to which a server adds the
    rest."""
    whole = f"{address}play{link}" if address else ""
    code = f'src="{code_in_page(whole)}"' if whole else "hidden"
    return (
        f'<footer><p data-link="{escape(link)}"><img {code} alt="{escape(PAPER["open.code"])}">'
        f"<span>{escape(opens)}<br><span data-address>{escape(whole or link)}</span></span></p>"
        f'<p class="there">{escape(beside)}</p></footer>\n'
    )


def code_of(address: str) -> bytes:
    """Return a QR code as SVG, with the white margin that a scanner needs on a dark page too."""
    svg = io.BytesIO()
    _code(address).save(svg, kind="svg", **LOOK)
    return svg.getvalue()


def code_in_page(address: str) -> str:
    """Return the same as the address of a picture."""
    return escape(_code(address).svg_data_uri(**LOOK))


def _code(address: str) -> segno.QRCode:
    return segno.make(address, error="m", micro=False)
