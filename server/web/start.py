"""The start page, the improvement page, health and metrics."""

from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest

from server.core.plan import OfficeId
from server.web.house import house_of

router = APIRouter(include_in_schema=False)


@router.get("/")
async def start(request: Request) -> Response:
    """Every office and its faces."""
    house = house_of(request)
    offices = [{"id": each, "names": house.plans.names(each)} for each in house.plans.offices()]
    return house.pages.page(request, "web/start.html", offices=offices, demo=house.manners.demo)


@router.get("/evaluation")
async def evaluation(request: Request) -> Response:
    """What is published of standards, targets and results."""
    return house_of(request).pages.page(request, "web/evaluation.html")


@router.get("/healthz")
async def healthz(request: Request) -> dict[str, Any]:
    """Alive, and how far each office's log has come."""
    house = house_of(request)
    positions: dict[OfficeId, int] = {
        each: house.standings.of(each).position for each in house.standings.offices()
    }
    return {"status": "ok", "positions": positions}


@router.get("/metrics")
async def metrics() -> Response:
    """Figures of the process for Prometheus."""
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)
