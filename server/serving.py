"""Serving: listening sockets, uvicorn as our screens need it, and a port in use said in words."""

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

import uvicorn
from fastapi import FastAPI

ANSWERS_WITHIN_MS = 20_000
"""A peer that acknowledges nothing for so long is gone (TCP_USER_TIMEOUT; RELIABILITY.md 0.6)."""

BACKLOG = 2_048
LARGEST_MESSAGE = 64 * 1024
LAST_WORDS_S = 10


class PortTaken(Exception):
    """Another program listens there already. Says in words where, and what to do."""


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, ANSWERS_WITHIN_MS)
    try:
        listener.bind((host, port))
    except OSError as fault:
        listener.close()
        raise PortTaken(
            f"{host}:{port} cannot be used: {fault.strerror}. Is Machiai running there already? "
            "Stop it, or choose another port with --port."
        ) from fault
    listener.listen(BACKLOG)
    return listener


def serve(app: FastAPI, listener: socket.socket, *, trusted_proxies: str = "") -> None:
    """Serve until SIGINT or SIGTERM, then end cleanly within seconds, whatever the screens do.

    Raises what keeps the application from starting, so that it can be said in words.
    """
    faults: list[Exception] = []
    app.router.lifespan_context = _noting(faults, app.router.lifespan_context)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=LARGEST_MESSAGE,
        timeout_graceful_shutdown=LAST_WORDS_S,
        timeout_keep_alive=30,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=trusted_proxies or None,
        server_header=False,
    )
    try:
        with suppress(KeyboardInterrupt):  # uvicorn has ended everything by then and only passes it on
            uvicorn.Server(config).run(sockets=[listener])
    except SystemExit as ended:
        if not faults:
            raise
        raise faults[0] from ended


def _noting(
    faults: list[Exception], lifespan: Callable[[Any], AbstractAsyncContextManager[Any]]
) -> Callable[[Any], AbstractAsyncContextManager[Any]]:
    """The same lifespan; uvicorn only logs what it raises, and goes."""

    @asynccontextmanager
    async def noted(app: Any) -> AsyncIterator[Any]:
        try:
            async with lifespan(app) as state:
                yield state
        except Exception as fault:
            faults.append(fault)
            raise

    return noted
