"""A load generator that leaves the cores to what it measures: threads over the standard library.

Each user keeps one connection and sends the next request when the last one is answered.
"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from statistics import median, quantiles

TIMEOUT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Request:
    """One POST as it goes over the wire."""

    path: str
    body: bytes
    headers: Mapping[str, str]


@dataclass(slots=True)
class Result:
    """Answers of one or several rounds; times in seconds."""

    times: list[float] = field(default_factory=list)
    seconds: float = 0.0
    statuses: Counter[str] = field(default_factory=Counter)
    first_error: str = ""

    @property
    def errors(self) -> int:
        """Requests that were not answered by 201."""
        return sum(count for status, count in self.statuses.items() if status != "201")

    @property
    def per_second(self) -> float:
        """Requests that were answered by 201, a second."""
        return self.statuses["201"] / self.seconds if self.seconds else 0.0

    @property
    def median_ms(self) -> float:
        """Middle answer time."""
        return median(self.times) * 1000 if self.times else float("inf")

    @property
    def p95_ms(self) -> float:
        """The time within which 95 % were answered."""
        return quantiles(self.times, n=20)[-1] * 1000 if len(self.times) > 1 else float("inf")

    def add(self, other: Result) -> None:
        """Take the answers of another round in."""
        self.times += other.times
        self.seconds += other.seconds
        self.statuses += other.statuses
        self.first_error = self.first_error or other.first_error


def run(
    *, port: int, make: Callable[[int], Request], numbers: Iterator[int], count: int, users: int
) -> Result:
    """Send ``count`` requests from ``users`` concurrent users; ``make`` writes the n-th request."""
    result, lock = Result(), threading.Lock()
    # Written beforehand: only sending and waiting happens while the clock runs.
    waiting = [make(next(numbers)) for _ in range(count)]
    start = threading.Barrier(users + 1)

    def user() -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
        start.wait()
        while True:
            with lock:
                if not waiting:
                    break
                request = waiting.pop()
            began = time.perf_counter()
            status, text = send(connection, request)
            took = time.perf_counter() - began
            with lock:
                result.times.append(took)
                result.statuses[status] += 1
                if status != "201" and not result.first_error:
                    result.first_error = f"{status} {text[:400]}"
        connection.close()

    threads = [threading.Thread(target=user, daemon=True) for _ in range(users)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    result.seconds = time.perf_counter() - began
    return result


def send(connection: HTTPConnection, request: Request) -> tuple[str, str]:
    """Send one request and return status and text; a broken connection is a status of its own."""
    try:
        connection.request("POST", request.path, request.body, dict(request.headers))
        answer = connection.getresponse()
        return str(answer.status), answer.read().decode("utf-8", "replace")
    except (OSError, HTTPException) as error:
        connection.close()
        return type(error).__name__, str(error)


def as_json(values: Mapping[str, object]) -> bytes:
    """Return a body as clients write it."""
    return json.dumps(values, ensure_ascii=False).encode()
