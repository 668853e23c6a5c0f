"""Draws the README's picture: the first screen, at 1440x900. Run: make picture"""

from __future__ import annotations

from tests.harness import ROOT, App, Server, browsing

PICTURE = ROOT / "assets" / "readme.png"
FREEZE = "() => document.getAnimations().forEach((a) => { a.pause(); a.currentTime = 600; })"  # hold still


def main() -> None:
    with Server() as server, browsing() as browser:
        app = App(browser, server, color_scheme="light", device_scale_factor=1)
        app.open()
        app.page.evaluate("() => document.fonts.ready.then(() => null)")
        app.page.evaluate(FREEZE)
        app.page.screenshot(path=PICTURE)
        at, wrong = app.at, app.leave()
    if wrong:
        raise SystemExit("\n".join(["the page complained:", *wrong]))
    print(f"{PICTURE.relative_to(ROOT)}: {at}, {PICTURE.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
