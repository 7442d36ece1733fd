"""Events of the loop and plain text, there and back, and the chain of hashes over the ledger."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import get_args

import msgspec

from server.evaluation.core.commands import Command
from server.evaluation.core.events import Event
from server.ports.ledger import Entry

KINDS: Mapping[str, type[Event]] = {kind.__name__: kind for kind in get_args(Event)}
"""Every event by the name under which the ledger keeps it."""

BEGINNING = "0" * 64
"""The hash before the first entry."""


def encoded(event: Event) -> str:
    """The event as JSON, the same for the same event."""
    return msgspec.json.encode(event).decode()


def decoded(kind: str, text: str) -> Event:
    """The event of this kind from its JSON. Raises KeyError or msgspec.ValidationError if it is none."""
    return msgspec.json.decode(text, type=KINDS[kind])


def asked(command: Command) -> str:
    """A short name of what the command asks for, the same for the same request."""
    text = msgspec.json.encode([type(command).__name__, command], order="deterministic")
    return hashlib.sha256(text).hexdigest()[:16]


def sealed(before: str, entry: Entry) -> Entry:
    """The entry with its hash: SHA-256 over the hash before it and everything it says."""
    said = [
        before, entry.position, entry.at, entry.kind, entry.event, entry.command_id, entry.step, entry.asked,
        entry.actor,
    ]  # fmt: skip
    return replace(entry, hash=hashlib.sha256(msgspec.json.encode(said)).hexdigest())
