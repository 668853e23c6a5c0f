"""README's line on browsers is what the features say that the player uses; none of these is left over or forgotten."""

from __future__ import annotations

import re

import pytest

from app.bundle import PLAYER_FOLDER, app_styles
from app.export.notebook import FONTS
from tests.browsers.features import FEATURES, OLD, Versions, oldest
from tests.harness import ROOT

README = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
SHEETS = re.sub(r"/\*.*?\*/", "", app_styles() + FONTS + (ROOT / "assets" / "paper.css").read_text("utf-8"), flags=re.S)
SCRIPTS = "".join(path.read_text("utf-8") for path in PLAYER_FOLDER.rglob("*.js") if path.parent.name != "vendor")


def said(versions: Versions) -> str:
    chrome, firefox, safari = (f"{version:g}" for version in versions)
    return f"Chrome and Edge {chrome}, Firefox {firefox}, Safari {safari}"


def test_the_readme_names_the_oldest_browsers_that_know_what_is_used():
    assert f"the app needs {said(oldest(app=True))} or newer" in README
    assert f"`play` and saved pages {said(oldest(app=False))}" in README


@pytest.mark.parametrize("feature", FEATURES, ids=lambda one: one.source)
def test_each_feature_is_used(feature):
    assert re.search(feature.used, SHEETS + SCRIPTS)


def test_what_style_sheets_say_is_old_or_listed():
    """Else somebody's browser would not know it, and nobody would know that."""
    rules = re.findall(r"[{;]\s*([a-z-]+)\s*:\s*([^;{}]*)", SHEETS)
    names = {name for name, _ in rules if not name.startswith("--")}
    names |= {f"{one}()" for _, value in rules for one in re.findall(r"\b([a-zA-Z][\w-]*)\(", value)}
    names |= {f":{one}" for one in re.findall(r":{1,2}([a-z-]+)", re.sub(r"\{[^{}]*\}", "{}", SHEETS))}
    names |= set(re.findall(r"@[a-z-]+", SHEETS))
    listed = {part for one in FEATURES for part in one.source.split(".")}
    assert {name for name in names - set(OLD.split()) if name.strip(":()@") not in listed} == set()
