"""Writes each office's report of the last month, once, when the next begins, and keeps it as it was."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from secrets import token_hex

import structlog

from server.core.plan import OfficeId
from server.evaluation.publication.bureau import Bureau, pen_in, publisher_of
from server.evaluation.publication.month import NothingCounted
from server.evaluation.publication.press import Kind
from server.evaluation.publication.views.operations import operations_paper
from server.evaluation.secretariat import Secretariat
from server.ports.clock import Clock
from server.ports.measures import Measures
from server.web.pages import Pages

LOOK_AGAIN_S = 300.0

_said = structlog.get_logger(__name__)


def report_file(folder: Path, office: OfficeId, month: date, language: str, kind: Kind) -> Path:
    """Where the report of a month is kept."""
    return folder / office / f"operations-{office}-{month:%Y-%m}-{language}.{kind.value}"


def months_kept(folder: Path, office: OfficeId, language: str) -> tuple[date, ...]:
    """The months whose reports are kept, the latest first."""
    pattern = f"operations-{office}-*-{language}.{Kind.PDF.value}"
    return tuple(sorted((_month_of(file) for file in (folder / office).glob(pattern)), reverse=True))


def _month_of(file: Path) -> date:
    year, month = file.stem.rsplit("-", 3)[1:3]
    return date(int(year), int(month), 1)


@dataclass(frozen=True, slots=True)
class Monthly:
    """The endless work that writes the reports. Several nodes may do so: they write the same files."""

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
        """Write what is missing of the last month's report, in every language; gives the files written."""
        today = self.clock.now().astimezone(self.bureau.reader.plans.zone(office)).date()
        month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
        missing = tuple(self._missing(office, month))
        if not missing or not await self._counted(office, month):
            return ()
        loop = await self.secretariat.current()
        try:
            found = await self.bureau.reader.read(office, month, today, loop)
        except NothingCounted as nothing:
            _said.info("no_monthly_report", office=office, why=str(nothing))
            return ()
        for language, kind, file in missing:
            pen = pen_in(language, self.pages, self.bureau.city)
            paper = operations_paper(found, publisher_of(self.bureau.city, office, pen), pen)
            put(file, (await self.bureau.press.printed(paper, kind)).content)
        _said.info("monthly_report_written", office=office, month=f"{month:%Y-%m}")
        return tuple(file for _language, _kind, file in missing)

    def _missing(self, office: OfficeId, month: date) -> Iterator[tuple[str, Kind, Path]]:
        for language in self.pages.words.languages:
            for kind in Kind:
                file = report_file(self.bureau.folder, office, month, language, kind)
                if not file.exists():
                    yield language, kind, file

    async def _counted(self, office: OfficeId, month: date) -> bool:
        """Whether the store has come as far as this month: what it lacks is folded, and must not be years."""
        last = await self.store.last(office)
        return last is not None and last.day >= month


def put(file: Path, content: bytes) -> None:
    """Write the whole file or nothing: it appears under its name only when it is complete."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{token_hex(4)}")
    try:
        with draft.open("xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
