"""The start page, health and metrics."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Gauge, generate_latest
from starlette.responses import RedirectResponse

from server.app.standing import Standing
from server.web.house import house_of

router = APIRouter(include_in_schema=False)

FIGURES: tuple[tuple[str, str, Callable[[Standing], float]], ...] = (
    ("machiai_log_position", "Records in the log", lambda standing: standing.position),
    ("machiai_open", "1 while tickets are given out", lambda standing: bool(standing.office.accepting)),
    (
        "machiai_people_waiting",
        "People in all lines",
        lambda standing: sum(map(len, standing.office.lines.values())),
    ),
    ("machiai_slips_due", "Tickets that lack paper", lambda standing: len(standing.office.due)),
)


@router.get("/")
async def start(request: Request) -> Response:
    """Every office and its faces."""
    house = house_of(request)
    offices = [{"id": each, "names": house.plans.names(each)} for each in house.plans.offices()]
    return house.pages.page(request, "web/start.html", offices=offices, demo=house.manners.demo)


@router.get("/healthz")
async def healthz(request: Request) -> dict[str, Any]:
    """Alive; whether the log can be written, and how far each office's log has come."""
    house = house_of(request)
    positions = {each: house.standings.of(each).position for each in house.standings.offices()}
    status = "cannot_write" if house.desk.trouble else "ok"
    return {"status": status, "trouble": house.desk.trouble, "positions": positions}


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Figures for Prometheus: of the process, and of every office."""
    house = house_of(request)
    registry = CollectorRegistry()
    Gauge("machiai_log_writable", "1 while commands can be written down", registry=registry).set(
        not house.desk.trouble
    )
    for name, help_text, figure in FIGURES:
        gauge = Gauge(name, help_text, ["office"], registry=registry)
        for office in house.standings.offices():
            gauge.labels(office).set(figure(house.standings.of(office)))
    return Response(generate_latest(REGISTRY) + generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


@router.get("/favicon.ico")
async def favicon(request: Request) -> Response:
    """Where browsers look for the icon that every page names."""
    return RedirectResponse(house_of(request).pages.assets.url("web/icon.svg"), 308)
