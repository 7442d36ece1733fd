"""Events and plain data, there and back, and the chain of hashes over a log."""

import hashlib
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, get_args

import msgspec

from server.core.commands import Command
from server.core.events import Event
from server.core.record import Recorded

KINDS: Mapping[str, type[Event]] = {kind.__name__: kind for kind in get_args(Event)}
"""Every event by the name under which the log keeps it."""

BEGINNING = "0" * 64
"""The hash before the first record of a log."""


def encoded(event: Event) -> str:
    """The event as JSON, the same for the same event: fields and mappings in the order they came in.

    Events hold no sets, whose order would be chance.
    """
    return msgspec.json.encode(event).decode()


def decoded(kind: str, text: str) -> Event:
    """The event of this kind from its JSON. Raises KeyError or msgspec.ValidationError if it is none."""
    return msgspec.json.decode(text, type=KINDS[kind])


def asked(command: Command) -> str:
    """A short name of what the command asks for, the same for the same request (chance left out)."""
    asking = (each.name for each in fields(command) if "chance" not in each.metadata)
    said = {name: getattr(command, name) for name in asking}
    text = msgspec.json.encode([type(command).__name__, said], order="deterministic")
    return hashlib.sha256(text).hexdigest()[:16]


def chained(before: str, record: Recorded) -> str:
    """The hash of a record: SHA-256 over the hash before it and everything the record says."""
    said = [
        before, record.office, record.position, record.at, type(record.event).__name__, encoded(record.event),
        record.command_id, record.step, record.asked, record.actor,
    ]  # fmt: skip
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()


def plain(record: Recorded) -> dict[str, Any]:
    """The record as the API shows it: without the secrets of visitors' pages.

    `command` stands for the command's id, the same for all its records: whoever had the id itself could ask
    for the first answer, and with it for the secret.
    """
    event = msgspec.to_builtins(record.event)
    _forget_tokens(event)
    return {
        "office": record.office,
        "position": record.position,
        "at": record.at.isoformat(timespec="milliseconds"),
        "kind": type(record.event).__name__,
        "event": event,
        "command": hashlib.sha256(record.command_id.encode()).hexdigest()[:16],
        "actor": record.actor,
        "hash": record.hash,
    }


def _forget_tokens(event: dict[str, Any]) -> None:
    event.pop("token", None)
    for ticket in event.get("tickets", ()):
        ticket.pop("token", None)


def sealed(before: str, record: Recorded) -> Recorded:
    """The record with its hash, which chains it to the record before it."""
    return replace(record, hash=chained(before, record))
