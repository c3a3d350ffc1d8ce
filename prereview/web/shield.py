"""Around every request: strict headers, at most so many bytes, and no form from a foreign page."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from prereview.web.problems import answer

#: Nothing inline, nothing from anywhere else: even markup that escaped the escaping could neither run nor send.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with no-referrer, forms would say `Origin: null`
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
_MAX_HEADER_BYTES = 16_384
_SAFE = ("GET", "HEAD", "OPTIONS")


class Shield:
    """ASGI middleware. `max_bytes` is the largest request body; `https` adds HSTS."""

    def __init__(self, app: ASGIApp, *, max_bytes: int, https: bool) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.headers = _HEADERS | ({"Strict-Transport-Security": "max-age=31536000"} if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check, then pass on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")  # pages show personal data
            await send(message)

        refused = self._look(scope)
        if refused is not None:
            await answer(Request(scope), *refused)(scope, receive, send_with_headers)
            return
        await self.app(scope, _Counted(receive, self.max_bytes), send_with_headers)

    def _look(self, scope: Scope) -> tuple[int, str, str] | None:
        """(status, detail, remedy) of what is wrong with a request by its head, or None."""
        headers = Headers(scope=scope)
        if sum(len(name) + len(value) for name, value in scope["headers"]) > _MAX_HEADER_BYTES:
            return 431, "the headers are too long", "Send less than 16 KiB of headers."
        if b"%00" in scope["query_string"] or "\x00" in scope["path"]:
            return 400, "a zero byte is no text", "Leave it out."
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length) > self.max_bytes:
            return 413, f"more than {self.max_bytes // 1_000_000} MB at once", "Send the papers in parts."
        if scope["method"] not in _SAFE and _is_foreign(headers):
            return 403, "the form comes from a foreign page", "Open the desk and try again."
        return None


def _is_foreign(headers: Headers) -> bool:
    """Whether a browser says that another site sent it. Services send no Origin; every browser does with a POST."""
    if headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


class _Counted:
    """Reads a body and stops where it grows beyond the limit: chunked requests do not say their length."""

    def __init__(self, receive: Receive, max_bytes: int) -> None:
        self.receive = receive
        self.left = max_bytes

    async def __call__(self) -> Message:
        message = await self.receive()
        self.left -= len(message.get("body", b""))
        if self.left < 0:
            return {"type": "http.disconnect"}  # the form parser gives up; nothing was accepted
        return message
