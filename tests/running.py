"""The whole program as an office runs it: a real process, asked over HTTP, killed when a test wants."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2

ROOT = Path(__file__).parent.parent
PASSWORDS = {"clerk": "machiai-clerk", "manager": "machiai-manager", "admin": "machiai-admin"}
START_WITHIN_S = 60
PATIENT = {"MACHIAI_PHONE_TICKETS": "1000/minute"}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def machiai(*words: str, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "server.cli", *words],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
    )  # fmt: skip


@dataclass
class Running:
    """A running demo office without its lobby and its past years, at `url`, with its data in `data`."""

    data: Path
    port: int = field(default_factory=free_port)
    words: tuple[str, ...] = ("--no-lobby", "--no-history")
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def office(self) -> str:
        """The pages of the demo office."""
        return f"{self.url}/offices/midori"

    @property
    def api(self) -> str:
        """The API of the demo office."""
        return f"{self.url}/api/v1/offices/midori"

    async def start(self) -> "Running":
        """Start the process and wait until it answers."""
        command = ["demo", "--port", str(self.port), "--data", str(self.data), *self.words]
        with (self.data / "stderr.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "server.cli", *command],
                cwd=ROOT,
                stdout=subprocess.DEVNULL,
                stderr=log,
                env={**os.environ, "PYTHONPATH": str(ROOT), **PATIENT, **self.environment},
            )
        async with httpx2.AsyncClient() as client:
            async with asyncio.timeout(START_WITHIN_S):
                while not await self._answers(client):
                    await asyncio.sleep(0.05)
        return self

    def kill(self) -> None:
        """Kill it as a power cut would: no last words."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> int:
        """End it as Ctrl-C does, and say its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(20)

    def said(self) -> str:
        """What it wrote to its log."""
        return (self.data / "stderr.log").read_text()

    def token(self, role: str) -> str:
        """A bearer token of this role."""
        if role not in self.tokens:
            made = machiai(
                "token", "create", "--role", role, "--data", str(self.data), environment=self.environment
            )
            assert made.returncode == 0, made.stderr
            self.tokens[role] = made.stdout.strip()
        return self.tokens[role]

    async def ask(
        self, path: str, body: Any = None, *, role: str = "clerk", key: str | None = None
    ) -> httpx2.Response:
        """POST to the API of the demo office."""
        headers = {"Authorization": f"Bearer {self.token(role)}", "Idempotency-Key": key or str(uuid4())}
        async with httpx2.AsyncClient(timeout=30) as client:
            return await client.post(f"{self.api}{path}", json=body, headers=headers)

    async def done(self, path: str, body: Any = None, *, role: str = "clerk", key: str | None = None) -> Any:
        """POST what must succeed, and give its answer."""
        answer = await self.ask(path, body, role=role, key=key)
        assert answer.is_success, answer.text
        return answer.json()

    async def now(self) -> Any:
        """The public picture."""
        async with httpx2.AsyncClient() as client:
            return (await client.get(f"{self.api}/now")).json()

    async def records(self) -> list[Any]:
        """The whole log."""
        async with httpx2.AsyncClient(timeout=60) as client:
            answer = await client.get(
                f"{self.api}/records", headers={"Authorization": f"Bearer {self.token('clerk')}"}
            )
        return [json.loads(line) for line in answer.text.splitlines()]

    async def _answers(self, client: httpx2.AsyncClient) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.said()
        try:
            return (await client.get(f"{self.url}/healthz")).status_code == 200
        except httpx2.TransportError:
            return False
