"""Put into the wheel what `unrolled.show` needs of the app, as `unrolled._app`; the rest stands in pyproject.toml.

In a clone these modules are `app.view`, `app.scene` and so on. Beside a learner's notebook the name `app` is not ours:
an app.py of their own would hide it. So the wheel has a copy under the package's name, and only the imports differ.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
SHOWS = (
    "__init__.py",
    "bounds.py",
    "bundle.py",
    "holds/*.py",
    "selection.py",
    "stops.py",
    "store.py",
    "view/*.py",
    "walks.py",
    "scene/**/*.py",
    "export/__init__.py",
    "export/notebook.py",
    "export/page.py",
)
IMPORT = re.compile(r"^( *(?:from|import) )app(?=[. ])", re.MULTILINE)


class WithWhatShows(build_py):
    """Copy the modules, with `app` in their imports renamed, and the player beside them as in the clone."""

    def run(self) -> None:
        package = Path(self.build_lib, "unrolled")
        shutil.rmtree(package, ignore_errors=True)  # an earlier build's, which may have modules that are gone
        super().run()
        if self.editable_mode:
            return
        made = {f"_app/{path.relative_to(ROOT / 'app')}": path for one in SHOWS for path in (ROOT / "app").glob(one)}
        for name, path in {"__init__.py": ROOT / "unrolled" / "__init__.py", **made}.items():
            text = IMPORT.sub(r"\1unrolled._app", path.read_text(encoding="utf-8"))
            (package / name).parent.mkdir(parents=True, exist_ok=True)
            (package / name).write_text(text, encoding="utf-8")
        types = shutil.ignore_patterns("*.d.ts")
        for folder in ("player", "walks"):
            shutil.copytree(ROOT / "assets" / folder, package / "assets" / folder, ignore=types, dirs_exist_ok=True)


setup(cmdclass={"build_py": WithWhatShows})
