"""Writes the site, a folder of exported pages with an index and preview pictures, for any web space.

python -m tests.site FOLDER     (make site SITE=FOLDER)
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser

from app.export.page import export
from app.export.site import PREVIEW, Page, index, pages
from tests.harness import SIZE, browsing
from tests.picture import FREEZE


def write(folder: Path, browser: Browser, some: Sequence[Page] | None = None) -> Sequence[Page]:
    """Write the site, all of its pages or some; what else is in the folder stays as it is."""
    written = pages() if some is None else some
    (folder / "previews").mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text(index(written), encoding="utf-8")
    scale = PREVIEW[0] / SIZE["width"]
    context = browser.new_context(viewport=SIZE, device_scale_factor=scale, color_scheme="light", offline=True)
    visit = context.new_page()
    for page in written:
        file = folder / page.file
        file.write_text(export(page.link), encoding="utf-8")
        visit.goto(file.resolve().as_uri())
        visit.locator("[data-at]").wait_for()
        visit.evaluate("() => document.fonts.ready.then(() => null)")
        visit.evaluate(FREEZE)
        visit.screenshot(path=folder / page.preview)
    context.close()
    return written


def main() -> None:
    folder = Path(sys.argv[1])
    with browsing() as browser:
        written = write(folder, browser)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    print(f"{folder / 'index.html'}: {len(written)} pages, {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
