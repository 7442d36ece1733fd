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
    return int(pytest.main([*_side_by_side(arguments), *arguments]))


def _side_by_side(arguments: list[str]) -> list[str]:
    """Files side by side on the machine's cores, unless the arguments say how or look at one thing only."""
    said = any(each.startswith(("-n", "--dist", "-s", "--pdb", "-p", "--co")) for each in arguments)
    narrow = any("::" in each for each in arguments)
    return [] if said or narrow else ["-n", "auto", "--dist", "loadfile"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
