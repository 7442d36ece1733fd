"""Everything the voices show over HTTP, and how it is installed in the application."""

from fastapi import APIRouter, FastAPI

from server.evaluation.voices import register_routes, results_routes, survey_routes
from server.evaluation.voices.room import Room

router = APIRouter(include_in_schema=False)
router.include_router(survey_routes.router)
router.include_router(results_routes.router)  # before the register, whose entries have any name
router.include_router(register_routes.router)


def install(app: FastAPI, room: Room) -> None:
    """Give the routes their room."""
    app.state.voices = room
