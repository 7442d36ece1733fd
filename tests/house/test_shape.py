"""The house rules that a tree can be asked: sizes, names, first lines, the root, nothing unfinished."""

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, ROOT, files, is_ours, modules, named, parsed

LONGEST_FUNCTION = 40
LONGEST_MODULE = 400
NO_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "base",
    "manager",
    "service",
    "handler",
    "impl",
    "models",
}
REQUIRED_AT_THE_ROOT = {
    *PACKAGES,
    "tests",
    "pyproject.toml",
    "README.md",
    "README.ja.md",
    "machiai",
    "LICENSE",
    "run.lock",
    "test.lock",
}
ALLOWED_AT_THE_ROOT = REQUIRED_AT_THE_ROOT | {".ci", ".gitignore", ".gitattributes", "CHANGELOG.md", "NOTICE"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions() -> Iterator[tuple[str, Function]]:
    for path in modules(*PACKAGES):
        for node in ast.walk(parsed(path)):
            if isinstance(node, Function):
                yield f"{named(path)}:{node.lineno} {node.name}", node


def test_every_module_says_its_job_on_its_first_line() -> None:
    assert [named(path) for path in modules(*PACKAGES, "tests") if not says_its_job(path)] == []


def says_its_job(path: Path) -> bool:
    tree = parsed(path)
    return bool(ast.get_docstring(tree)) and tree.body[0].lineno == 1


def test_no_function_is_longer_than_forty_lines() -> None:
    lengths = {name: (node.end_lineno or 0) - node.lineno + 1 for name, node in functions()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    lengths = {named(path): path.read_text(encoding="utf-8").count("\n") for path in modules(*PACKAGES)}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    code = [path for path in files() if path.suffix in {".py", ".js"}]
    assert [named(path) for path in code if {path.stem, path.parent.name} & NO_NAMES] == []


def test_each_package_has_a_readme() -> None:
    assert [name for name in (*PACKAGES, "tests") if not (ROOT / name / "README.md").exists()] == []


def test_the_root_holds_exactly_what_a_root_holds() -> None:
    found = {path.name for path in ROOT.iterdir() if is_ours(path)}
    assert found - ALLOWED_AT_THE_ROOT == set()
    assert REQUIRED_AT_THE_ROOT - found == set()


# --- nothing unfinished, nothing swallowed, nothing left out


def test_nothing_is_left_unfinished() -> None:
    assert [fault for path in modules(*PACKAGES, "tests") for fault in unfinished(path)] == []


def unfinished(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == tokenize.COMMENT and re.search(r"\b(TODO|FIXME|XXX|HACK)\b", token.string):
                yield f"{named(path)}:{token.start[0]} {token.string}"
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Name) and node.id == "NotImplementedError":
            yield f"{named(path)}:{node.lineno} NotImplementedError"


def test_no_error_is_caught_and_dropped() -> None:
    assert [fault for path in modules(*PACKAGES, "tests") for fault in dropped(path)] == []


def dropped(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        match node:
            case ast.ExceptHandler(type=kind, body=body) if catches_everything(kind) and does_nothing(body):
                yield f"{named(path)}:{node.lineno} catches everything and does nothing"
            case ast.Call(func=ast.Attribute(attr="suppress") | ast.Name(id="suppress"), args=kinds):
                if any(catches_everything(kind) for kind in kinds):
                    yield f"{named(path)}:{node.lineno} suppresses everything"


def catches_everything(kind: ast.expr | None) -> bool:
    return kind is None or (isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"})


def does_nothing(body: list[ast.stmt]) -> bool:
    idle = (ast.Pass, ast.Continue)
    return all(isinstance(line, idle) or is_constant(line) for line in body)


def is_constant(line: ast.stmt) -> bool:
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)


def test_no_test_is_left_out_or_sleeps_or_mocks() -> None:
    assert [fault for path in modules("tests") for fault in evasions(path)] == []


def evasions(path: Path) -> Iterator[str]:
    """Skips, expected failures, mocks, and sleeps (slow fault and load runs may let time pass)."""
    may_wait = {"faults", "bench"} & set(path.parts) or not path.name.startswith("test_")
    for node in ast.walk(parsed(path)):
        where = f"{named(path)}:{getattr(node, 'lineno', 0)}"
        match node:
            case ast.Attribute(attr="skip" | "skipif" | "xfail" | "importorskip" as word, value=owner):
                if ast.unparse(owner) in {"pytest", "pytest.mark"}:
                    yield f"{where} pytest {word}"
            case ast.ImportFrom(module=str(module)) if module.startswith("unittest.mock"):
                yield f"{where} mocks"
            case ast.Import(names=names) if any(name.name == "unittest.mock" for name in names):
                yield f"{where} mocks"
            case ast.Call(func=ast.Attribute(attr="sleep", value=ast.Name(id="time" | "asyncio" | "anyio"))):
                if not may_wait and ast.unparse(node.args[0]) != "0":
                    yield f"{where} sleeps"


# --- the language of the house

JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0002ffff]")
JAPANESE_AT_HOME = {
    "words",
    "glossary",
    "readings",
    "kana",
    "kanji",
    "breaking",
    "announce",
    "offices",
    "demo",
}


def test_code_speaks_english_and_words_files_speak_japanese() -> None:
    faults = [fault for path in modules(*PACKAGES) if not at_home(path) for fault in japanese_in(path)]
    assert faults == []


def at_home(path: Path) -> bool:
    """Whether Japanese is this file's job: it lies in, or is called, one of the homes of Japanese."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return any(JAPANESE_AT_HOME & {part, *part.split("_")} for part in parts)


def japanese_in(path: Path) -> Iterator[str]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if JAPANESE.search(line):
            yield f"{named(path)}:{number} {line.strip()}"


# --- nothing committed knows where it was made

TEXTS = {
    ".py",
    ".js",
    ".css",
    ".html",
    ".md",
    ".toml",
    ".lock",
    ".json",
    ".csv",
    ".svg",
    ".txt",
    ".po",
    ".pot",
    "",
}
HOSTS_WE_MAY_NAME = re.compile(
    r"127\.0\.0\.1|localhost|192\.0\.2\.\d+|www\.w3\.org|www\.apache\.org|([\w-]+\.)*(example|test|evil)(\.\w+)*"
)
PLACES_ON_ONE_MACHINE = re.compile(r"(?<![\w/.:])/(work|home|root|opt)/\w")
INSTALLER_WORDS = ("--index" + "-url", "--find" + "-links")


def test_no_file_names_a_foreign_host_or_a_place_on_one_machine() -> None:
    texts = [path for path in files() if path.suffix in TEXTS]
    assert len(texts) > len(PACKAGES)
    assert [f"{named(path)}: {word}" for path in texts for word in telling_words(path)] == []


def telling_words(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8", errors="replace").lower()
    hosts = re.findall(r"https?://([a-z0-9][a-z0-9.-]*\.[a-z0-9]+)", text)
    foreign = [each for each in hosts if not HOSTS_WE_MAY_NAME.fullmatch(each)]
    places = [found.group() for found in PLACES_ON_ONE_MACHINE.finditer(text)]
    return [*foreign, *places, *(word for word in INSTALLER_WORDS if word in text)]


@pytest.mark.parametrize("lock", ["run.lock", "test.lock"])
def test_a_lock_names_no_address_and_hashes_everything(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    pinned = re.findall(r"(?m)^\S+==\S+.*\\\n +--hash=sha256:", text)
    assert len(pinned) == len(re.findall(r"(?m)^[a-z0-9]", text)) > 50


def test_the_test_lock_holds_the_whole_run_lock() -> None:
    assert pins("run.lock") - pins("test.lock") == set()


def pins(lock: str) -> set[str]:
    return set(
        re.findall(r"(?m)^([a-z0-9.-]+(?:\[.*?\])?==[^ ;\\]+)", (ROOT / lock).read_text(encoding="utf-8"))
    )


def test_an_old_python_can_read_the_launcher() -> None:
    launcher = ROOT / "machiai"
    ast.parse(launcher.read_text(encoding="utf-8"), feature_version=(3, 6))
    assert launcher.stat().st_mode & 0o111 == 0o111
