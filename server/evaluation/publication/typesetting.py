"""A paper as PDF on A4 for everybody (PDF/UA-1), set by typst; the same paper always gives the same bytes."""

import json
from collections.abc import Mapping
from dataclasses import replace
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, assert_never

from typst import Compiler

from server.evaluation.publication.paper import (
    Block,
    Cell,
    Chart,
    Facts,
    Field,
    Form,
    Heading,
    Note,
    Paper,
    Points,
    Table,
    Words,
    beside,
)

LETTERS = ("noto_cjk_sans_jp_regular", "noto_cjk_sans_jp_bold")
"""The packages that carry the typeface: paper looks alike on every machine, whatever is installed there."""

FOR_EVERYBODY: Literal["ua-1"] = "ua-1"


class PaperUnsettable(Exception):
    """The paper cannot be set. Says in words what is missing."""


def pdf(paper: Paper) -> bytes:
    """The paper as a tagged PDF. Takes a part of a second of pure work: call it in a thread."""
    made = _compiler().compile(
        sys_inputs={"paper": _plain_text(paper)}, format="pdf", pdf_standards=FOR_EVERYBODY
    )
    return _bytes(made)


def pictures(paper: Paper, dots_per_inch: float = 96) -> list[bytes]:
    """The pages as PNG, to look at."""
    made = _compiler().compile(sys_inputs={"paper": _plain_text(paper)}, format="png", ppi=dots_per_inch)
    return list(made) if isinstance(made, list) else [_bytes(made)]


def _bytes(made: object) -> bytes:
    if not isinstance(made, bytes):
        raise PaperUnsettable("The paper came out as something else than one file.")
    return made


def _compiler() -> Compiler:
    template = Path(str(resources.files(__package__) / "typst" / "paper.typ"))
    return Compiler(
        input=str(template), root=str(template.parent), font_paths=_letters(), ignore_system_fonts=True
    )


def _letters() -> list[str]:
    found = [find_spec(each) for each in LETTERS]
    folders = [place for each in found if each for place in each.submodule_search_locations or ()]
    if len(folders) < len(LETTERS):
        raise PaperUnsettable(
            "The letters for papers are not installed: install the Python package noto-cjk[sans-jp]."
        )
    return folders


def _plain_text(paper: Paper) -> str:
    """The paper as JSON; U+0000 and its like cannot come in, the forms leave them out."""
    return json.dumps(
        {
            "language": paper.language,
            "title": paper.title,
            "subtitle": paper.subtitle,
            "publisher": paper.publisher,
            "running": paper.running,
            "page_words": paper.page_words,
            "preview": paper.preview,
            "contents": paper.contents,
            "facts": [_field(each) for each in paper.facts],
            "blocks": [_block(each) for each in paper.blocks],
        },
        ensure_ascii=False,
    )


def _block(block: Block) -> Mapping[str, Any]:
    match block:
        case Heading(level, text):
            return {"kind": "heading", "level": level, "text": text}
        case Words(text, lead, soft):
            return {"kind": "words", "text": text, "lead": lead, "soft": soft}
        case Note(text, tone):
            return {"kind": "note", "text": text, "tone": tone.value}
        case Points(items):
            return {"kind": "points", "items": [_block(each) for each in items]}
        case Facts(fields):
            return {"kind": "facts", "fields": [_field(each) for each in fields]}
        case Form():
            return _form(block)
        case Table():
            return _table(block)
        case Chart():
            return _chart(block)
        case _:
            assert_never(block)


def _field(field: Field) -> Mapping[str, str]:
    return {"name": field.name, "text": field.text}


def _form(form: Form) -> Mapping[str, Any]:
    return {
        "kind": "form",
        "level": form.level,
        "title": form.title,
        "columns": [_field(each) for each in form.columns],
        "fields": [_field(each) for each in form.fields],
        "marks": [
            {"name": name, "mark": {"sign": mark.sign, "text": mark.text}} for name, mark in form.marks
        ],
    }


def _table(table: Table) -> Mapping[str, Any]:
    head = [
        {"text": each.text, "part": each.part, "figure": each.figure, "middle": each.middle}
        for each in table.head
    ]
    rows = [[_cell(each) for each in row] for row in table.rows]
    words = {"title": table.title, "empty": table.empty, "note": table.note}
    return {"kind": "table", "head": head, "rows": rows, **words}


def _cell(cell: Cell) -> Mapping[str, Any]:
    return {"text": cell.text, "tone": cell.tone.value if cell.tone else None}


def _chart(chart: Chart) -> Mapping[str, Any]:
    drawn = chart.drawn
    alt = f"{drawn.title}. {drawn.description}" if drawn.description else drawn.title
    words = {"title": drawn.title, "alt": alt, "description": drawn.description, "empty": drawn.empty}
    return {"kind": "chart", "svg": drawn.svg, "table": _table(replace(beside(drawn), title="")), **words}
