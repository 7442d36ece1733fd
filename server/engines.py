"""The databases and the bus of this process: opened before the house stands, closed after it."""

import random
from dataclasses import dataclass
from pathlib import Path

from server.adapters.memory_bus import MemoryBus
from server.adapters.redis_bus import RedisBus
from server.adapters.sql_database import Database, Tables
from server.adapters.sql_faults import DatabaseDamaged
from server.adapters.sql_ledger import metadata as ledger_tables
from server.adapters.sql_log import metadata as log_tables
from server.adapters.sql_measures import metadata as measures_tables
from server.adapters.sql_people import metadata as people_tables
from server.adapters.sql_voices_access import metadata as voices_tables
from server.app.backup import BESIDE
from server.ports.bus import Bus
from server.settings import Settings, SettingsBroken


@dataclass(frozen=True, slots=True)
class Engines:
    """Every database of the house (with PostgreSQL all are one) and the bus."""

    log: Database
    people: Database
    ledger: Database
    measures: Database
    voices: Database
    bus: Bus

    async def close(self) -> None:
        """Close them all; what was acknowledged is on disk already."""
        if isinstance(self.bus, RedisBus):
            await self.bus.close()
        await self.log.close()
        for database in {self.people, self.ledger, self.measures, self.voices} - {self.log}:
            await database.close()


def engines(settings: Settings) -> Engines:
    """Open the databases. Raises DatabaseBroken or DatabaseDown, in words."""
    bus = RedisBus(settings.redis_url, random.Random()) if settings.redis_url else MemoryBus()  # noqa: S311
    if settings.database_url:
        database = Database(settings.database_url)
        database.start(log_tables, people_tables, ledger_tables, measures_tables, voices_tables)
        return Engines(database, database, database, database, database, bus)
    return Engines(
        _opened(settings, "log", log_tables),
        people_database(settings),
        ledger_database(settings),
        measures_database(settings),
        voices_database(settings),
        bus,
    )


def people_database(settings: Settings) -> Database:
    """The staff's database, which commands beside a running server open too."""
    return _opened(settings, "people", people_tables, shared=True)


def ledger_database(settings: Settings) -> Database:
    """The database of the improvement loop, which commands beside a running server open too."""
    return _opened(settings, "evaluation", ledger_tables, shared=True)


def measures_database(settings: Settings) -> Database:
    """The database of measures, for one process at a time; all of it can be made again from the log."""
    try:
        return _opened(settings, "measures", measures_tables)
    except DatabaseDamaged as damaged:
        if settings.database_url:
            raise
        raise DatabaseDamaged(
            f"{settings.data / 'measures.sqlite'} is damaged. All of it can be made again from the log: "
            "machiai measures rebuild."
        ) from damaged


def measures_database_anew(settings: Settings) -> Database:
    """The database of measures, to be filled from the log; a damaged file is put aside for an empty one."""
    try:
        return measures_database(settings)
    except DatabaseDamaged:
        if settings.database_url:
            raise
    for file in [settings.data / f"measures.sqlite{suffix}" for suffix in BESIDE]:
        if file.exists():
            file.replace(f"{file}.damaged")
    return measures_database(settings)


def voices_database(settings: Settings) -> Database:
    """The database of what visitors said, with all personal data but the staff's: here it can be deleted."""
    return _opened(settings, "voices", voices_tables, shared=True)


def make_folder(folder: Path) -> None:
    """Make the data folder. Raises SettingsBroken, in words."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise SettingsBroken(
            f"The data folder {folder} cannot be made: {fault.strerror}. Name another with --data."
        ) from fault


def _opened(settings: Settings, name: str, tables: Tables, *, shared: bool = False) -> Database:
    """The city's one database, or an embedded file of this name."""
    if settings.database_url:
        database = Database(settings.database_url)
    else:
        make_folder(settings.data)
        database = Database(f"sqlite:///{settings.data.resolve() / name}.sqlite", shared=shared)
    database.start(tables)
    return database
