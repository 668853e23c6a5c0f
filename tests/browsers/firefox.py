"""A Firefox that one has, by WebDriver BiDi."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from tests.browsers.visitor import Visitor, split

FIREFOX = "No Firefox is here. Install one: apt-get install firefox-esr (Debian), dnf install firefox (Fedora)."
PREFERENCES: dict[str, object] = {
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.disabledForTesting": True,
    "network.captive-portal-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",  # it asks nobody for anything
    "ui.prefersReducedMotion": 0,
}
DARK = "layout.css.prefers-color-scheme.content-override"  # 0 is dark, 1 is light


def find_firefox() -> str | None:
    """The path of one, if there is one."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


class Firefox(Visitor):
    """One window, without a screen."""

    name = "firefox"

    def __init__(self, *, dark: bool = False) -> None:
        from selenium.webdriver.remote.websocket_connection import WebSocketConnection

        self.errors = []
        self._profile = tempfile.TemporaryDirectory(prefix="unrolled-firefox-", ignore_cleanup_errors=True)
        preferences = {**PREFERENCES, DARK: 0 if dark else 1}
        lines = [f'user_pref("{name}", {_written(value)});' for name, value in preferences.items()]
        Path(self._profile.name, "user.js").write_text("\n".join(lines), encoding="utf-8")
        command = [str(find_firefox()), "--headless", "--no-remote", "--profile", self._profile.name]
        self._process = subprocess.Popen(
            [*command, "--remote-debugging-port", "0"], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        assert self._process.stderr
        heard = (re.search(r"BiDi listening on (ws://\S+)", line) for line in self._process.stderr)
        address = next(match[1] for match in heard if match)
        self._socket = WebSocketConnection(f"{address}/session", 60, 0.005)
        self.version = self._do("session.new", capabilities={})["capabilities"]["browserVersion"]
        self._do("session.subscribe", events=["log.entryAdded"])
        self._socket.add_callback(_Entry, self._note)
        self._page = self._do("browsingContext.getTree")["contexts"][0]["context"]

    def _note(self, entry: dict[str, Any]) -> None:
        if entry["level"] == "error":
            self.errors.append(entry["text"])

    def _do(self, method: str, **parameters: Any) -> Any:
        said = self._socket.send_cmd(method, parameters)
        if "error" in said:
            raise RuntimeError(f"{method}: {said['error']}: {said['message']}")
        return said["result"]

    def open(self, url: str, width: int, height: int) -> None:
        self._do("browsingContext.navigate", context=self._page, url="about:blank", wait="complete")
        self._do("browsingContext.setViewport", context=self._page, viewport={"width": width, "height": height})
        self.errors.clear()
        self._do("browsingContext.navigate", context=self._page, url=url, wait="complete")

    def evaluate(self, expression: str) -> str:
        said = self._do("script.evaluate", expression=expression, target={"context": self._page}, awaitPromise=True)
        assert said["type"] == "success", said["exceptionDetails"]["text"]
        return str(said["result"]["value"])

    def press(self, key: str) -> None:
        keys = split(key)
        downs = [{"type": "keyDown", "value": one} for one in keys]
        ups = [{"type": "keyUp", "value": one} for one in reversed(keys)]
        actions = [{"type": "key", "id": "keyboard", "actions": [*downs, *ups]}]
        self._do("input.performActions", context=self._page, actions=actions)

    def shot(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self._do("browsingContext.captureScreenshot", context=self._page)["data"]))

    def printed(self, width: float, height: float) -> bytes:
        """The page as a PDF on paper of so many cm."""
        page = {"width": width, "height": height}
        said = self._do("browsingContext.print", context=self._page, page=page, margin=_NONE, background=True)
        return base64.b64decode(said["data"])

    def close(self) -> None:
        self._socket.close()
        self._process.terminate()
        self._process.wait()
        assert self._process.stderr
        self._process.stderr.close()
        self._profile.cleanup()


_NONE = {"top": 0, "bottom": 0, "left": 0, "right": 0}


class _Entry:
    """What the client wants to know of an event."""

    event_class = "log.entryAdded"

    @staticmethod
    def from_json(entry: dict[str, Any]) -> dict[str, Any]:
        return entry


def _written(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()
