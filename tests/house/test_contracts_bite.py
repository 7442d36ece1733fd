"""Each import contract has been seen to bite: it finds the fault planted in a copy of the tree."""

import shutil
from pathlib import Path

import pytest

from tests.house import linter
from tests.house.tree import PACKAGES, ROOT, modules

FAULTS = [
    ("one-arrow", "server.main", "server.cli"),
    ("one-arrow", "server.adapters", "server.main"),
    ("one-arrow", "kiosk", "server.main"),
    ("one-arrow", "kiosk", "server.adapters"),
    ("one-arrow", "server.adapters", "kiosk"),
    ("one-arrow", "counter", "server.evaluation"),
    ("one-arrow", "server.web", "server.adapters"),
    ("one-arrow", "server.web", "display"),
    ("one-arrow", "server.app", "server.web"),
    ("one-arrow", "server.forecast", "server.app"),
    ("one-arrow", "server.measure", "server.forecast"),
    ("one-arrow", "server.ports", "server.measure"),
    ("one-arrow", "server.core", "server.ports"),
    ("strangers", "kiosk", "display"),
    ("strangers", "display", "counter"),
    ("strangers", "counter", "kiosk"),
    ("adapters-apart", "server.adapters.sql_planted", "server.adapters.redis_planted"),
    ("adapters-apart", "server.adapters.memory_planted", "server.adapters.sql_planted"),
    ("plugged-together", "server.app", "server.adapters.sql_planted"),
    ("plugged-together", "server.settings", "server.adapters.sql_planted"),
    ("plugged-together", "kiosk", "server.adapters.sql_planted"),
    ("pure-core", "server.core", "os"),
    ("pure-core", "server.core.planted", "hardware"),
    ("pure-loop", "server.evaluation.core", "asyncio"),
    ("pure-loop", "server.evaluation.core.planted", "server.measure"),
    ("pure-loop", "server.evaluation.core.planted", "server.evaluation.ward"),
    ("rooms", "server.evaluation.ward", "server.evaluation.city"),
    ("rooms", "server.evaluation.city", "server.evaluation.publication"),
    ("pure-views", "server.evaluation.ward.views", "fastapi"),
    ("pure-views", "server.evaluation.city.views", "jinja2"),
    ("pure-views", "server.evaluation.publication.views", "asyncio"),
    ("pure-views", "server.evaluation.voices.views", "sqlalchemy"),
    ("pure-views", "kiosk.views", "fastapi"),
    ("pure-views", "display.views", "asyncio"),
    ("pure-views", "counter.views", "jinja2"),
    ("sql-at-home", "server.app", "sqlalchemy"),
    ("sql-at-home", "server.adapters.memory_planted", "sqlalchemy"),
    ("sql-at-home", "server.main", "psycopg"),
    ("redis-at-home", "server.web", "redis"),
    ("redis-at-home", "server.adapters.sql_planted", "redis"),
    ("paper-not-tickets", "hardware", "server"),
    ("paper-not-tickets", "hardware", "kiosk"),
    ("nothing-reads-back", "server.web", "server.evaluation"),
    ("nothing-reads-back", "server.measure", "server.evaluation.core"),
    ("nothing-reads-back", "server.figures", "server.evaluation"),
    ("nothing-reads-back", "server.adapters.sql_planted", "server.evaluation"),
]

ALLOWED = [
    ("server.cli", "server.main"),
    ("server.main", "server.adapters.sql_planted"),
    ("server.main", "server.evaluation"),
    ("server.adapters.sql_planted", "sqlalchemy"),
    ("server.adapters.sql_planted", "server.adapters.sql_other"),
    ("server.adapters.redis_planted", "redis"),
    ("server.adapters.redis_planted", "server.ports"),
    ("server.evaluation", "server.measure"),
    ("server.evaluation.core", "server.ports"),
    ("server.evaluation.core", "msgspec"),
    ("server.evaluation.ward", "server.evaluation.voices"),
    ("server.evaluation.ward.views", "server.evaluation.core"),
    ("kiosk", "server.web"),
    ("kiosk", "hardware"),
    ("kiosk.views", "server.core"),
    ("server.core", "datetime"),
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The packages' modules and what import-linter reads, nothing else."""
    plain = [ROOT / "tests" / "__init__.py", ROOT / "pyproject.toml"]
    for path in [*modules(*PACKAGES), *modules("tests/house"), *plain]:
        place = tmp_path / path.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    return tmp_path


def plant(tree: Path, importer: str, *imported: str) -> None:
    for module in imported:
        if module.split(".")[0] in PACKAGES:
            place_of(tree, module)
    with place_of(tree, importer).open("a", encoding="utf-8") as file:
        file.writelines(f"\nimport {module}\n" for module in imported)


def place_of(tree: Path, module: str) -> Path:
    """The file of a module, made with the packages around it where the tree has none."""
    place = tree
    for name in module.split("."):
        place /= name
        if place.with_suffix(".py").exists():
            return place.with_suffix(".py")
        package(place)
    return place / "__init__.py"


def package(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "__init__.py").touch()


@pytest.mark.parametrize(("contract", "importer", "imported"), FAULTS, ids=str)
def test_a_planted_fault_is_found(copy: Path, contract: str, importer: str, imported: str) -> None:
    plant(copy, importer, imported)
    assert linter.contracts()[contract]["name"] in linter.judge(copy).broken


def test_what_the_arrow_allows_is_not_refused(copy: Path) -> None:
    before = linter.judge(copy)
    for importer, imported in ALLOWED:
        plant(copy, importer, imported)
    after = linter.judge(copy)
    assert after.broken == before.broken, after.words


@pytest.mark.parametrize(
    ("contract", "importer"),
    [
        ("pure-core", "server.core.planted"),
        ("pure-views", "kiosk.views.planted"),
        ("pure-loop", "server.evaluation.core.planted"),
    ],
)
def test_each_forbidden_module_is_found(copy: Path, contract: str, importer: str) -> None:
    forbidden = linter.contracts()[contract]["forbidden_modules"]
    assert isinstance(forbidden, list)
    plant(copy, importer, *forbidden)
    words = linter.judge(copy).words
    assert [module for module in forbidden if f"{importer} -> {module} " not in words] == []


def test_every_contract_has_a_planted_fault() -> None:
    assert {contract for contract, _, _ in FAULTS} == set(linter.contracts())
