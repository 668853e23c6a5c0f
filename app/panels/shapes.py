"""Shapes: every quantity of this timestep, what it is, its shape, what it reads, who reads it; its array to copy."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

import streamlit as st

from app.panels.again import show as show_again
from app.panels.moment import Moment
from app.panels.parts import bold, region, show_html
from app.scene.again import again
from app.scene.facts import Fact, as_numpy, facts
from app.scene.graph import graph
from app.scene.palette import TINT
from app.scene.words import WORDS
from app.scene.words.names import Names, spelled
from rnn_core import Trace

THIS_STEP = "the one of this step"
_STYLE = "".join(f".panel dl.on-{path} {{ background: var(--{tint}); }}" for path, tint in TINT.items())
_STYLE += """
.panel dl { margin: 0; padding: 5px 8px; border-radius: 4px; font-size: 14px; line-height: 19px; }
.panel dl dt { display: flex; justify-content: space-between; gap: 8px; font-weight: 400; }
.panel dl dd { margin: 0; } .panel dl dd + dd { color: var(--muted); } .panel dl i { font-style: normal; }
.panel dl dt :is(b, span) { font: 13px/19px "Source Code Pro", monospace; white-space: nowrap; }
.panel dl dt b { font: 600 13px/18px "Source Code Pro", monospace; font-variant-ligatures: none; }
.panel .facts h3 { font: 600 14px/20px "Source Sans", sans-serif; margin: 12px 8px 2px; padding: 0;
  color: var(--muted); letter-spacing: 0; }
:root[data-unrolled-kind="wide"] .panel .facts { max-height: 300px; }
"""


def show(moment: Moment) -> None:
    """Draw this step's quantity, an array to copy, and below it all the others."""
    trace, t, names = moment.trace, moment.t, moment.names
    all_facts = facts(trace, t, graph(trace), names)
    step_fact = next(fact for fact in all_facts if fact.name == moment.place.at.quantity)
    show_html(_fact(step_fact, names, WORDS[step_fact.name].path), _STYLE)
    with st.expander("Copy an array as NumPy", key="shapes-copy", on_change="rerun") as copy:
        if copy.open:
            _array(trace, step_fact.name, t, [fact.name for fact in all_facts], names)
    if ways := again(trace, step_fact.name):
        with st.expander("What a cache saves here", key="shapes-again", on_change="rerun") as saved:
            if saved.open:
                show_again(trace, ways, names)
    listed = "".join(
        f"<h3>{escape(group)}</h3>{''.join(_fact(fact, names) for fact in members)}"
        for group, members in groupby(all_facts, key=lambda fact: fact.group)
    )
    show_html(
        f"<p>Everything at {bold(f't = {t}')}:</p>" + region(listed, f"All quantities at t = {t}", "scroll facts")
    )


def _fact(fact: Fact, names: Names, path: str = "") -> str:
    """Return a quantity in few bytes: there are 59 of them. End tags are left out where HTML knows them."""
    shape = str(fact.shape) if fact.shape else "one number"
    links = [f"reads {_listed(fact.reads, names)}"] if fact.reads else []
    links += [f"read by {_listed(fact.readers, names)}"] if fact.readers else []
    lit = f" class=on-{path}" if path else ""
    head = f"<dt>{_name(fact.name, names, 'b')}<span>{escape(shape)}</span>"
    return f"<dl{lit}>{head}<dd>{escape(fact.phrase, quote=False)}<dd>{' · '.join(links)}</dl>"


def _listed(members: Sequence[str], names: Names) -> str:
    return ", ".join(_name(name, names) for name in members)


def _name(name: str, names: Names, tag: str = "") -> str:
    """Return a name in the colour of its path; `da_prev⟨4⟩` is one too."""
    quantity, corner, t = name.partition("⟨")
    path, text = WORDS[quantity].path, escape(spelled(quantity, names) + corner + t)
    tag, coloured = tag or ("i" if path != "ink" else ""), f" class={path}" if path != "ink" else ""
    return f"<{tag}{coloured}>{text}</{tag}>" if tag else text


def _array(trace: Trace, quantity: str, t: int, quantities: list[str], names: Names) -> None:
    chosen = st.selectbox(
        "Quantity",
        [THIS_STEP, *quantities],
        format_func=lambda name: spelled(name, names),
        key="shapes-array",
        label_visibility="collapsed",
    )
    name = quantity if chosen == THIS_STEP else chosen
    st.code(as_numpy(spelled(name, names), trace.at(name, t)), language=None, wrap_lines=True)
