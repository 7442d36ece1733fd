"""The city's loop on pages: standards, all wards, proposals, duties, history, over HTTP."""

from fastapi import APIRouter

from server.evaluation.city import (
    adoption_routes,
    duty_routes,
    history_routes,
    proposal_routes,
    standards_routes,
    wards_routes,
)

router = APIRouter(include_in_schema=False)
for each in (
    history_routes,
    duty_routes,
    proposal_routes,
    wards_routes,
    adoption_routes,
    standards_routes,
):
    router.include_router(each.router)
