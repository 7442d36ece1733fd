"""The words of the counter: all of them in Japanese, none forgotten, none said otherwise by another face."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "counter" / "templates"
OTHERS = (ROOT / "server" / "web", ROOT / "kiosk", ROOT / "display")


def catalog(folder: Path) -> Catalog:
    with (folder / "words" / "ja.po").open("rb") as file:
        return read_po(file, locale="ja")


def said(found: Catalog) -> dict[object, object]:
    return {each.id: each.string for each in found if each.id}


def asked_for() -> Iterator[object]:
    methods, options = [("**.html", "jinja2")], {"**.html": {"silent": "false"}}
    for _, _, message, _, _ in extract_from_dir(TEMPLATES, methods, options, {"_": None, "ngettext": (1, 2)}):
        yield message


def test_every_word_of_the_templates_is_in_the_catalog_and_no_other() -> None:
    assert set(asked_for()) == said(catalog(ROOT / "counter")).keys()


def test_every_word_has_its_japanese() -> None:
    assert [each for each, japanese in said(catalog(ROOT / "counter")).items() if not japanese] == []


@pytest.mark.parametrize("other", OTHERS, ids=lambda folder: folder.name)
def test_no_word_is_said_otherwise_by_another_face(other: Path) -> None:
    ours, theirs = said(catalog(ROOT / "counter")), said(catalog(other))
    shared = ours.keys() & theirs.keys()
    assert {each: ours[each] for each in shared} == {each: theirs[each] for each in shared}
