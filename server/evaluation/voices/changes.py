"""What changed between two versions of an entry, without ever repeating personal data or free text."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime

from server.ports.voices import Change, Entry, Part, Remedy

BEGUN = "begun"
SECRET = frozenset({
    "summary", "answer", "closing_reason", "contact", "what", "procedure", "procedure_version",
})  # fmt: skip
"""Only that these changed is remembered: the history outlives the deletion of what they say."""

_SILENT = frozenset({"id", "office", "year", "number", "version", "remedies"})


def change(before: Entry | None, after: Entry, who: str, at: datetime) -> Change:
    """Who made `after` of `before` (None: wrote it down first), and what is different."""
    parts = (Part(BEGUN),) if before is None else tuple(_parts(before, after))
    return Change(after.version, at, who, parts)


def _parts(before: Entry, after: Entry) -> Iterator[Part]:
    for each in fields(Entry):
        if each.name not in _SILENT:
            yield from _part(each.name, getattr(before, each.name), getattr(after, each.name))
    yield from _remedy_parts(before.remedies, after.remedies)


def _remedy_parts(before: tuple[Remedy, ...], after: tuple[Remedy, ...]) -> Iterator[Part]:
    old, new = ({each.id: each for each in remedies} for remedies in (before, after))
    for gone in (each for each in before if each.id not in new):
        yield Part(f"remedy.{gone.kind}", gone.due_on.isoformat(), None)
    for remedy in after:
        if remedy.id not in old:
            yield Part(f"remedy.{remedy.kind}", None, remedy.due_on.isoformat())
            continue
        for each in fields(Remedy):
            was, now = getattr(old[remedy.id], each.name), getattr(remedy, each.name)
            yield from _part(each.name, was, now)


def _part(name: str, was: object, now: object) -> Iterator[Part]:
    if was == now:
        return
    yield Part(name) if name in SECRET else Part(name, _said(was), _said(now))


def _said(value: object) -> str | None:
    if value is None or value == "":
        return None
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
