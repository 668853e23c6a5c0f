"""A link as one HTML document that needs nothing from anywhere."""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qs

from app.view import parse, place, run_of


def export(link: str) -> str:
    """Write the page of a link: its notes, its problem and its step. The player comes here; there is none yet."""
    state, notes = parse(parse_qs(link.rpartition("?")[2], keep_blank_values=True))
    trace = run_of(state)
    said = "\n".join(f"<p role=status>{escape(note)}</p>" for note in notes)
    return f"""<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Unrolled: backpropagation through time</title>
{said}
<h1>{escape(trace.problem.name)}</h1>
<p data-at="{escape(str(place(state, trace).at))}">{escape(str(place(state, trace).at))}</p>
</html>
"""
