"""The command `machiai`: every word of it; the work itself stands elsewhere."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from secrets import token_urlsafe
from tempfile import TemporaryDirectory
from typing import Annotated

import structlog
import typer

from server.adapters.machine_clock import MachineClock
from server.adapters.memory_bus import MemoryBus
from server.adapters.sql_backup import SqlBackup
from server.adapters.sql_database import Database, DatabaseBroken, DatabaseDown
from server.adapters.sql_log import SqlLog, metadata
from server.adapters.sql_measures import SqlMeasures
from server.adapters.sql_people import SqlPeople
from server.app.backup import REPORTS, BackupFailed, back_up
from server.app.backup import restore as put_back
from server.app.measuring import rebuilt
from server.app.passwords import Passwords
from server.app.replay import Plugs
from server.app.replay_command import replay_command
from server.app.signing import RoleUnfit, Signing
from server.app.verify import Fault, Verified, verify
from server.cli_report import read_beside
from server.engines import engines, make_folder, measures_database_anew, people_database
from server.evaluation.publication import command as papers
from server.evaluation.publication.archive import PaperDamaged
from server.evaluation.publication.month import NothingCounted
from server.evaluation.publication.paper import Paper
from server.evaluation.publication.typesetting import PaperUnsettable
from server.main import DEMO_PASSWORDS, application, furnished
from server.measure.editions import EditionUnknown
from server.ports.city import CityBroken
from server.ports.ledger import LedgerDown
from server.ports.log import LogDamaged, LogDown
from server.ports.measures import MeasuresDamaged, MeasuresDown
from server.ports.people import PeopleDown, Role
from server.ports.plans import PlanBroken
from server.ports.voices import VoicesDown
from server.serving import PortTaken, listening
from server.serving import serve as serve_forever
from server.settings import Settings, SettingsBroken, settings
from server.simulate import Crowd, Unreachable, document, simulate

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
tokens = typer.Typer(no_args_is_help=True, help="Tokens for programs and devices.")
app.add_typer(tokens, name="token")
measuring = typer.Typer(no_args_is_help=True, help="The store of measures.")
app.add_typer(measuring, name="measures")

SAID_IN_WORDS = (
    SettingsBroken, PlanBroken, DatabaseBroken, DatabaseDown, LogDamaged, LogDown, PeopleDown, PortTaken,
    BackupFailed, RoleUnfit, Unreachable, CityBroken, papers.ReportImpossible, NothingCounted,
    PaperDamaged, PaperUnsettable, LedgerDown, VoicesDown, MeasuresDown, MeasuresDamaged, EditionUnknown,
)  # fmt: skip
"""Faults that say themselves what is wrong and what to do."""

Data = Annotated[Path | None, typer.Option("--data", help="Folder of the databases and printed slips.")]
Port = Annotated[int | None, typer.Option("--port", help="Port to listen on.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout and nothing else.")]
OneOffice = Annotated[str | None, typer.Option("--office", help="Only this office.")]


@app.callback()
def words() -> None:
    """Queue display and counter operations for ward offices."""
    _log_to_stderr()


@app.command()
def demo(
    port: Port = None,
    data: Data = None,
    no_lobby: Annotated[bool, typer.Option("--no-lobby", help="No simulated visitors and clerks.")] = False,
    no_history: Annotated[bool, typer.Option("--no-history", help="No simulated past years.")] = False,
) -> None:
    """Run the furnished demo office, with a living lobby of simulated people."""
    with _in_words():
        furniture = {"demo": True, "open_kiosk": True, "lobby": not no_lobby, "history": not no_history}
        chosen = _settings(port=port, data=data, **furniture)
        here = chosen.public_url or f"http://{chosen.host}:{chosen.port}"
        chosen = chosen.model_copy(update={"public_url": here})
        _serve(chosen, lambda: _welcome(chosen))


@app.command()
def serve(port: Port = None, data: Data = None) -> None:
    """Run the server as the settings have it (environment MACHIAI_* and a config file)."""
    with _in_words():
        chosen = _settings(port=port, data=data)
        _serve(chosen, lambda: typer.echo(f"Machiai serves http://{chosen.host}:{chosen.port}", err=True))


@tokens.command("create")
def create_token(
    role: Annotated[Role, typer.Option("--role", help="What the token may do.")],
    office: OneOffice = None,
    data: Data = None,
    label: Annotated[str, typer.Option("--label", help="To recognise it by.")] = "",
) -> None:
    """Print a bearer token for a program or a device."""
    with _in_words():
        chosen = _settings(data=data)
        if office is not None and office not in furnished(chosen).offices():
            raise typer.BadParameter(f"there is no office {office}", param_hint="--office")
        typer.echo(asyncio.run(_token(chosen, role, office, label)))


@app.command("verify")
def verify_log(office: OneOffice = None, data: Data = None, as_json: Json = False) -> None:
    """Check the whole log: contiguous positions, hash chain, laws. Exit 1 and the first fault otherwise."""
    with _in_words(exit_code=1):
        found = asyncio.run(_verified(_settings(data=data), office))
    faults = [each for each in found if isinstance(each, Fault)]
    if as_json:
        typer.echo(json.dumps({"sound": not faults, "offices": [_told(each) for each in found]}))
    else:
        for each in found:
            typer.echo(_said_of(each))
    raise typer.Exit(1 if faults else 0)


@measuring.command("rebuild")
def rebuild_measures(office: OneOffice = None, data: Data = None) -> None:
    """Count every day again from the log; the server must not run on these files."""
    with _in_words():
        asyncio.run(_rebuilt(_settings(data=data), office))


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(help="CSV: office, service, ticket, arrived_at, called_at, ...")],
    data: Annotated[
        Path | None, typer.Option("--data", help="Keep the log here; a folder of its own otherwise.")
    ] = None,
    speed: Annotated[float, typer.Option("--speed", help="Times the clock; 0 as fast as possible.")] = 0.0,
    zone: Annotated[str, typer.Option("--zone", help="Time zone of the times in the file.")] = "Asia/Tokyo",
    as_json: Json = False,
) -> None:
    """Drive the real commands through real days of a ticket log, and say what came of it."""
    with _in_words(), _folder(data) as folder:
        plug = partial(_replay_plugs, folder)
        code = replay_command(
            file, plug, token_urlsafe, zone=zone, speed=speed, as_json=as_json, out=sys.stdout, err=sys.stderr
        )
    raise typer.Exit(code)


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data is not None:
        make_folder(data)
        yield data.resolve()
        return
    with TemporaryDirectory(prefix="machiai-replay-") as name:
        yield Path(name)


@asynccontextmanager
async def _replay_plugs(folder: Path) -> AsyncIterator[Plugs]:
    database = Database(f"sqlite:///{folder}/log.sqlite")
    database.start(metadata)
    try:
        yield Plugs(SqlLog(database), MemoryBus(), MachineClock())
    finally:
        await database.close()


@app.command()
def backup(destination: Path, data: Data = None) -> None:
    """Copy databases and reports to a new folder, consistent while the server runs."""
    with _in_words():
        copied = back_up(SqlBackup(), _embedded(_settings(data=data)), destination)
    typer.echo(copied.told())


@app.command()
def restore(
    source: Path,
    data: Data = None,
    replace: Annotated[bool, typer.Option("--replace", help="Put aside what is there.")] = False,
) -> None:
    """Put a backup in place; the server must not run."""
    with _in_words():
        copied = put_back(SqlBackup(), source, _embedded(_settings(data=data)), replace=replace)
    typer.echo(copied.told())


def _embedded(chosen: Settings) -> Path:
    """The folder of the embedded databases. Raises BackupFailed where they are not what is used."""
    if chosen.database_url:
        raise BackupFailed(
            "The data are in PostgreSQL (MACHIAI_DATABASE_URL), which has its own tools: pg_dump "
            "--format=custom for a backup, pg_restore into an empty database. Copy the folder "
            f"{chosen.data / REPORTS} as well: the reports that are kept. The README says how."
        )
    return chosen.data


@app.command("simulate")
def simulate_load(
    token: Annotated[str, typer.Option("--token", envvar="MACHIAI_TOKEN", help="A clerk's token.")],
    url: Annotated[str, typer.Option("--url", help="Where the server runs.")] = "http://127.0.0.1:8000",
    office: Annotated[str, typer.Option("--office", help="Which office.")] = "midori",
    kiosks: Annotated[int, typer.Option("--kiosks", min=1, max=200)] = 10,
    counters: Annotated[int, typer.Option("--counters", min=0, max=200)] = 4,
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, max=3600)] = 10,
    as_json: Json = False,
) -> None:
    """Put load on a running server, with tickets and calls that are real: not in an office at work."""
    with _in_words():
        load = simulate(url, token, Crowd(office, kiosks, counters, seconds))
    if as_json:
        typer.echo(json.dumps(document(load)))
        return
    for name, figure in document(load).items():
        typer.echo(f"{name.replace('_', ' '):<14} {figure:>10}")


@app.command("report")
def report(
    kind: Annotated[papers.ReportKind, typer.Option("--kind", help="Which paper.")],
    ward: Annotated[str | None, typer.Option("--ward", help="Of which ward.")] = None,
    year: Annotated[
        int | None, typer.Option("--year", help="Fiscal year: 2026 begins in April 2026.")
    ] = None,
    office: OneOffice = None,
    month: Annotated[datetime | None, typer.Option("--month", formats=["%Y-%m"])] = None,
    language: Annotated[str, typer.Option("--language", help="ja or en.")] = "ja",
    out: Annotated[Path, typer.Option("--out", help="Folder of the files.")] = Path(),
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Write a paper as files: plan, results, a pack for a meeting, or the monthly report of an office."""
    asked = papers.Asked(kind, ward, year, office, month.date() if month else None, language)
    with _in_words(exit_code=1):
        paper, files = asyncio.run(_report(_settings(data=data), asked, out))
    told = {"kind": kind, "title": paper.title, "files": [str(each) for each in files]}
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else "\n".join(told["files"]))


def _told_step(step: str) -> None:
    if sys.stderr.isatty():
        typer.echo(step, err=True)


async def _report(chosen: Settings, asked: papers.Asked, out: Path) -> tuple[Paper, list[Path]]:
    async with read_beside(chosen, asked.office) as sources:
        _told_step("Reading the figures ...")
        paper = await papers.paper_for(asked, sources)
        _told_step(f"Setting {paper.title} ...")
        return paper, await papers.written(paper, out)


def _settings(**given: object) -> Settings:
    return settings(**{name: value for name, value in given.items() if value is not None})


def _serve(chosen: Settings, welcome: Callable[[], None]) -> None:
    plans = furnished(chosen)
    listener = listening(chosen.host, chosen.port)
    opened = engines(chosen)
    served = application(chosen, opened, plans, welcome)
    serve_forever(served, listener, trusted_proxies=chosen.trusted_proxies)


def _welcome(chosen: Settings) -> None:
    base = f"http://{chosen.host}:{chosen.port}"
    office = f"{base}/offices/midori"
    typer.echo(
        f"""Machiai: the demonstration office is open.

  Start            {base}/
  Ticket kiosk     {office}/kiosk
  Wall board       {office}/display
  Counter          {office}/counter
  Public page      {office}
  Managers         {office}/manage
  Improvement      {base}/evaluation

Sign in as
{_sign_ins()}

Slips are printed into {chosen.data / "printed"}
Ctrl-C stops it; starting it again continues the same day."""
    )
    sys.stdout.flush()


def _sign_ins() -> str:
    return "\n".join(f"  {role.value:<16} {password}" for role, password in DEMO_PASSWORDS.items())


async def _token(chosen: Settings, role: Role, office: str | None, label: str) -> str:
    database = people_database(chosen)
    try:
        signing = Signing(SqlPeople(database), MachineClock(), Passwords())
        token, _ = await signing.create_token(role, office, label or f"{role.value} by command line")
    finally:
        await database.close()
    return token


def _said_of(found: Verified | Fault) -> str:
    if isinstance(found, Fault):
        return f"{found.office}: not sound at position {found.position}: {found.words}"
    return (
        f"{found.office}: sound. {found.records:,} records, {found.days:,} days, {found.tickets:,} tickets; "
        f"the hash of it all is {found.hash[:16]}..."
    )


async def _verified(chosen: Settings, office: str | None) -> list[Verified | Fault]:
    async with _log_of(chosen) as log:
        return [await verify(log, each) for each in await _offices(log, office)]


async def _rebuilt(chosen: Settings, office: str | None) -> None:
    async with _log_of(chosen) as log:
        database = measures_database_anew(chosen)
        try:
            for each in await _offices(log, office):
                await rebuilt(log, SqlMeasures(database), each, lambda line: typer.echo(line, err=True))
        finally:
            await database.close()


@asynccontextmanager
async def _log_of(chosen: Settings) -> AsyncIterator[SqlLog]:
    """The log, to be read only, beside a running server or without one."""
    file = chosen.data.resolve() / "log.sqlite"
    if not chosen.database_url and not file.is_file():
        raise DatabaseBroken(f"There is no log in {chosen.data}. Say with --data where it is.")
    database = Database(chosen.database_url or f"sqlite:///{file}")
    database.start_reading()
    try:
        yield SqlLog(database)
    finally:
        await database.close()


async def _offices(log: SqlLog, office: str | None) -> list[str]:
    known = list(await log.offices())
    if office and office not in known:
        raise DatabaseBroken(f"This log has no record of {office}, only of {', '.join(known)}.")
    return [office] if office else known


def _told(found: Verified | Fault) -> dict[str, object]:
    return {"sound": isinstance(found, Verified), **asdict(found)}


@contextmanager
def _in_words(exit_code: int = 2) -> Iterator[None]:
    """End with the fault's own words, not with a traceback."""
    try:
        yield
    except SAID_IN_WORDS as fault:
        typer.echo(f"machiai: {fault}", err=True)
        raise typer.Exit(exit_code) from fault


def _log_to_stderr() -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def main() -> None:
    """Run the command."""
    app(prog_name="machiai")


if __name__ == "__main__":
    main()
