"""The app and `play` as they are served: under the policies, in frames on other sites, under a base path."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, expect

from app.view import KEYS
from tests.browser.test_share import PICTURE, share
from tests.harness import MAIN, App, Server
from tests.sample import each

GREEN = "?at=backward.3.da_total"
MISTAKEN = f"{GREEN}&mistake=only-da"
CHARTS = ("loss", "sizes")
TABS = [f"{GREEN if tab in CHARTS else MISTAKEN}&tab={tab}" for tab in KEYS["tab"].choices]
VIEWS = [f"{MISTAKEN}&view={view}" for view in KEYS["view"].choices]
PAGE = "play?at=backward.9.dz"  # a note comes with it

INJECTED = """async () => {
  document.head.append(Object.assign(document.createElement("script"), { textContent: "window.injected = 1" }));
  await fetch("https://elsewhere.example/").catch(() => {});
  return window.injected;
}"""


# The policy of the app: a console error fails each of these


@pytest.mark.parametrize("link", each([*TABS, *VIEWS, f"{GREEN}&tab=loss&embed_options=dark_theme"], 3))
def test_nothing_that_a_tab_or_view_needs_is_refused(app: App, link):
    app.open(link)
    if "tab=loss" in link or "tab=sizes" in link:
        chart = app.page.locator(".js-plotly-plot .main-svg").first
        chart.wait_for()
        chart.hover(force=True)
    app.press("ArrowRight", "ArrowLeft")


def test_nothing_that_a_menu_or_dialog_needs_is_refused(app: App):
    app.open().press("?").press("Escape")
    app.page.get_by_role("button", name="Example:").click()
    app.press("Escape")
    app.page.get_by_role("button", name="What if").click()
    app.page.get_by_text("My own numbers are wrong").click()
    dialog = app.page.get_by_role("dialog")
    dialog.get_by_role("button", name="An example").click()
    dialog.get_by_role("button", name="Find the cause").click()
    expect(dialog.get_by_text("This gives all your numbers:")).to_be_visible()


def test_what_the_policy_does_not_have_is_refused(app: App):
    app.open()
    assert app.page.evaluate(INJECTED) is None
    assert [error for error in app.errors if "script-src" in error]
    assert [error for error in app.errors if "connect-src" in error]
    app.errors.clear()


# Frames on other sites


class Host(NamedTuple):
    """Somebody else's site, under two names: each is an origin of its own."""

    folder: Path
    port: int

    def page(self, frame: str, name: str = "localhost", attributes: str = "") -> str:
        """Write a page with something in a frame, and say where it is."""
        html = f'<!DOCTYPE html><link rel="icon" href="data:,"><iframe {attributes} src="{frame}"></iframe>'
        file = self.folder / f"{len(list(self.folder.iterdir()))}.html"  # a new one: a browser keeps the old
        file.write_text(html)
        return f"http://{name}:{self.port}/{file.name}"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    folder = tmp_path_factory.mktemp("host")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        yield Host(folder, site.server_address[1])
        site.shutdown()


@pytest.fixture(scope="module")
def moved(host: Host) -> Iterator[Server]:
    """The app under a base path, that one site alone may have in a frame."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UNROLLED_FRAME_ANCESTORS", f"'self' http://localhost:{host.port}")
        with Server(baseUrlPath="a/b") as running:
            yield running


@pytest.mark.parametrize("attributes", ["", 'sandbox="allow-scripts"'])
def test_a_page_shows_in_a_frame_of_anybody(app: App, host: Host, attributes):
    app.page.goto(host.page(app.server.url + PAGE, attributes=attributes))
    frame = app.page.frame_locator("iframe")
    expect(frame.locator("[data-at]")).to_have_attribute("data-at", "backward.4.dz")
    expect(frame.get_by_role("status")).to_contain_text("is shown instead of")


def test_a_page_shows_in_a_frame_of_a_file(app: App, host: Host):
    name = host.page(app.server.url + PAGE).rpartition("/")[2]
    app.page.goto(host.folder.joinpath(name).as_uri())
    expect(app.page.frame_locator("iframe").locator("[data-at]")).to_have_attribute("data-at", "backward.4.dz")


def test_the_app_shows_in_a_frame_of_anybody_by_default(app: App, host: Host):
    app.page.goto(host.page(app.server.url + GREEN))
    expect(app.page.frame_locator("iframe").locator("[data-at]")).to_have_attribute("data-at", "backward.3.da_total")


def test_who_may_frame_the_app_is_a_setting_and_play_is_for_everybody(browser: Browser, moved: Server, host: Host):
    app = App(browser, moved)
    frame = app.page.frame_locator("iframe")
    app.page.goto(host.page(moved.url + GREEN, "localhost"))
    expect(frame.locator("[data-at]")).to_have_attribute("data-at", "backward.3.da_total")
    app.page.goto(host.page(moved.url + PAGE, "127.0.0.1"))
    expect(frame.locator("[data-at]")).to_have_attribute("data-at", "backward.4.dz")
    assert not app.errors
    with app.page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        app.page.goto(host.page(moved.url + GREEN, "127.0.0.1"))
    app.leave()


# Under a base path, by itself


def test_the_app_and_its_pages_are_under_the_base_path(browser: Browser, moved: Server):
    app = App(browser, moved)
    app.open(GREEN).press("ArrowRight").wait_at("backward.3.dz")
    app.page.wait_for_url("**/a/b/?at=backward.3.dz")
    address = share(app).get_by_role("link", name="Save .html").get_attribute("href")
    assert address == f"{moved.url}play?at=backward.3.dz"
    app.page.goto(moved.url + PAGE)
    expect(app.stage).to_have_attribute("data-at", "backward.4.dz")
    assert app.leave() == []


def test_a_page_needs_no_cookie_no_storage_and_nothing_from_anywhere(browser: Browser, server: Server):
    app = App(browser, server, new=True)
    asked: list[str] = []
    app.page.on("request", lambda request: asked.append(request.url))
    app.page.goto(server.url + PAGE)
    expect(app.stage).to_be_visible()
    assert {url for url in asked if "favicon" not in url} == {server.url + PAGE}
    assert app.page.context.storage_state() == {"cookies": [], "origins": []}
    assert app.leave() == []


def test_another_site_may_read_a_page(app: App, host: Host):
    app.page.goto(host.page("about:blank"))
    text = app.page.evaluate(f"fetch({json.dumps(app.server.url + PAGE)}).then((answer) => answer.text())")
    assert "backward.4.dz" in text


@pytest.mark.slow
def test_over_the_wire_head_and_a_long_link_are_as_the_route_says(server: Server):
    get, head = (
        urllib.request.urlopen(urllib.request.Request(server.url + PAGE, method=method)) for method in ("GET", "HEAD")
    )
    with get, head:
        whole, nothing = get.read(), head.read()
        assert int(head.headers["content-length"]) == len(whole) > len(nothing) == 0
        assert not head.headers["set-cookie"]
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{server.url}play?{'x' * 9000}")
    with refused.value as answer:
        assert (answer.status, answer.read()) == (414, b"This link is too long: it may have 2000 characters.")


def test_the_page_alone_is_the_app_without_play(browser: Browser):
    with Server(MAIN.with_name("page.py")) as alone:
        app = App(browser, alone)
        app.open(GREEN).press("ArrowRight").wait_at("backward.3.dz")
        offered = share(app).locator("li :is(button, a)").all_inner_texts()
        assert offered == ["Copy link", *PICTURE], "what it can give"
        assert app.leave() == []
