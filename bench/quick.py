"""script/bench quick: what every page costs with ten times the cases; script/bench full: a hundred times.

Builds the same programme twice on one PostgreSQL, with 10,000 cases and with many more, asks both
for the same pages in turns, and prints for each the statements, the median times and two ratios:
large to small, which shows what grows with the programme, and to the page of signing in, which can
be compared between machines. It measures and does not judge: the exit code is 0. How to read
it: docs/decisions/0064-what-grows-with-the-programme.md.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import psycopg

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from bench.pages import Measured
    from bench.programme import Programme

SMALL, QUICK = 10_000, 100_000
ROUNDS = 9
SLOW_MS = 20_000
"""What one page may take over all its rounds; a page that uses it up is asked three times at least."""
FEWEST = 3
LIMIT = 1.5
"""Beyond this ratio a page grows with the programme; marked in the table."""


class Databases:
    """The two databases on one server, each behind a connection of its own."""

    def __init__(self, url: str) -> None:
        """Use the server of ``url``."""
        self.url = url
        self.connections: dict[str, BaseDatabaseWrapper] = {}

    def create(self, name: str, template: str = "") -> None:
        """Create a database, as a copy of another one where one is named."""
        parts = urlsplit(self.url)
        with psycopg.connect(f"{self.url.partition('?')[0]}?{parts.query}", autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))

    def use(self, name: str) -> None:
        """Make a database the one that everything in this process asks."""
        from django.db import connections

        if name not in self.connections:
            settings = {**connections["default"].settings_dict, "NAME": name}
            self.connections[name] = type(connections["default"])(settings, "default")
        connections["default"] = self.connections[name]


@contextmanager
def lasting(what: str) -> Iterator[None]:
    """Say how long something took."""
    began = perf_counter()
    yield
    print(f"{what}: {perf_counter() - began:.0f} s", flush=True)


def set_up(databases: Databases, folder: str) -> None:
    """Start Django on the first, empty database and bring its tables up."""
    parts = urlsplit(databases.url)
    os.environ |= {
        "DATABASE_URL": parts._replace(path="/base").geturl(),
        "DATABASE_STATEMENT_TIMEOUT": "0",
        "DATABASE_IDLE_TIMEOUT": "0",
        "CASEFLOW_VAR": folder,
        "ALLOWED_HOSTS": "testserver",  # as Django's test client calls it
        "API_CALLS_PER_MINUTE": "0",  # the clock stands still, and with it the minute that is counted
        "DJANGO_SETTINGS_MODULE": "caseflow.settings",
    }
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody types one here
    # Hashed names of static files want a collectstatic; no page is slower for them.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("whitenoise.")]
    django.setup()
    call_command("migrate", verbosity=0)


def build(databases: Databases, sizes: tuple[int, int], rounds: int) -> Programme:
    """Make the programme once and grow it in two copies."""
    from django.db import connection

    from bench import ballast, programme, weeks

    with lasting("bodies and model households, through the services"):
        connection.cursor().execute("SET synchronous_commit = off")  # of this connection, which ends here
        made = programme.build(waiting=rounds + 1)
    connection.close()
    for size in sizes:
        databases.create(str(size), "base")
        databases.use(str(size))
        with lasting(f"{size:,} cases"), connection.cursor() as cursor:
            ballast.fill(made, size)
            cursor.execute("ANALYZE")
        with lasting(f"{size:,} cases, their weeks"), connection.cursor() as cursor:
            weeks.close(made)
            cursor.execute("VACUUM (ANALYZE)")
    return made


def measure(
    databases: Databases, made: Programme, sizes: tuple[int, int], rounds: int
) -> list[tuple[Measured, ...]]:
    """Ask both databases for everything in turns; return (small, large) of each page."""
    from apps.lib import clock
    from bench.pages import Site
    from bench.programme import NOW

    with clock.at(NOW):
        sides = []
        for size in sizes:
            databases.use(str(size))
            sides.append(Site(made).measured())
        pairs = list(zip(*sides, strict=True))
        return in_turns(databases, tuple(map(str, sizes)), pairs, rounds)


def in_turns(
    databases: Databases, names: tuple[str, ...], pairs: list[tuple[Measured, ...]], rounds: int
) -> list[tuple[Measured, ...]]:
    """Ask the named databases for the pages of each pair, now one first and now the other."""
    for each in range(rounds + 1):
        for pair in pairs:
            order = zip(names, pair, strict=True)
            for name, page in order if each % 2 else reversed(list(order)):
                databases.use(name)
                if not each:
                    page.look()
                elif len(page.times) < FEWEST or sum(page.times) < SLOW_MS:
                    page.time()
    return pairs


def lines(pairs: list[tuple[Measured, ...]]) -> list[dict[str, Any]]:
    """Return the figures of each page by plain names."""
    reference = [page.median for page in pairs[0]]
    return [
        {
            "page": small.name,
            "who": small.who,
            "statements": [small.statements, large.statements],
            "small_ms": round(small.median, 2),
            "large_ms": round(large.median, 2),
            "growth": round(large.median / small.median, 2),
            "to_reference": [
                round(page.median / known, 2) for page, known in zip((small, large), reference, strict=True)
            ],
            "rounds": len(large.times),
        }
        for small, large in pairs
    ]


def cells(text: str, width: int) -> str:
    """Pad a text to a width on the screen, where a Chinese character takes two."""
    return text + " " * (width - sum(2 if ord(character) > 0x2E80 else 1 for character in text))


def show(found: list[dict[str, Any]], sizes: tuple[int, int]) -> None:
    """Print the table."""
    head = ("statements", f"{sizes[0]:,}", f"{sizes[1]:,}", "growth", "to login")
    print(f"\n{'':30}" + "".join(f"{each:>12}" for each in head))
    for line in found:
        few, many = line["statements"]
        statements = str(few) if few == many else f"{few} to {many}"
        print(
            cells(line["page"], 22)
            + cells(line["who"], 8)
            + f"{statements:>12}{line['small_ms']:>9.1f} ms{line['large_ms']:>9.1f} ms{line['growth']:>12.2f}"
            + f"{line['to_reference'][1]:>12.1f}"
            + (" grows" if line["growth"] > LIMIT else "")
        )


def main() -> int:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(prog="script/bench quick", description=__doc__)
    parser.add_argument("--small", type=int, default=SMALL, help=f"cases of the small database ({SMALL})")
    parser.add_argument("--large", type=int, default=QUICK, help=f"cases of the large database ({QUICK})")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"how often each is asked ({ROUNDS})")
    parser.add_argument("--json", metavar="FILE", help="write the figures to a file, too")
    options = parser.parse_args()
    sizes = (options.small, options.large)
    databases = Databases(os.environ["DATABASE_URL"])
    with tempfile.TemporaryDirectory(prefix="bench-", dir="/var/tmp") as folder, lasting("all in all"):
        databases.create("base")
        set_up(databases, folder)
        made = build(databases, sizes, options.rounds)
        print(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}", flush=True)
        with lasting("measuring"):
            found = lines(measure(databases, made, sizes, options.rounds))
        show(found, sizes)
    if options.json:
        text = json.dumps({"sizes": sizes, "pages": found}, ensure_ascii=False, indent=1)
        Path(options.json).write_text(text + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
