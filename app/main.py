"""All that is served: the page, the routes beside it, and the headers of every answer. `streamlit run` finds `app`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # `streamlit run` puts app/ on the path, not its parent

import streamlit as st
from starlette.middleware import Middleware

from app.export.handout import asked_walk, handout_of
from app.export.page import export, scenes
from app.export.sheet import sheet
from app.export.ways import WAYS
from app.headers import Headers, app_policy
from app.serve import Pages, routes

INDEX = Path(st.__file__).with_name("static") / "index.html"  # Streamlit's own, with an inline script
FILES = {f"run{ending}": WAYS[ending] for ending in (".py", ".npz")}

PAGES = Pages(export)
EVERY = {
    "play": PAGES,
    "sheet": Pages(sheet, turns=PAGES.turns),
    "handout": Pages(handout_of, turns=PAGES.turns, read=asked_walk),
    "runs.json": Pages(scenes, "application/json", PAGES.turns),
}

app = st.App(
    Path(__file__).with_name("page.py"),
    routes=routes(EVERY, FILES),
    middleware=[
        Middleware(
            Headers,
            policy=app_policy(INDEX.read_text(encoding="utf-8"), os.environ.get("UNROLLED_FRAME_ANCESTORS", "")),
        )
    ],
)
