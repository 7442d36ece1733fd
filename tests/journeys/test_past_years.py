"""A demo that is ended while it writes its simulated past: at once, and without harm."""

import os
import pty
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import ROOT, START_WITHIN_S, free_port, machiai

FIRST_DAYS = b"Simulating the past: 20 of "


def said(terminal: int, within_s: float) -> bytes:
    """What comes next on a terminal; nothing when it is closed, or when nothing comes in time."""
    ready, _, _ = select.select([terminal], [], [], within_s)
    try:
        return os.read(terminal, 4096) if ready else b""
    except OSError:  # how Linux says that nobody writes to it any more
        return b""


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_demo_at_once_while_it_writes_its_past(tmp_path: Path, sign: signal.Signals) -> None:
    terminal, end = pty.openpty()
    words = ("demo", "--port", str(free_port()), "--data", str(tmp_path), "--no-lobby")
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "server.cli", *words],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=end,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    os.close(end)
    heard = b""
    while FIRST_DAYS not in heard and (more := said(terminal, START_WITHIN_S)):
        heard += more
    assert FIRST_DAYS in heard
    process.send_signal(sign)
    assert process.wait(2) == -sign
    while more := said(terminal, 1):
        heard += more
    os.close(terminal)
    assert b"Traceback" not in heard
    found = machiai("verify", "--data", str(tmp_path))
    assert found.returncode == 0, found.stderr
