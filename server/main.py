"""The one place where everything is plugged together."""

import asyncio
import gc
import random
import signal
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
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
import server.evaluation.city.routes
import server.evaluation.gone
import server.evaluation.publication.bureau
import server.evaluation.publication.routes
import server.evaluation.voices.routes
import server.evaluation.ward.routes
import server.figures.effect_routes
import server.figures.routes
from hardware.file_printer import FilePrinter
from hardware.network_printer import NetworkPrinter
from hardware.printer import Printer
from kiosk.health import watch
from kiosk.printing import print_slips
from server.adapters.japan_holidays import japan_holidays
from server.adapters.machine_clock import MachineClock
from server.adapters.sql_ledger import SqlLedger
from server.adapters.sql_log import SqlLog
from server.adapters.sql_measures import SqlMeasures
from server.adapters.sql_people import SqlPeople
from server.adapters.sql_surveys import SqlSurveys
from server.adapters.sql_voices import SqlRegister
from server.adapters.yaml_city import DEMO_CITY, YamlCity
from server.adapters.yaml_plans import YamlPlans
from server.app import history
from server.app.backup import REPORTS
from server.app.demo_people import furnish_people
from server.app.desk import Desk
from server.app.follow import listen, look_round
from server.app.keep import catch_up_day, keep
from server.app.lobby import Lobby
from server.app.measures import Measured
from server.app.measuring import Measuring
from server.app.passwords import Passwords
from server.app.signing import Signing
from server.app.standings import Standings
from server.app.supervise import supervised
from server.core.plan import OfficeId
from server.engines import Engines
from server.evaluation.asking import Improvement
from server.evaluation.furnish import furnish_demo
from server.evaluation.furnish_voices import furnish_demo_voices
from server.evaluation.publication.bureau import Bureau
from server.evaluation.publication.month import MonthReader
from server.evaluation.publication.monthly import Monthly
from server.evaluation.publication.press import Press
from server.evaluation.readings import Readings
from server.evaluation.secretariat import Secretariat
from server.evaluation.voices.forget import forget_old
from server.evaluation.voices.room import Room
from server.evaluation.voices.terms import Terms
from server.evaluation.voices.visits import visits_of
from server.ports.people import Role
from server.settings import Settings, SettingsBroken
from server.web import api_counter, api_manage, api_public, assets, problem, signing, start
from server.web.body_limit import BodyLimit
from server.web.forms import LARGEST_FORM
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

HISTORY_SEED = 2026
"""The demonstration's past is the same on every machine."""

DESCRIPTION = """Queue display and counter operations for Japanese ward offices.

All times are RFC 3339 with offset, durations whole seconds, errors RFC 9457 problem documents with a stable
`code`. Every POST takes `Idempotency-Key` and answers a repeat with the first answer. Staff calls carry
`Authorization: Bearer`."""

Work = Callable[[], Awaitable[None]]

LARGEST_BODY = LARGEST_FORM
"""Bytes of a request; nothing that an office is asked is larger than its largest form."""


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
        measured=Measured(log, SqlMeasures(opened.measures), standings),
    )


def application(
    settings: Settings, opened: Engines, plans: YamlPlans, ready: Callable[[], None] = lambda: None
) -> FastAPI:
    """The web application; its lifespan starts and ends all work of this node, `ready` is told in between."""
    built = house(settings, opened, plans)
    rooms = loop_rooms(settings, opened, built)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with _at_work(settings, opened, built, rooms):
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
    )
    app.state.house = built
    app.state.improvement = rooms.improvement
    problem.install(app)
    server.evaluation.gone.install(app)
    server.evaluation.voices.routes.install(app, rooms.voices)
    server.evaluation.publication.bureau.install(app, rooms.bureau)
    for router in _routers():
        app.include_router(router)
    for name, folder in packages().items():
        app.mount(f"/static/{name}", assets.Static(directory=folder / "static"))
    app.add_middleware(BodyLimit, largest=LARGEST_BODY)
    app.add_middleware(SameOrigin)
    app.add_middleware(Head)
    app.add_middleware(SecurityHeaders, https=settings.https)
    return app


@dataclass(frozen=True, slots=True)
class LoopRooms:
    """The rooms of the improvement loop: its secretariat, the voices of visitors, where papers are made."""

    improvement: Improvement
    voices: Room
    bureau: Bureau


def loop_rooms(settings: Settings, opened: Engines, built: House) -> LoopRooms:
    """The improvement loop in its place; nothing runs yet. Raises CityBroken, in words."""
    city = YamlCity(settings.city or DEMO_CITY).city()
    surveys, register = SqlSurveys(opened.voices), SqlRegister(opened.voices)
    readings = Readings(built.measures, surveys, register, built.plans.offices())
    reader = MonthReader(built.measures, readings, built.plans, city)
    return LoopRooms(
        Improvement(Secretariat(SqlLedger(opened.ledger), city, built.clock), readings),
        Room(register, surveys, visits_of(built.measures), Terms(**settings.voices.said())),
        Bureau(Press(), reader, settings.data / REPORTS),
    )


def packages() -> dict[str, Path]:
    """The folders of templates, static files and words, by the name that templates use."""
    here = Path(__file__).parent
    faces = {name: here.parent / name for name in ("kiosk", "display", "counter")}
    loop = here / "evaluation"
    rooms = {name: loop / name for name in ("ward", "city", "publication", "voices")}
    return {"web": here / "web", "evaluation": loop, "figures": here / "figures", **rooms, **faces}


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
        server.figures.routes.router,
        server.figures.effect_routes.router,
        server.evaluation.publication.routes.router,
        server.evaluation.ward.routes.router,
        server.evaluation.city.routes.router,
        server.evaluation.voices.routes.router,
    )


@asynccontextmanager
async def _at_work(
    settings: Settings, opened: Engines, built: House, rooms: LoopRooms
) -> AsyncIterator[None]:
    if settings.history:
        await _write_history(built)
    for office in built.plans.offices():
        await built.standings.open(office)
    running = [asyncio.create_task(supervised("desk", built.desk.run, built.clock))]
    try:
        await catch_up_day(built.desk, built.standings, built.plans, built.clock)
        if settings.demo:
            await furnish_people(_people(opened), Passwords(), DEMO_PASSWORDS)
        for name, work in _works(settings, opened, built, rooms).items():
            running.append(asyncio.create_task(supervised(name, work, built.clock)))
        yield
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _write_history(built: House) -> None:
    """The demonstration's past, before its first day; it is written once."""
    if history.OFFICE not in built.plans.offices():
        return
    today = built.clock.now().astimezone(built.plans.zone(history.OFFICE)).date()

    async def write() -> history.Written:
        chance = random.Random(HISTORY_SEED)  # noqa: S311
        args = (built.log, history.OFFICE, built.plans, today, chance, japan_holidays(), _tell_history)
        return await history.write_history(*args)

    with _ended_at_once():
        await history.beside_others(write, built.log, history.OFFICE, built.clock)


@contextmanager
def _ended_at_once() -> Iterator[None]:
    """A signal ends the program at once: nobody is served yet, and a log that was cut off goes on next time.

    uvicorn only notes a signal before it serves, and would let the whole past be written first.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {each: signal.signal(each, signal.SIG_DFL) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, action in before.items():
            signal.signal(each, action)


def _tell_history(done: int, total: int) -> None:
    """One line that is written over and over, for whoever waits at a terminal."""
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\rSimulating the past: {done} of {total} days", end=end, file=sys.stderr, flush=True)  # noqa: T201


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


async def _furnish_demo(opened: Engines, built: House, rooms: LoopRooms, measuring: Measuring) -> None:
    """The voices first: a management review has the actions of the register before it."""
    improved, room = rooms.improvement, rooms.voices
    chance = random.Random(HISTORY_SEED)  # noqa: S311
    await furnish_demo_voices(room, history.OFFICE, built.plans, built.clock, japan_holidays(), chance)
    await furnish_demo(
        improved.secretariat, improved.readings, room.register, measuring, built.log, _people(opened),
        built.clock,
    )  # fmt: skip


def _works(settings: Settings, opened: Engines, built: House, rooms: LoopRooms) -> dict[str, Work]:
    improved, room, store = rooms.improvement, rooms.voices, SqlMeasures(opened.measures)
    measuring = Measuring(built.log, store, built.standings, built.clock)
    offices = built.plans.offices()
    reports = Monthly(rooms.bureau, improved.secretariat, store, built.pages, built.clock, offices)
    works: dict[str, Work] = {
        "listen": partial(listen, built.standings, opened.bus),
        "look round": partial(look_round, built.standings, built.log, built.clock),
        "keep": partial(keep, built.desk, built.standings, built.plans, built.clock),
        "forget voices": partial(
            forget_old, room.register, room.surveys, room.terms, built.clock, built.plans
        ),
        "monthly reports": reports.run,
    }
    if settings.history:
        works["furnish demo"] = partial(_furnish_demo, opened, built, rooms, measuring)
    for office in offices:
        works[f"live {office}"] = built.lives.of(office).run
        works[f"measure {office}"] = partial(measuring.run, office)
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
