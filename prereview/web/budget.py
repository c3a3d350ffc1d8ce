"""How often somebody may call: moving windows of the `limits` library, counted in this process."""

from __future__ import annotations

from dataclasses import dataclass, field

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from prereview.web.problems import TooManyRequests


def _limiter() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(MemoryStorage())


@dataclass(frozen=True, slots=True)
class Budget:
    """Calls in a minute: of one account or key, and sign-ins of one address (accounts lock by themselves as well)."""

    calls: int
    sign_ins: int
    limiter: MovingWindowRateLimiter = field(default_factory=_limiter)

    def spend_call(self, who: str) -> None:
        """Count a call.

        Raises:
            TooManyRequests: the minute is used up.
        """
        self._spend("call", who, self.calls)

    def spend_sign_in(self, address: str) -> None:
        """Count an attempt to sign in, before the password is looked at.

        Raises:
            TooManyRequests: the minute is used up.
        """
        self._spend("sign-in", address, self.sign_ins)

    def is_first_in_a_minute(self, what: str) -> bool:
        """Whether nothing of that name happened within the last minute; asking counts as happening."""
        return self.limiter.hit(parse("1 per minute"), "first", what)

    def _spend(self, what: str, who: str, most: int) -> None:
        if not self.limiter.hit(parse(f"{most} per minute"), what, who):
            raise TooManyRequests(f"more than {most} of these calls a minute", remedy="Wait a minute.")
