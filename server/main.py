"""The one place where everything is plugged together."""

import asyncio
import gc
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI

import counter.manage_routes
import counter.routes
import display.phone_routes
import display.routes
import kiosk.routes
from hardware.file_printer import FilePrinter
from hardware.network_printer import NetworkPrinter
from hardware.printer import Printer
from kiosk.health import watch
from kiosk.printing import print_slips
from server.adapters.japan_holidays import japan_holidays
from server.adapters.machine_clock import MachineClock
from server.adapters.memory_bus import MemoryBus
from server.adapters.redis_bus import RedisBus
from server.adapters.sql_database import Database
from server.adapters.sql_log import SqlLog
from server.adapters.sql_log import metadata as log_tables
from server.adapters.sql_people import SqlPeople
from server.adapters.sql_people import metadata as people_tables
from server.adapters.yaml_plans import YamlPlans
from server.app.demo_people import furnish_people
from server.app.desk import Desk
from server.app.follow import listen, look_round
from server.app.keep import catch_up_day, keep
from server.app.lobby import Lobby
from server.app.passwords import Passwords
from server.app.signing import Signing
from server.app.standings import Standings
from server.app.supervise import supervised
from server.core.plan import OfficeId
from server.ports.bus import Bus
from server.ports.people import Role
from server.settings import Settings, SettingsBroken
from server.web import api_counter, api_manage, api_public, assets, problem, signing, start
from server.web.head import Head
from server.web.headers import SecurityHeaders
from server.web.house import House, Manners
from server.web.live import Lives
from server.web.pages import Pages
from server.web.phone_limit import phone_limit
from server.web.same_origin import SameOrigin

DEMO_PASSWORDS = {
    Role.CLERK: "machiai-clerk",
    Role.MANAGER: "machiai-manager",
    Role.ADMIN: "machiai-admin",
}

DESCRIPTION = """Queue display and counter operations for Japanese ward offices.

All times are RFC 3339 with offset, durations whole seconds, errors RFC 9457 problem documents with a stable
`code`. Every POST takes `Idempotency-Key` and answers a repeat with the first answer. Staff calls carry
`Authorization: Bearer`."""

Work = Callable[[], Awaitable[None]]

LARGEST_BODY = 64 * 1024
"""Bytes of a request; nothing that an office is asked is larger."""


@dataclass(frozen=True, slots=True)
class Engines:
    """What must be opened before the house stands, and closed after it: databases and the bus."""

    log: Database
    people: Database
    bus: Bus

    async def close(self) -> None:
        """Close them all; what was acknowledged is on disk already."""
        if isinstance(self.bus, RedisBus):
            await self.bus.close()
        await self.log.close()
        if self.people is not self.log:
            await self.people.close()


def engines(settings: Settings) -> Engines:
    """Open the databases. Raises DatabaseBroken or DatabaseDown, in words."""
    bus = RedisBus(settings.redis_url, random.Random()) if settings.redis_url else MemoryBus()  # noqa: S311
    if settings.database_url:
        database = Database(settings.database_url)
        database.start(log_tables, people_tables)
        return Engines(database, database, bus)
    make_folder(settings.data)
    log = Database(f"sqlite:///{settings.data.resolve() / 'log.sqlite'}")
    log.start(log_tables)
    return Engines(log, people_database(settings), bus)


def people_database(settings: Settings) -> Database:
    """The staff's database, which commands beside a running server open too."""
    if settings.database_url:
        database = Database(settings.database_url)
    else:
        make_folder(settings.data)
        database = Database(f"sqlite:///{settings.data.resolve() / 'people.sqlite'}", shared=True)
    database.start(people_tables)
    return database


def make_folder(folder: Path) -> None:
    """Make the data folder. Raises SettingsBroken, in words."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise SettingsBroken(
            f"The data folder {folder} cannot be made: {fault.strerror}. Name another with --data."
        ) from fault


def furnished(settings: Settings) -> YamlPlans:
    """The offices. Raises PlanBroken, in words."""
    folders = settings.offices or (resources.files("server") / "offices",)
    return YamlPlans(folders, japan_holidays())


def house(settings: Settings, opened: Engines, plans: YamlPlans) -> House:
    """Every part of the house in its place; nothing runs yet."""
    clock = MachineClock()
    log = SqlLog(opened.log)
    standings = Standings(log)
    zones = {each: plans.zone(each) for each in plans.offices()}
    return House(
        desk=Desk(log, standings, opened.bus, clock, zones),
        standings=standings,
        log=log,
        plans=plans,
        clock=clock,
        signing=Signing(SqlPeople(opened.people), clock, Passwords(), _words_of(plans)),
        pages=Pages(packages()),
        lives=Lives(standings),
        manners=Manners(settings.public_url, settings.open_kiosk, settings.https, settings.demo),
        printers=_printers(settings, plans.offices()),
        phone_limit=phone_limit(settings.phone_tickets),
    )


def application(
    settings: Settings, opened: Engines, plans: YamlPlans, ready: Callable[[], None] = lambda: None
) -> FastAPI:
    """The web application; its lifespan starts and ends all work of this node, `ready` is told in between."""
    built = house(settings, opened, plans)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with _at_work(settings, opened, built):
            _settle_memory()
            ready()
            yield
        await opened.close()

    app = FastAPI(
        title="Machiai",
        version="1",
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        max_body_size=LARGEST_BODY,
    )
    app.state.house = built
    problem.install(app)
    for router in _routers():
        app.include_router(router)
    for name, folder in packages().items():
        app.mount(f"/static/{name}", assets.Static(directory=folder / "static"))
    app.add_middleware(SameOrigin)
    app.add_middleware(Head)
    app.add_middleware(SecurityHeaders, https=settings.https)
    return app


def packages() -> dict[str, Path]:
    """The folders of templates, static files and words, by the name that templates use."""
    here = Path(__file__).parent
    faces = {name: here.parent / name for name in ("kiosk", "display", "counter")}
    return {"web": here / "web", **faces}


def _routers() -> Sequence[APIRouter]:
    """In the order in which addresses are looked up: what is asked most comes first."""
    return (
        api_public.router,
        api_counter.router,
        api_manage.router,
        start.router,
        assets.router,
        signing.router,
        kiosk.routes.router,
        display.routes.router,
        display.phone_routes.router,
        counter.routes.router,
        counter.manage_routes.router,
    )


@asynccontextmanager
async def _at_work(settings: Settings, opened: Engines, built: House) -> AsyncIterator[None]:
    for office in built.plans.offices():
        await built.standings.open(office)
    running = [asyncio.create_task(supervised("desk", built.desk.run, built.clock))]
    try:
        await catch_up_day(built.desk, built.standings, built.plans, built.clock)
        if settings.demo:
            await furnish_people(_people(opened), Passwords(), DEMO_PASSWORDS)
        for name, work in _works(settings, opened, built).items():
            running.append(asyncio.create_task(supervised(name, work, built.clock)))
        yield
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def _settle_memory() -> None:
    """What the offices are made of stays: the collector need not stop everybody to look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _words_of(plans: YamlPlans) -> tuple[str, ...]:
    """What somebody would try as a password here: ids and names of the offices."""
    return tuple(word for each in plans.offices() for word in (each, *plans.names(each).values()))


def _people(opened: Engines) -> SqlPeople:
    return SqlPeople(opened.people)


def _works(settings: Settings, opened: Engines, built: House) -> dict[str, Work]:
    works: dict[str, Work] = {
        "listen": partial(listen, built.standings, opened.bus),
        "look round": partial(look_round, built.standings, built.log, built.clock),
        "keep": partial(keep, built.desk, built.standings, built.plans, built.clock),
    }
    for office in built.plans.offices():
        works[f"live {office}"] = built.lives.of(office).run
        if printer := built.printers.get(office):
            works[f"print {office}"] = partial(print_slips, built, office, printer)
            works[f"printer {office}"] = partial(watch, office, printer, built.clock)
        if settings.lobby:
            lobby = Lobby(built.desk, built.standings, built.clock, random.Random())  # noqa: S311
            works[f"lobby {office}"] = partial(lobby.run, office)
    return works


def _printers(settings: Settings, offices: Sequence[OfficeId]) -> dict[OfficeId, Printer]:
    """One printer for each office; slips of several offices have a folder each."""
    if settings.printer == "none":
        return {}
    if settings.printer == "file":
        folder, several = settings.data / "printed", len(offices) > 1
        return {each: FilePrinter(folder / each if several else folder) for each in offices}
    if len(offices) > 1:
        raise SettingsBroken(
            f"{settings.printer} is one printer for {len(offices)} offices: run a node for each."
        )
    address = urlsplit(settings.printer)
    return {each: NetworkPrinter(address.hostname or "", address.port or 9100) for each in offices}
