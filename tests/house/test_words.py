"""Every word that the faces say has its Japanese."""

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
FACES = {"web": ROOT / "server" / "web", **{name: ROOT / name for name in ("kiosk", "display", "counter")}}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}
JINJA = {"**/templates/**.html": {"trimmed": "true", "extensions": "jinja2.ext.i18n"}}


def said_in(face: str) -> set[str]:
    found = extract_from_dir(FACES[face], METHODS, JINJA, keywords=KEYWORDS)
    return {words if isinstance(words, str) else words[0] for _, _, words, _, _ in found}


def known_in(face: str) -> dict[str, object]:
    with (FACES[face] / "words" / "ja.po").open("rb") as file:
        return {
            (message.id if isinstance(message.id, str) else message.id[0]): message.string
            for message in read_po(file, locale="ja")
            if message.id and not message.fuzzy
        }


def everywhere_known() -> set[str]:
    return {words for face in FACES for words, japanese in known_in(face).items() if japanese}


@pytest.mark.parametrize("face", FACES)
def test_everything_that_is_said_has_its_japanese(face: str):
    assert said_in(face) - everywhere_known() == set()


@pytest.mark.parametrize("face", FACES)
def test_the_placeholders_of_a_translation_are_those_of_the_words(face: str):
    for words, japanese in known_in(face).items():
        forms = japanese if isinstance(japanese, tuple) else (japanese,)
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
