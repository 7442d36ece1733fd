"""One arrow: the import contracts of pyproject.toml hold."""

from tests.house import linter
from tests.house.tree import ROOT


def test_every_import_follows_the_arrow() -> None:
    verdict = linter.judge(ROOT)
    assert verdict.broken == set(), verdict.words
    assert verdict.kept == linter.contract_names()
