"""How large a request may be; what is larger is refused in words, as everything else is."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.web.problem import too_large

DRAINED = 8 * 1024 * 1024
"""Bytes read and thrown away before the answer: a browser that is still sending would not show it."""


class BodyLimit:
    """Middleware: a body of more than `largest` bytes is answered with 413."""

    def __init__(self, app: ASGIApp, largest: int) -> None:
        self._app = app
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it by the size that it names."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        said = Request(scope).headers.get("content-length", "")
        if said.isdecimal() and int(said) > self._largest:
            await _drain(receive)
            await too_large(Request(scope))(scope, receive, send)
            return
        await self._app(scope, self._counted(receive), send)

    def _counted(self, receive: Receive) -> Receive:
        """The same body, as long as it is not too large; for senders that do not name its size."""
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._largest:
                raise HTTPException(413)
            return message

        return counted


async def _drain(receive: Receive) -> None:
    left = DRAINED
    while left > 0:
        message = await receive()
        left -= len(message.get("body", b""))
        if not message.get("more_body", False):
            return
