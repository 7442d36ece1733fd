"""The house as the faces see it: everything plugged together by server.main, reached from a request."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.requests import HTTPConnection, Request

from hardware.printer import Printer
from server.app.desk import Desk
from server.app.measures import Measured
from server.app.signing import Signing
from server.app.standing import Standing
from server.app.standings import Standings
from server.core.plan import OfficeId
from server.ports.clock import Clock
from server.ports.log import Log
from server.ports.plans import Plans
from server.web.live import Lives
from server.web.pages import Pages


class NotFound(Exception):
    """There is nothing of that name; `code` says of what kind."""

    def __init__(self, code: str, about: str) -> None:
        super().__init__(f"{code}: {about}")
        self.code = code
        self.about = about


@dataclass(frozen=True, slots=True)
class Manners:
    """How this house behaves towards the outside.

    `public_url` is where visitors' phones find it (none: the address of the request); `open_kiosk` lets any
    browser be the kiosk, which only a demonstration does; `demo` shows the sign-ins on the start page.
    """

    public_url: str = ""
    open_kiosk: bool = False
    https: bool = False
    demo: bool = False


@dataclass(frozen=True, slots=True)
class House:
    """What routes may use."""

    desk: Desk
    standings: Standings
    log: Log
    plans: Plans
    clock: Clock
    signing: Signing
    pages: Pages
    lives: Lives
    manners: Manners
    printers: Mapping[OfficeId, Printer]
    phone_limit: Callable[[Request], Awaitable[None]]
    measured: Measured | None = None

    @property
    def measures(self) -> Measured:
        """Figures over any range; a house that was built without a store of measures has none."""
        assert self.measured is not None, "server.main gives every house that serves its store of measures"
        return self.measured

    def standing(self, office: OfficeId) -> Standing:
        """The latest standing of an office. Raises NotFound for an office that is not here."""
        if office not in self.standings.offices():
            raise NotFound("unknown_office", office)
        return self.standings.of(office)

    def ticket_url(self, request: HTTPConnection, token: str) -> str:
        """The address of a visitor's page, for the QR code on the slip."""
        base = self.manners.public_url or str(request.base_url)
        return f"{base.rstrip('/')}/t/{token}"


def house_of(connection: HTTPConnection) -> House:
    """The house of this request or socket."""
    house: House = connection.app.state.house
    return house
