"""Sets papers without stopping anybody: in a thread, one at a time, and each content only once."""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from server.evaluation.publication.paper import Paper
from server.evaluation.publication.typesetting import pdf
from server.evaluation.publication.workbook import workbook

KEPT = 48
"""Printed papers that are kept at hand; some hundred kilobytes each."""


class Kind(StrEnum):
    """In which form a paper leaves the house."""

    PDF = "pdf"
    XLSX = "xlsx"


MEDIA_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MAKERS: dict[Kind, Callable[[Paper], bytes]] = {Kind.PDF: pdf, Kind.XLSX: workbook}


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper in its form; `digest` is of its content and of its form: the same digest is the same paper."""

    digest: str
    content: bytes


class Press:
    """Prints papers, and keeps what it printed last."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._kept: OrderedDict[str, Printed] = OrderedDict()

    async def printed(self, paper: Paper, kind: Kind) -> Printed:
        """The paper in this form. Raises PaperUnsettable."""
        digest = await asyncio.to_thread(digest_of, paper, kind)
        async with self._turn:
            if digest not in self._kept:
                content = await asyncio.to_thread(_MAKERS[kind], paper)
                self._kept[digest] = Printed(digest, content)
            self._kept.move_to_end(digest)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return self._kept[digest]


def digest_of(paper: Paper, kind: Kind) -> str:
    """Names content and form together."""
    return hashlib.sha256(f"{kind.value} {paper!r}".encode()).hexdigest()
