"""The history over HTTP: every entry in words, whether nothing was changed since, and all of it as a file."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.evaluation.asking import Member, improvement_of, tongue_of
from server.evaluation.city.views.history import Told, Wish, history_page, targets_in, told, years_in
from server.evaluation.record import lines_of
from server.evaluation.telling import show
from server.evaluation.tongue import Tongue

router = APIRouter(include_in_schema=False)

ALL, CITY = "", "city"
"""What the chooser of wards sends for every ward, and for the whole city."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a text for a formula."""


@router.get("/evaluation/history")
async def history(request: Request, who: Member) -> Response:
    """One page of the entries that were chosen, the newest first, and whether the chain is whole."""
    secretariat = improvement_of(request).secretariat
    await secretariat.current()
    lines, tongue, wish = lines_of(secretariat.history), await tongue_of(request), wish_of(request)
    values: dict[str, Any] = {
        "page": history_page(lines, wish, tongue),
        "wish": wish,
        "years": years_in(lines),
        "targets": targets_in(lines, wish),
        "fault": await secretariat.fault(),
        "length": len(lines),
    }
    return await show(request, "city/history.html", who, **values)


@router.get("/evaluation/history.csv")
async def download(request: Request, who: Member) -> Response:
    """The entries that were chosen, the oldest first: UTF-8 with a mark, so that spreadsheets read it."""
    secretariat = improvement_of(request).secretariat
    await secretariat.current()
    tongue, wish = await tongue_of(request), wish_of(request)
    chosen = [told(each, tongue) for each in lines_of(secretariat.history) if wish.fits(each)]
    return Response(
        "\N{ZERO WIDTH NO-BREAK SPACE}" + table(chosen, tongue),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="evaluation-history.csv"',
            "Cache-Control": "no-store",
        },
    )


def wish_of(request: Request) -> Wish:
    """What the address asks for; anything that is not understood counts as not said."""
    asked = request.query_params
    ward, year, page = asked.get("ward", ALL), asked.get("year", ""), asked.get("page", "")
    return Wish(
        None if ward == ALL else "" if ward == CITY else ward,
        int(year) if year.isdecimal() and len(year) == 4 else None,
        asked.get("section", ""),
        asked.get("target", ""),
        int(page) if page.isdecimal() and len(page) < 7 else 1,
    )


def table(entries: Iterable[Told], tongue: Tongue) -> str:
    """The entries as CSV, with the names of the columns."""
    _ = tongue.say
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(
        [_("Number"), _("When"), _("Who"), _("Ward and section"), _("Fiscal year"), _("What happened")]
    )
    for each in entries:
        year = tongue.year(each.year) if each.year else ""
        row = (each.position, each.at.isoformat(), each.who, each.place, year, each.what)
        writer.writerow([harmless(value) for value in row])
    return sheet.getvalue()


def harmless(value: object) -> str:
    """A text that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
