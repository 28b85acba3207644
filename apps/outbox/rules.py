"""How long to wait before trying again, and at which hours nothing is sent."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from apps.lib.clock import SHANGHAI

WAITS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
)


def wait_after(attempt: int) -> timedelta:
    """Return the pause after the ``attempt``-th failed attempt (1, 2, ...); half an hour at most."""
    return WAITS[min(max(attempt, 1), len(WAITS)) - 1]


def free_from(at: datetime, quiet: str) -> datetime:
    """Return when a text may go out that is ready at a moment: then, or when the quiet hours around it end.

    ``quiet`` is written 21:00-08:00, in Asia/Shanghai, over midnight or not; '' for none.
    """
    if not quiet:
        return at
    begins, ends = (time.fromisoformat(each) for each in quiet.split("-"))
    local = at.astimezone(SHANGHAI)
    now = local.time()
    is_quiet = begins <= now < ends if begins < ends else now >= begins or now < ends
    if not is_quiet:
        return at
    end = datetime.combine(local.date(), ends, SHANGHAI)
    # Arithmetic on wall-clock time is safe here: Asia/Shanghai has no summer time.
    return (end if end > local else end + timedelta(days=1)).astimezone(at.tzinfo)
