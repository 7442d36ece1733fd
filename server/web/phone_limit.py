"""How many tickets one address may take by phone."""

from collections.abc import Awaitable, Callable

from limits import parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from starlette.requests import Request

from server.web.house import house_of
from server.web.problem import PhoneLimit


def phone_limit(rate: str) -> Callable[[Request], Awaitable[None]]:
    """A check that raises PhoneLimit when the caller's address took more tickets than `rate` allows.

    `rate` is as in "5/10minutes". Each node counts for itself.
    """
    allowed = parse(rate)
    limiter = MovingWindowRateLimiter(MemoryStorage())

    async def check(request: Request) -> None:
        address = request.client.host if request.client else "unknown"
        if not await limiter.hit(allowed, "tickets", address):
            window = await limiter.get_window_stats(allowed, "tickets", address)
            raise PhoneLimit(max(1, int(window.reset_time - _now(request))))

    return check


def _now(request: Request) -> float:
    return house_of(request).clock.now().timestamp()
