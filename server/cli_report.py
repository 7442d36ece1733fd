"""Opens the data to read only, beside a running server or without one, for commands that write papers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo

from server.adapters.machine_clock import MachineClock
from server.adapters.sql_database import Database, DatabaseBroken
from server.adapters.sql_ledger import SqlLedger
from server.adapters.sql_log import SqlLog
from server.adapters.sql_measures import SqlMeasures
from server.adapters.sql_surveys import SqlSurveys
from server.adapters.sql_voices import SqlRegister
from server.adapters.yaml_city import DEMO_CITY, YamlCity
from server.app.backup import REPORTS
from server.app.measures import Measured
from server.app.standings import Standings
from server.core.plan import OfficeId
from server.evaluation.publication.command import Sources
from server.evaluation.publication.month import MonthReader
from server.evaluation.readings import Readings
from server.evaluation.secretariat import Secretariat
from server.main import furnished, packages
from server.settings import Settings
from server.web.pages import Pages


@asynccontextmanager
async def read_beside(chosen: Settings, office: OfficeId | None) -> AsyncIterator[Sources]:
    """Everything that papers are made from; of `office` also what is going on today.

    Raises DatabaseBroken or DatabaseDown, SettingsBroken, PlanBroken or CityBroken, in words.
    """
    opened: list[Database] = []

    def reading(name: str) -> Database:
        file = chosen.data.resolve() / name
        if not chosen.database_url and not file.is_file():
            raise DatabaseBroken(f"There is no {name} in {chosen.data}. Say with --data where the data are.")
        opened.append(Database(chosen.database_url or f"sqlite:///{file}"))
        opened[-1].start_reading()
        return opened[-1]

    plans, city, clock = furnished(chosen), YamlCity(chosen.city or DEMO_CITY).city(), MachineClock()
    try:
        log = SqlLog(reading("log.sqlite"))
        standings = Standings(log)
        if office is not None and office in plans.offices() and office in await log.offices():
            await standings.open(office)
        measured = Measured(log, SqlMeasures(reading("measures.sqlite")), standings)
        voices = reading("voices.sqlite")
        readings = Readings(measured, SqlSurveys(voices), SqlRegister(voices), standings.offices())
        secretariat = Secretariat(SqlLedger(reading("evaluation.sqlite")), city, clock)
        reader = MonthReader(measured, readings, plans, city)
        yield Sources(
            city, await secretariat.current(), Pages(packages()), reader,
            lambda of: clock.now().astimezone(plans.zone(of) if of else ZoneInfo(city.zone)),
            chosen.data / REPORTS,
        )  # fmt: skip
    finally:
        for each in opened:
            await each.close()
