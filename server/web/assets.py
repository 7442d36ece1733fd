"""Static files: kept for ever under the address that names their content, asked for again under any other."""

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope


class Static(StaticFiles):
    """The files of one package; modules import each other without a version and must never be old."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, and how long it may be kept."""
        response = await super().get_response(path, scope)
        versioned = scope["query_string"].startswith(b"v=")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if versioned else "no-cache"
        return response
