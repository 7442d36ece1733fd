"""Every word on the board and the phone pages has its Japanese."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

import display

HERE = Path(display.__file__).parent
SAID = re.compile(r"""\b(?:_|also|ngettext)\(\s*"([^"]+)\"""")


def test_every_word_in_a_template_has_its_japanese_and_nothing_else_is_kept() -> None:
    said = {
        words
        for template in (HERE / "templates").rglob("*.html")
        for words in SAID.findall(template.read_text(encoding="utf-8"))
    }
    with (HERE / "words" / "ja.po").open("rb") as file:
        catalog = read_po(file, locale="ja")
    known = {
        each.id if isinstance(each.id, str) else each.id[0] for each in catalog if each.id and each.string
    }
    assert said == known
