"""script/bench api: creating cases through the API, 10 users at once, beside a bare DRF create.

A create is the whole counter's act: checked, encrypted, registered, numbered, received, recorded.
Both run on the same PostgreSQL under the same gunicorn settings, in turns. Ends with 1 when the
promise is missed: 25 requests a second, a median under 390 ms (what Open Zaak publishes for a
create), no error.
"""

from __future__ import annotations

import argparse
import base64
import itertools
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

from apps.lib.identity import id_check_character
from bench.load import Request, Result, as_json, run
from bench.serving import ROOT, THREADS, WORKERS, manage, serve

LEAST_PER_SECOND = 25
MOST_MEDIAN_MS = 390
SHANGHAI = timezone(timedelta(hours=8))


def household(number: int) -> dict[str, dict[str, object]]:
    """Return the facts of the n-th made-up household: its own flat, its own 身份证号."""
    birth = datetime(1950, 1, 1, tzinfo=UTC) + timedelta(days=number % 14_000)
    first17 = f"330102{birth:%Y%m%d}000"
    return {
        "case": {
            "applied_on": datetime.now(SHANGHAI).date().isoformat(),
            "street_code": "330102001",
            "will": "both",
        },
        "household": {
            "name": "张示例",
            "id_number": first17 + id_check_character(first17),
            "phone": f"13800000{number % 1000:03d}",
            "hardship": "ordinary",
            "family_size": 3,
        },
        "dwelling": {
            "address": f"示例路{number // 100}号{number % 100 + 1}幢1单元101室",
            "owner_name": "张示例",
            "building_type": "stairs",
            "floor_area": "68.50",
            "built_year": 1988,
            "rooms": 2,
            "halls": 1,
            "bathrooms": 1,
        },
    }


def bare_request(number: int) -> Request:
    """Return the reference's create."""
    facts = household(number)
    flat = {**facts["case"], **facts["household"], **facts["dwelling"]}
    return Request("/households/", as_json(flat), {"Content-Type": "application/json"})


def case_request(token: str) -> Callable[[int], Request]:
    """Return what writes the n-th create of a case."""

    def make(number: int) -> Request:
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {token}",
            "Idempotency-Key": str(uuid4()),
            "X-Forwarded-Proto": "https",
        }
        facts = household(number)
        body = {
            **facts["case"],
            "setting": "urban",
            "nature": "existing",
            "household": facts["household"],
            "dwelling": facts["dwelling"],
            "submit": True,
        }
        return Request("/api/v1/cases", as_json(body), headers)

    return make


@dataclass(slots=True)
class Contender:
    """What is measured: a running server and the requests it gets."""

    name: str
    port: int
    make: Callable[[int], Request]
    numbers: Iterator[int]
    result: Result

    def round(self, count: int, users: int, *, counts: bool = True) -> None:
        """Send a round of requests; a warm-up does not count."""
        measured = run(port=self.port, make=self.make, numbers=self.numbers, count=count, users=users)
        if counts:
            self.result.add(measured)
        elif measured.errors:
            raise SystemExit(f"script/bench: {self.name} does not answer 201: {measured.first_error}")


def secret() -> str:
    """Return a key as the production profile wants it."""
    return secrets.token_urlsafe(48)


def database(url: str, name: str) -> str:
    """Make a database on the server of ``url`` and return its own URL."""
    parts = urlsplit(url)
    with psycopg.connect(f"{url.partition('?')[0]}?{parts.query}", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return parts._replace(path=f"/{name}").geturl()


def production(url: str, folder: str) -> dict[str, str]:
    """Return the environment of the site behind a proxy that ends TLS."""
    return {
        "DJANGO_SETTINGS_MODULE": "caseflow.settings",
        "CASEFLOW_PROFILE": "production",
        "DATABASE_URL": url,
        "CASEFLOW_VAR": folder,
        "SECRET_KEY": secret(),
        "CASEFLOW_KEYS": f'{{"1": "{base64.b64encode(secrets.token_bytes(32)).decode()}"}}',
        "CASEFLOW_INDEX_KEY": secret(),
        "CASEFLOW_AUDIT_KEY": secret(),
        "ALLOWED_HOSTS": "127.0.0.1",
        "BEHIND_TLS_PROXY": "true",
    }


def start(stack: ExitStack, url: str) -> tuple[Contender, Contender]:
    """Bring both servers up, each on its own database of the one PostgreSQL."""
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-", dir="/var/tmp"))
    site = production(database(url, "caseflow"), folder)
    manage("caseflow.settings", site, "migrate", "--verbosity", "0")
    token = subprocess.run(
        [sys.executable, "-m", "bench.world"],
        env={**os.environ, **site},
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    plain = {
        "DJANGO_SETTINGS_MODULE": "bench.bare.settings",
        "DATABASE_URL": database(url, "bare"),
        "SECRET_KEY": secret(),
    }
    manage("bench.bare.settings", plain, "migrate", "--run-syncdb", "--verbosity", "0")
    return (
        Contender(
            "POST /api/v1/cases",
            stack.enter_context(serve("caseflow.wsgi", site)),
            case_request(token),
            itertools.count(1),
            Result(),
        ),
        Contender(
            "bare DRF create",
            stack.enter_context(serve("bench.bare.wsgi", plain)),
            bare_request,
            itertools.count(1),
            Result(),
        ),
    )


def report(ours: Contender, bare: Contender) -> bool:
    """Print the figures and say whether the promise is kept."""
    print(f"{'':22}{'requests':>9}{'req/s':>9}{'median ms':>11}{'p95 ms':>9}{'errors':>8}")
    for each in (ours, bare):
        result = each.result
        print(
            f"{each.name:22}{len(result.times):>9}{result.per_second:>9.1f}{result.median_ms:>11.0f}"
            f"{result.p95_ms:>9.0f}{result.errors:>8}"
        )
    ratio = bare.result.per_second / ours.result.per_second if ours.result.per_second else float("inf")
    slower = ours.result.median_ms / bare.result.median_ms
    print(f"a bare create is {ratio:.1f} times as fast (median {slower:.1f} times)")
    for each in (ours, bare):
        if each.result.first_error:
            print(f"{each.name}, first error: {each.result.first_error}")
    kept = (
        ours.result.per_second >= LEAST_PER_SECOND
        and ours.result.median_ms < MOST_MEDIAN_MS
        and not ours.result.errors
        and not bare.result.errors
    )
    promise = f"at least {LEAST_PER_SECOND} req/s, median under {MOST_MEDIAN_MS} ms, no error"
    print(f"{promise}: {'kept' if kept else 'MISSED'}")
    return kept


def main() -> int:
    """Measure and report; 0 when the promise is kept."""
    parser = argparse.ArgumentParser(prog="script/bench api", description=__doc__)
    parser.add_argument("--users", type=int, default=10, help="concurrent users (10)")
    parser.add_argument("--requests", type=int, default=600, help="measured requests of each (600)")
    parser.add_argument("--rounds", type=int, default=3, help="turns in which they are sent (3)")
    options = parser.parse_args()
    print(
        f"{options.users} users, gunicorn with {WORKERS} workers of {THREADS} threads, PostgreSQL that waits "
        f"for its disk, {os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    with ExitStack() as stack:
        ours, bare = start(stack, os.environ["DATABASE_URL"])
        for each in (ours, bare):
            each.round(options.users * 8, options.users, counts=False)
        for _ in range(options.rounds):
            for each in (ours, bare):
                each.round(options.requests // options.rounds, options.users)
    return 0 if report(ours, bare) else 1


if __name__ == "__main__":
    raise SystemExit(main())
