"""Static files: kept for ever under the address that names their content, asked for again under any other."""

from enum import StrEnum

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from hardware.fonts import typeface

router = APIRouter(include_in_schema=False)


class Weight(StrEnum):
    """The two weights of the letters that we lend."""

    REGULAR = "regular"
    BOLD = "bold"


@router.get("/static/letters/{weight}.otf")
async def letters(request: Request, weight: Weight) -> Response:
    """The font of the slips, for screens whose machine has no Japanese letters (letters.css)."""
    face = typeface()
    path = face.bold if weight is Weight.BOLD else face.regular
    headers = {"Cache-Control": "public, max-age=31536000"}
    return FileResponse(path, media_type="font/otf", headers=headers)


class Static(StaticFiles):
    """The files of one package; modules import each other without a version and must never be old."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, and how long it may be kept."""
        response = await super().get_response(path, scope)
        versioned = scope["query_string"].startswith(b"v=")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if versioned else "no-cache"
        return response
