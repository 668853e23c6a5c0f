"""The JavaScript's tools: a Node is found or installed, or one sentence says why nothing was checked."""

import os
import stat
import subprocess
import sys

import pytest

from tests import node


@pytest.fixture
def fake(tmp_path, monkeypatch):
    """A program that says it is a Node of some version, alone on the PATH."""

    def make(version: str) -> str:
        path = tmp_path / "node"
        path.write_text(f"#!/bin/sh\necho {version}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin")
        return str(path)

    monkeypatch.delenv("UNROLLED_NODE", raising=False)
    monkeypatch.setattr(node, "find_spec", lambda name: None)  # no wheel
    return make


def test_a_node_on_the_path_is_taken_if_it_is_new_enough(fake):
    new = fake("v20.0.0")
    assert str(node.find_node()) == new
    fake("v18.20.0")
    assert node.find_node() is None
    fake("nonsense")
    assert node.find_node() is None


def test_a_chosen_node_that_does_not_do_is_named(fake, monkeypatch):
    monkeypatch.setenv("UNROLLED_NODE", fake("v12.0.0"))
    with pytest.raises(node.NoNode, match=r"UNROLLED_NODE is .*node, which is not a Node of at least 20"):
        node.find_node()


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_without_node_and_network_it_says_so_and_only_ci_fails(tmp_path, ci, code):
    """No Node on the PATH, and pip finds nothing at an address where nobody answers."""
    environment = {
        **os.environ,
        "PATH": str(tmp_path),
        "CI": ci,
        "PIP_INDEX_URL": "http://127.0.0.1:9/",
        "PIP_NO_CACHE_DIR": "1",
        "PIP_FIND_LINKS": "",
    }
    environment.pop("UNROLLED_NODE", None)
    run = "import sys; from tests import node; node.find_spec = lambda name: None; sys.exit(node.main([]))"
    done = subprocess.run([sys.executable, "-c", run], env=environment, cwd=node.ROOT, capture_output=True, text=True)
    assert done.returncode == code
    assert "The JavaScript is not checked: Node 20 or newer was not found, and could not be installed" in done.stderr
