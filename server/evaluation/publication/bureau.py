"""What the papers of this installation are made with and where they are kept; installed by server.main."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from fastapi import FastAPI
from starlette.requests import HTTPConnection

from server.core.plan import OfficeId
from server.evaluation.publication.month import MonthReader
from server.evaluation.publication.pen import Pen
from server.evaluation.publication.press import Press
from server.ports.city import City
from server.web.pages import Pages


@dataclass(frozen=True, slots=True)
class Bureau:
    """The press, the reader of months, and the folder in which finished monthly reports stay."""

    press: Press
    reader: MonthReader
    folder: Path

    @property
    def city(self) -> City:
        """The city of this installation."""
        return self.reader.city


def install(app: FastAPI, bureau: Bureau) -> None:
    """Give the routes their bureau."""
    app.state.bureau = bureau


def bureau_of(connection: HTTPConnection) -> Bureau:
    """The bureau of this request."""
    bureau: Bureau = connection.app.state.bureau
    return bureau


def pen_in(language: str, pages: Pages, city: City) -> Pen:
    """What papers of this language are written with."""
    return Pen(language, partial(pages.say, language), city)


def publisher_of(city: City, office: OfficeId, _: Pen) -> str:
    """Who answers for the reports of an office: the city, and the ward that the office belongs to."""
    ward = next((each for each in city.wards.values() if office in each.offices), None)
    name = _.named(city.names)
    return _("%(city)s, %(ward)s office", city=name, ward=_.named(ward.names)) if ward else name
