"""Writes each office's report of the last month, once, when the next begins, and keeps it as it was.

What is kept is the paper as data (`.json`): the page shows it, and PDF and Excel are printed from it, so none
of them can come to say anything else. Of several nodes with one folder the first one's words are kept.
"""

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import structlog

from server.app.files import put_first
from server.core.plan import OfficeId
from server.evaluation.publication.archive import PaperDamaged, read_again, written_down
from server.evaluation.publication.bureau import Bureau, pen_in, publisher_of
from server.evaluation.publication.month import NothingCounted
from server.evaluation.publication.paper import Paper
from server.evaluation.publication.press import Kind
from server.evaluation.publication.views.operations import operations_paper
from server.evaluation.secretariat import Secretariat
from server.ports.clock import Clock
from server.ports.measures import Measures
from server.web.pages import Pages

LOOK_AGAIN_S = 300.0
NAMED = re.compile(r"operations-.+-(20\d\d)-(0[1-9]|1[0-2])-\w+\.(json|pdf|xlsx)", re.ASCII)
"""How the files of a report are called; whatever else lies beside them is not of ours."""

_said = structlog.get_logger(__name__)


def report_file(folder: Path, office: OfficeId, month: date, language: str, kind: Kind) -> Path:
    """Where the report of a month is kept."""
    return folder / office / f"operations-{office}-{month:%Y-%m}-{language}.{kind.value}"


def paper_file(folder: Path, office: OfficeId, month: date, language: str) -> Path:
    """Where the report of a month is kept as data."""
    return folder / office / f"operations-{office}-{month:%Y-%m}-{language}.json"


def kept_paper(folder: Path, office: OfficeId, month: date, language: str) -> Paper | None:
    """The report of a month as it was written; None where none is kept. Raises PaperDamaged."""
    file = paper_file(folder, office, month, language)
    try:
        return read_again(file.read_bytes(), file)
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise PaperDamaged(
            f"{file} cannot be read: {fault.strerror}. Let the server's user read it, or take it from a "
            "backup."
        ) from fault


def months_kept(folder: Path, office: OfficeId, language: str) -> Mapping[date, datetime]:
    """The months whose reports are kept, each with the moment in which the first of its files was written."""
    pattern = f"operations-{office}-*-{language}.*"
    kept: dict[date, datetime] = {}
    for file in (folder / office).glob(pattern):
        if named := NAMED.fullmatch(file.name):
            month = date(int(named[1]), int(named[2]), 1)
            at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            kept[month] = min(at, kept.get(month, at))
    return kept


@dataclass(frozen=True, slots=True)
class Monthly:
    """The endless work that writes the reports. Several nodes may do so: they keep what came first."""

    bureau: Bureau
    secretariat: Secretariat
    store: Measures
    pages: Pages
    clock: Clock
    offices: Sequence[OfficeId]

    async def run(self) -> None:
        """Look every few minutes whether the report of the last month is there."""
        while True:
            for office in self.offices:
                await self.write_last_month(office)
            await self.clock.sleep(LOOK_AGAIN_S)

    async def write_last_month(self, office: OfficeId) -> tuple[Path, ...]:
        """Write what is missing of the last month's report, in every language; gives the files written.

        A report that is kept and cannot be read is said in the log, and stays as it is.
        """
        now = self.clock.now().astimezone(self.bureau.reader.plans.zone(office))
        month = (now.date().replace(day=1) - timedelta(days=1)).replace(day=1)
        missing = tuple(self._missing(office, month))
        if not missing or not await self._counted(office, month):
            return ()
        try:
            made = [file for each in missing for file in await self._written(office, month, each, now)]
        except NothingCounted as nothing:
            _said.info("no_monthly_report", office=office, why=str(nothing))
            return ()
        if made:
            _said.info("monthly_report_written", office=office, month=f"{month:%Y-%m}")
        return tuple(made)

    def _missing(self, office: OfficeId, month: date) -> Iterator[str]:
        """The languages in which something is missing."""
        for language in self.pages.words.languages:
            if not all(file.exists() for file in self._files(office, month, language).values()):
                yield language

    def _files(self, office: OfficeId, month: date, language: str) -> dict[Kind, Path]:
        return {kind: report_file(self.bureau.folder, office, month, language, kind) for kind in Kind}

    async def _written(self, office: OfficeId, month: date, language: str, now: datetime) -> list[Path]:
        try:
            return await self._write(office, month, language, now)
        except PaperDamaged as damaged:
            _said.error("monthly_report_damaged", office=office, month=f"{month:%Y-%m}", why=str(damaged))
            return []

    async def _write(self, office: OfficeId, month: date, language: str, now: datetime) -> list[Path]:
        """First the paper as data, then its files, printed from what is kept: ours, or what came first."""
        files = self._files(office, month, language)
        # Asked before the paper is looked for: it is written before its files.
        printed = any(each.exists() for each in files.values())
        kept = await asyncio.to_thread(kept_paper, self.bureau.folder, office, month, language)
        paper = kept or await self._paper(office, month, language, now)
        made: list[Path] = []
        # Earlier releases kept only PDF and Excel: the figures of now are not what such a report said.
        if kept is None and not printed:
            made, paper = await asyncio.to_thread(self._kept_first, office, month, paper)
        for kind, file in files.items():
            if not file.exists():
                content = (await self.bureau.press.printed(paper, kind)).content
                made += [file] if await asyncio.to_thread(put_first, file, content) else []
        return made

    def _kept_first(self, office: OfficeId, month: date, paper: Paper) -> tuple[list[Path], Paper]:
        """Keep the paper unless another node kept its own first; gives what was written, and what is kept."""
        file = paper_file(self.bureau.folder, office, month, paper.language)
        if put_first(file, written_down(paper)):
            return [file], paper
        return [], read_again(file.read_bytes(), file)

    async def _paper(self, office: OfficeId, month: date, language: str, now: datetime) -> Paper:
        found = await self.bureau.reader.read(office, month, now, await self.secretariat.current())
        pen = pen_in(language, self.pages, self.bureau.city)
        return operations_paper(found, publisher_of(self.bureau.city, office, pen), pen)

    async def _counted(self, office: OfficeId, month: date) -> bool:
        """Whether the store has come as far as this month: what it lacks is folded, and must not be years."""
        last = await self.store.last(office)
        return last is not None and last.day >= month
