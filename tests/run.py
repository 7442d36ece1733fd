"""`./machiai test`: make sure of what the tests need from the machine, then run pytest with the arguments."""

import os
import sys
from pathlib import Path

import pytest

from tests import chromium, servers

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    os.chdir(ROOT)
    try:
        os.environ[chromium.WISH] = chromium.find_or_install()
        servers.postgres_programs()
        servers.redis_program()
    except (chromium.ChromiumMissing, servers.ServerMissing) as missing:
        print(f"machiai test: {missing}", file=sys.stderr)
        return 3
    return int(pytest.main(arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
