"""What a learner installs: the wheel, made from the source distribution, in an environment that has no Streamlit."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
from importlib.util import find_spec
from pathlib import Path
from textwrap import dedent

import pytest

from rnn_core import hello, run

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE", "rnn_core", "unrolled", "app", "assets")
# A learner's cells; what they show is compared with what the clone shows.
CELLS = """
import numpy as np
from rnn_core import Problem, mistaken, hello, run
from unrolled import show

rng = np.random.default_rng(2)
shapes = {"Wax": (4, 2), "Waa": (4, 4), "ba": (4, 1), "a0": (4, 3), "Wya": (3, 4), "by": (3, 1)}
parameters = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
target = np.eye(3)[:, rng.integers(0, 3, (6, 3))].swapaxes(0, 1)
inputs = {"x": rng.standard_normal((6, 2, 3)), "target": target}
mine = Problem("mine", parameters, inputs)

shown = {
    "hello": show(run(hello())),
    "mistake": show(run(hello(), mistaken(hello(), "only-da")), at="backward.2.dz", compare=True),
    "own": show(run(mine), unit=4, example=2),
}
"""


def call(*command: str | Path, cwd: Path) -> str:
    """What a command prints, with nothing of this environment's on its path."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source, made = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("made")
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, source)
    call(sys.executable, "-c", f"import setuptools.build_meta as b; b.build_sdist({str(made)!r})", cwd=source)
    (archive,) = made.glob("*.tar.gz")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--no-deps", "--no-build-isolation")
    call(*pip, "-w", made, archive, cwd=made)
    (found,) = made.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the wheel and what it asks for, and no more."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False)
    found = home / "bin" / "python"
    site = Path(call(found, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home).strip())
    shutil.unpack_archive(wheel, site, "zip")
    for name in ("numpy", "networkx", "minify", "cffi", "_cffi_backend"):
        origin = Path(str(find_spec(name).origin))  # type: ignore[union-attr]
        package = origin.parent if origin.stem == "__init__" else origin
        for part in (package, package.with_name(f"{name}.libs")):
            if part.exists():
                (site / part.name).symlink_to(part)
    return found


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """A learner's folder, in which they have an app of their own."""
    (tmp_path / "app.py").write_text("raise SystemExit('this is not the app that is meant')\n", encoding="utf-8")
    return tmp_path


def cell(python: Path, folder: Path, code: str) -> str:
    (folder / "cell.py").write_text(code, encoding="utf-8")
    return call(python, "cell.py", cwd=folder)


@pytest.mark.slow
def test_what_is_installed_shows_the_same_as_the_clone(python, notebook):
    write = "for name, frame in shown.items(): open(f'{name}.html', 'w', encoding='utf-8').write(frame._repr_html_())"
    cell(python, notebook, CELLS + write)
    here: dict = {}
    exec(CELLS, here)
    for name, frame in here["shown"].items():
        assert (notebook / f"{name}.html").read_text(encoding="utf-8") == frame._repr_html_(), name


@pytest.mark.slow
def test_neither_streamlit_nor_plotly_is_there_or_asked_for(python, notebook):
    code = """
    import sys
    from importlib.util import find_spec
    import unrolled
    assert find_spec("streamlit") is find_spec("plotly") is None
    print(*{name.partition(".")[0] for name in sys.modules} & {"app", "numpy", "networkx", "rnn_core", "unrolled"})
    """
    assert set(cell(python, notebook, dedent(code)).split()) == {"numpy", "networkx", "rnn_core", "unrolled"}


@pytest.mark.slow
@pytest.mark.parametrize("missing", ["networkx", "minify"])
def test_without_the_extra_the_core_works_and_show_says_what_to_install(python, notebook, missing):
    code = f"""
    import sys
    sys.modules["{missing}"] = None  # as if it were not there
    import rnn_core
    print(rnn_core.run(rnn_core.hello()).J)
    try:
        from unrolled import show
    except ModuleNotFoundError as error:
        print(error)
    """
    J, said = cell(python, notebook, dedent(code)).splitlines()
    assert float(J) == run(hello()).J
    assert said.endswith("pip install 'unrolled[notebook]'")


@pytest.mark.slow
def test_the_wheel_asks_for_numpy_and_with_the_extra_for_networkx_and_the_minifier(python, notebook):
    asked = cell(python, notebook, "from importlib.metadata import requires; print(*requires('unrolled'), sep='\\n')")
    names = [re.match(r"[\w-]+", line)[0] for line in asked.splitlines()]
    assert names == ["numpy", "networkx", "tdewolff-minify"]
    assert all(line.endswith('; extra == "notebook"') for line in asked.splitlines()[1:])


@pytest.mark.slow
def test_the_wheel_has_the_player_and_its_licence_and_nothing_of_the_page(python):
    (site,) = python.parents[1].glob("lib/python*/site-packages")
    files = {str(path.relative_to(site)) for path in (site / "unrolled").rglob("*") if path.is_file()}
    assert "unrolled/assets/player/vendor/LICENSE-lit-html" in files
    assert (site / "rnn_core" / "py.typed").exists()
    assert "unrolled/py.typed" in files
    assert not {file for file in files if file.endswith((".woff2", ".d.ts", "session.py", "main.py"))}
    assert not [path.name for path in site.iterdir() if path.name == "app"]


@pytest.mark.slow
def test_the_core_works_with_the_oldest_numpy_that_is_asked_for(wheel, tmp_path):
    """Learners have the NumPy of their course. Where this Python is too new for it, the oldest that it can have."""
    (asked,) = re.findall(r'"numpy>=([\d.]+),<3"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pip = (sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--only-binary", ":all:")
    done = subprocess.run(
        [*pip, "--no-deps", "--target", tmp_path, f"numpy=={asked}"], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip(f"numpy {asked} cannot be installed here: no network, or none for this Python")
    shutil.unpack_archive(wheel, tmp_path, "zip")
    run_all = """
    import doctest, importlib, pkgutil, sys
    import numpy, rnn_core
    modules = [importlib.import_module(found.name) for found in pkgutil.walk_packages(rnn_core.__path__, "rnn_core.")]
    counts = [doctest.testmod(module) for module in (rnn_core, *modules) if not module.__name__.endswith("__main__")]
    print(numpy.__version__, sum(count.attempted for count in counts), sum(count.failed for count in counts))
    """
    (tmp_path / "cell.py").write_text(dedent(run_all), encoding="utf-8")
    # Without the packages of this environment.
    version, attempted, failed = call(sys.executable, "-S", "-W", "error", "cell.py", cwd=tmp_path).split()
    assert (version, failed) == (asked, "0")
    assert int(attempted) > 50
