"""Brings together what results are made of."""

from datetime import date

from server.core.plan import OfficeId
from server.evaluation.voices.room import Offer, Room
from server.evaluation.voices.views.results import Source


async def source_of(room: Room, offer: Offer, office: OfficeId, since: date, until: date) -> Source:
    """The answers of these days, both included, and who could have answered. Raises VoicesDown, LogDown."""
    came = await room.visits(office, since, until)
    return Source(
        answers=await room.surveys.answers(office, since, until),
        sheets=await room.surveys.sheets(office, since, until),
        visits=came.visits,
        finished=came.finished,
        sections={id: each.section for id, each in offer.services.items()},
    )
