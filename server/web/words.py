"""Words in every language: gettext catalogs read from `words/*.po` of each package, with no build step."""

from collections.abc import Iterable, Sequence
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

SOURCE_LANGUAGE = "en"
"""The language of the msgids; it needs no catalog."""

FIRST_LANGUAGE = "ja"


class Words:
    """The catalogs of all packages, one merged per language."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._catalogs: dict[str, Translations] = {}
        for folder in folders:
            for file in sorted(folder.glob("*.po")):
                self._add(file.stem, file)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that can be chosen, Japanese first."""
        others = sorted({SOURCE_LANGUAGE, *self._catalogs} - {FIRST_LANGUAGE})
        return (FIRST_LANGUAGE, *others)

    def of(self, language: str) -> NullTranslations:
        """The catalog of a language; msgids as they are where there is none."""
        return self._catalogs.get(language, NullTranslations())

    def chosen(self, wishes: Sequence[str]) -> str:
        """The first wish that there is, by its main subtag too; otherwise Japanese."""
        for wish in wishes:
            for candidate in (wish, wish.split("-")[0]):
                if candidate in self.languages:
                    return candidate
        return FIRST_LANGUAGE

    def _add(self, language: str, file: Path) -> None:
        with file.open("rb") as source:
            catalog = read_po(source, locale=language)
        compiled = BytesIO()
        write_mo(compiled, catalog)
        compiled.seek(0)
        translations = Translations(compiled)
        if language in self._catalogs:
            self._catalogs[language].merge(translations)
        else:
            self._catalogs[language] = translations
