"""Papers that are kept: written down as data once, and shown and printed again as they were."""

from dataclasses import MISSING, Field, fields, replace
from pathlib import Path
from typing import Any

import msgspec

from server.evaluation.publication.paper import (
    Block,
    Chart,
    Facts,
    Form,
    Heading,
    Note,
    Paper,
    Points,
    Table,
    Words,
)
from server.evaluation.publication.paper import Field as Fact

BLOCKS: dict[str, type[Block]] = {
    each.kind: each for each in (Heading, Words, Note, Points, Facts, Form, Table, Chart)
}


PARTS: dict[str, Any] = {"facts": tuple[Fact, ...], "sheets": tuple[Table, ...]}
"""Parts of a paper that are more than words."""


class PaperDamaged(Exception):
    """What was kept is no paper. Says in words what to do."""


def written_down(paper: Paper) -> bytes:
    """The paper as JSON, with everything that page, PDF and workbook show."""
    plain: dict[str, Any] = msgspec.to_builtins(replace(paper, blocks=()))
    plain["blocks"] = [{**msgspec.to_builtins(each), "kind": each.kind} for each in paper.blocks]
    return msgspec.json.encode(plain)


def read_again(content: bytes, file: Path) -> Paper:
    """The paper that was written down in this file. Raises PaperDamaged."""
    try:
        plain = msgspec.json.decode(content, type=dict[str, Any])
        blocks = tuple(map(_block, msgspec.convert(plain["blocks"], list[dict[str, Any]])))
        rest = {each.name: _part(each, plain) for each in fields(Paper) if each.name != "blocks"}
        return Paper(blocks=blocks, **rest)
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise PaperDamaged(
            f"{file} is damaged: the report in it cannot be read ({fault!r}). Take the file from a backup, "
            "or read the PDF beside it."
        ) from fault


def _block(plain: dict[str, Any]) -> Block:
    return msgspec.convert(plain, BLOCKS[plain["kind"]])


def _part(of: Field[Any], plain: dict[str, Any]) -> Any:
    """A part of the paper; one that papers did not have when it was kept is as usual."""
    if of.name not in plain and of.default is not MISSING:
        return of.default
    return msgspec.convert(plain[of.name], PARTS.get(of.name, str))
