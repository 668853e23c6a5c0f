"""A lesson of 50 minutes, as docs/teaching.md has it, in a dialog; its links open in this app."""

from __future__ import annotations

import re
from pathlib import Path

import streamlit as st

TEACHING = Path(__file__).resolve().parents[2] / "docs" / "teaching.md"


@st.dialog("Teaching with Unrolled", width="large")
def lesson() -> None:
    """Show what the page about teaching says."""
    st.markdown(text())


def text() -> str:
    """Write the page for this app: without its heading, which the dialog has, and with links that can be followed."""
    _, _, page = TEACHING.read_text(encoding="utf-8").partition("\n")
    return re.sub(r"`(\?[^`]+)`", r"[`\1`](\1)", page)
