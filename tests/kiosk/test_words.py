"""Every word of the kiosk has its Japanese, and no Japanese is kept that nobody says."""

from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import kiosk

HERE = Path(kiosk.__file__).parent
WHERE = [("templates/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
HOW = {"_": None, "gettext": None, "ngettext": (1, 2), "say": (2,)}


def test_every_word_has_its_japanese_and_nothing_else_is_kept() -> None:
    found = (words for _, _, words, *_ in extract_from_dir(HERE, WHERE, keywords=HOW))
    said = {words if isinstance(words, str) else words[0] for words in found}
    with (HERE / "words" / "ja.po").open("rb") as file:
        catalog = read_po(file, locale="ja")
    known = {
        each.id if isinstance(each.id, str) else each.id[0] for each in catalog if each.id and each.string
    }
    assert len(said) > 50
    assert said == known
