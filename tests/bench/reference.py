"""The reference: the same stack with the same request and answer, but without a log. `python -m ... PORT`"""

import sys
from typing import Annotated, Any

import uvicorn
from fastapi import FastAPI, Header

from server.web.api_public import TicketTaken, TicketWish

app = FastAPI()

ANSWER: dict[str, Any] = {
    "number": "A001",
    "token": "0123456789012345678901",
    "url": "http://127.0.0.1/t/0123456789012345678901",
    "service": "certificate",
    "issued_at": "2026-11-20T10:15:03+09:00",
    "people_ahead": 3,
    "estimated_wait": {"low": 300, "mid": 600, "high": 900},
}


@app.post("/api/v1/offices/{office}/tickets", status_code=201)
async def take(
    office: str, wish: TicketWish, idempotency_key: Annotated[str | None, Header()] = None
) -> TicketTaken:
    """Read the request, write the answer."""
    return TicketTaken.model_validate(ANSWER)


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), log_config=None, access_log=False)
