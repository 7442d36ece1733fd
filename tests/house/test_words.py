"""Every word that the faces say has its Japanese."""

from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
FACES = {"web": ROOT / "server" / "web", **{name: ROOT / name for name in ("kiosk", "display", "counter")}}
LOOP = ("ward", "city", "publication", "voices")
ROOMS = ("figures", "evaluation", *(f"evaluation/{name}" for name in LOOP))
FACES |= {name: ROOT / "server" / name for name in ROOMS}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}
JINJA = {"**/templates/**.html": {"trimmed": "true", "extensions": "jinja2.ext.i18n"}}


def said_in(face: str) -> set[str]:
    found = extract_from_dir(FACES[face], METHODS, JINJA, keywords=KEYWORDS)
    return {words if isinstance(words, str) else words[0] for _, _, words, _, _ in found}


def messages(face: str) -> list[Message]:
    with (FACES[face] / "words" / "ja.po").open("rb") as file:
        return [each for each in read_po(file, locale="ja") if each.id and not each.fuzzy]


def known_in(face: str) -> dict[str, object]:
    return {(each.id if isinstance(each.id, str) else each.id[0]): each.string for each in messages(face)}


def everywhere_known() -> set[str]:
    return {words for face in FACES for words, japanese in known_in(face).items() if japanese}


@pytest.mark.parametrize("face", FACES)
def test_everything_that_is_said_has_its_japanese(face: str):
    assert said_in(face) - everywhere_known() == set()


@pytest.mark.parametrize("face", FACES)
def test_the_placeholders_of_a_translation_are_those_of_the_words(face: str):
    for message in messages(face):
        words = message.id if isinstance(message.id, str) else message.id[-1]  # the plural counts
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        for form in forms:
            assert placeholders(form) == placeholders(words), words


def placeholders(text: str) -> set[str]:
    return {part.split(")")[0] for part in text.split("%(")[1:]}


def test_no_words_stand_in_scripts_or_styles():
    japanese = [
        file.name
        for face in FACES.values()
        for file in (face / "static").glob("*")
        if file.suffix in {".js", ".css"}
        and any("\u3040" <= letter <= "\u9fff" for letter in file.read_text())
    ]
    assert japanese == []


def test_the_same_words_are_the_same_japanese_in_every_room():
    """All catalogs are one in the end: the last would silently win."""
    said: dict[str, dict[str, object]] = {}
    for face in FACES:
        for words, japanese in known_in(face).items():
            said.setdefault(words, {})[face] = japanese
    torn = {words: rooms for words, rooms in said.items() if len(set(rooms.values())) > 1}
    assert torn == {}


def test_no_word_hides_in_braces_where_its_japanese_is_not_asked_for():
    """What is said inside an f-string is seen by nobody who collects the words."""
    hidden = [
        f"{file.relative_to(ROOT)}:{number}"
        for root in {FACES[face] for face in FACES}
        for file in root.rglob("*.py")
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if "{_(" in line
    ]
    assert hidden == []
