"""With PostgreSQL its own tools make the backup, as the README says: what comes back is sound and whole."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.running import ROOT, Running, machiai
from tests.servers import Postgres, postgres_programs

README = (ROOT / "README.md").read_text(encoding="utf-8")
DUMP = "pg_dump --format=custom --file=machiai.dump postgresql://machiai@db.example/machiai"
RESTORE = (
    "pg_restore --no-owner --single-transaction --dbname=postgresql://machiai@db.example/empty machiai.dump"
)


def done(command: str, names: Mapping[str, str]) -> None:
    """A command line of the README, with the names of this test in place of the README's."""
    assert command in README
    for name, here in names.items():
        command = command.replace(name, here)
    program, *words = command.split()
    subprocess.run([postgres_programs() / program, *words], check=True, capture_output=True, timeout=60)


def verified(url: str, data: Path) -> object:
    """What `machiai verify` says of the database at this URL."""
    words = ("verify", "--json", "--data", str(data))
    told = machiai(*words, environment={"MACHIAI_DATABASE_URL": url})
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


async def test_a_dump_taken_while_serving_is_restored_into_an_empty_database(
    postgres_server: Postgres, postgres_url: str, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    dump = str(tmp_path / "machiai.dump")
    at = postgres_server.url("").replace("+psycopg", "").removesuffix("/")
    office = await Running(tmp_path / "data", environment={"MACHIAI_DATABASE_URL": postgres_url}).start()
    try:
        for _ in range(3):
            await office.done("/tickets", {"service": "certificate"})
        before = verified(postgres_url, tmp_path)
        old = f"{at}/{postgres_url.rpartition('/')[2]}"
        done(DUMP, {"machiai.dump": dump, "postgresql://machiai@db.example/machiai": old})
        await office.done("/tickets", {"service": "certificate"})
    finally:
        office.kill()
    with postgres_server.fresh_database("restored") as url:
        done(RESTORE, {"postgresql://machiai@db.example/empty": f"{at}/restored", "machiai.dump": dump})
        assert verified(url, tmp_path) == before
        again = await Running(tmp_path / "data", environment={"MACHIAI_DATABASE_URL": url}).start()
        try:
            made = await again.done("/tickets", {"service": "certificate"})
            assert made["number"] == "A004"
        finally:
            again.kill()
