"""HEAD, as monitors and link previews ask: what GET would answer, without the body."""

from starlette.types import ASGIApp, Receive, Scope, Send


class Head:
    """Pure-ASGI middleware; the server leaves the body out, since it knows what was asked."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a HEAD find the route of its GET."""
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        await self._app(scope, receive, send)
