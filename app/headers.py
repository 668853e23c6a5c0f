"""The security headers of every answer, and the two content security policies: of the app, and of an exported page."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "Content-Security-Policy"
ROUTES = "Unrolled-Routes"  # a request that came through here has it: there is more than the app's page
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # a link may hold somebody's own word
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
_INLINE = re.compile(r"<script\b(?![^>]*\b(?:src=|type=.?application/))[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)


class Headers:
    """Adds to every answer the headers that it does not have yet: a route knows better what it needs.

    It adds one to every request too, by which the app's page, which also runs alone, knows that it does not.
    """

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self._app = app
        self._headers = {**HEADERS, POLICY: policy}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        mark = (ROUTES.lower().encode(), b"1")
        await self._app({**scope, "headers": [*scope.get("headers", ()), mark]}, receive, send_with_headers)


def app_policy(index: str, frame_ancestors: str = "") -> str:
    """Write the policy of the app: what Streamlit's own page, our components and the charts need.

    Parameters
    ----------
    index :
        the text of the page that Streamlit serves, whose inline scripts are allowed.
    frame_ancestors :
        who may have the app in a frame, as origins with spaces between. Without them everybody, files included.
    """
    who = " ".join(re.split(r"[\s,;]+", frame_ancestors.strip()))  # a comma or semicolon would end the directive
    return _policy(
        {
            "default-src": "'none'",
            "script-src": f"'self' blob: {_inline_scripts(index)}",  # blob: is how a component's script is loaded
            "style-src": "'self' 'unsafe-inline'",  # style attributes, and the sheets that emotion and Plotly insert
            "img-src": "'self' data:",
            "font-src": "'self' data:",
            "connect-src": "'self'",
            "base-uri": "'self'",
            "form-action": "'self'",
            **({"frame-ancestors": who} if who else {}),
        }
    )


def page_policy(html: str) -> str:
    """Write the policy of an exported page: it runs the scripts that stand in it, and asks nobody for anything but its
    own server for a picture, its QR code.

    It says nothing of frames: everybody may have it in one, and `frame-ancestors *` would leave out pages from disk.
    """
    return _policy(
        {
            "default-src": "'none'",
            "script-src": _inline_scripts(html) or "'none'",
            "style-src": "'unsafe-inline'",  # widths and colours are style attributes
            "img-src": "'self' data:",
            "font-src": "data:",
            "base-uri": "'none'",
            "form-action": "'none'",
        }
    )


def _policy(directives: Mapping[str, str]) -> str:
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


def _inline_scripts(html: str) -> str:
    """Return the hashes of the scripts that stand in a page, as sources of a policy; data is no script."""
    digests = [sha256(script.encode()).digest() for script in _INLINE.findall(html)]
    return " ".join(f"'sha256-{b64encode(digest).decode()}'" for digest in digests)
