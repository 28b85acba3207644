"""script/bench public: the pages for everybody, by size of the library and beside a clerk who works.

First each page is asked for in turns on two databases of one PostgreSQL, with ten enterprises and ten
packages and with 500 and 10,000, without keeping pages; the table says what grows (1.5 times at most). Then
gunicorn serves the large one as script/server does, and a clerk asks for the list of cases again and again,
in turns alone and beside 200 visitors a second who read as visitors do: lists and filters most, packages by
their popularity, comparisons, and papers that are checked. Ends with 1 when a promise is missed. What was
measured is said in docs/decisions/0160-many-readers.md.
"""

from __future__ import annotations

import argparse
import logging
import os
import tempfile
import threading
import time
from collections import Counter
from functools import partial
from http.client import HTTPConnection, HTTPException
from itertools import accumulate
from random import Random
from statistics import median
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bench.quick import LIMIT, Databases, in_turns, lasting, lines, set_up, show
from bench.serving import THREADS, WORKERS, processor_seconds, serve

if TYPE_CHECKING:
    from bench.pages import Measured

SMALL, LARGE = (10, 10), (500, 10_000)
"""Enterprises and packages."""
ROUNDS = 15
PER_SECOND = 200
SLOWED = 1.3
"""How many times as long a clerk's page may take beside them."""
READERS = 48
"""Connections that share the visitors' requests."""


def build(databases: Databases) -> dict[str, Any]:
    """Make a world with a clerk and a released week, and two copies of it with a library each."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from apps.lib import clock
    from apps.packages.models import Package
    from apps.reports.services import accept_report, release_week
    from bench import library
    from bench.programme import NOW
    from tests.factories.directory import make_point
    from tests.factories.stages import make_staged_case
    from tests.factories.weeks import make_submitted_week
    from tests.factories.world import make_world, user_of

    logging.getLogger("django.request").setLevel(logging.ERROR)  # a code that is not found is meant
    settings.PUBLIC_PAGE_SECONDS = 0
    settings.UNKNOWN_CODES_PER_ADDRESS = 0
    settings.PUBLIC_PAGES_PER_ADDRESS = 0
    with lasting("a small world"):
        world = make_world()
        week = make_submitted_week(world)
        accept_report(by=world.shi, snapshot=week)
        release_week(by=world.shi, snapshot=week)
    with clock.at(NOW), lasting("its point and cases"):
        make_point(world.zhou)
        for upto in ("received", "confirmed", "contracted", "building", "passed") * 3:
            make_staged_case(world, upto)
        client = Client()
        client.force_login(user_of(world.zhou))
        cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    connection.close()
    for name, sizes in (("small", SMALL), ("large", LARGE)):
        databases.create(name, "base")
        databases.use(name)
        with clock.at(NOW), lasting(f"{sizes[0]} enterprises, {sizes[1]} packages"):
            library.fill(*sizes)
            with connection.cursor() as cursor:
                cursor.execute("VACUUM (ANALYZE)")
    return {"cookie": cookie, "packages": list(Package.objects.values_list("pk", flat=True)), "now": NOW}


def pages() -> list[Measured]:
    """Return what visitors ask for of the database in use; first the page it is held against."""
    from django.test import Client

    from apps.packages.models import Package
    from bench.library import FIRST, digest
    from bench.pages import Measured
    from tests.factories.world import made_up_credit_code

    client = Client()
    four = Package.objects.filter(kind="bathroom").order_by("pk")[:4]
    compared = "&".join(f"p={each.pk}" for each in four)
    first = four[0]
    asked = {
        "登录页（对照）": "/login/",
        "套餐 随机": "/packages/?order=random&seed=7",
        "套餐 拼音": "/packages/?order=pinyin",
        "套餐 厨房": "/packages/?kind=kitchen&seed=7",
        "套餐 所在县": "/packages/?county=330102&seed=7",
        "套餐 价格": "/packages/?least=1&most=3&seed=7",
        "套餐 名称": "/packages/?q=示例套餐3&seed=7",
        "套餐 企业": f"/packages/?enterprise={first.enterprise_id}&seed=7",
        "套餐 全部条件": "/packages/?kind=kitchen&county=330102&least=0.5&most=9&q=示例&seed=7",
        "套餐 一个（价格走势）": f"/packages/{first.pk}/",
        "套餐 以前一版": f"/packages/{first.pk}/?v=1",
        "套餐 四个对比": f"/packages/compare/?{compared}&seed=7",
        "套餐 只看不同": f"/packages/compare/?{compared}&seed=7&only=differing",
        "名录 拼音": "/enterprises/",
        "名录 随机": "/enterprises/?order=random&seed=7",
        "名录 名称": "/enterprises/?q=虚构装饰1001",
        "名录 信用代码": f"/enterprises/?q={made_up_credit_code(FIRST)}",
        "街道窗口": "/windows/",
        "便民服务点": "/points/",
        "进度": "/progress/",
        "进度 CSV": "/progress.csv",
        "核验": f"/verify/{digest(3)[:32]}/",
        "核验 短码": "/verify/ABCD-EFGH/",
    }
    return [
        Measured(name, "", lambda path=path: partial(client.get, path), status=404 if "短码" in name else 200)
        for name, path in asked.items()
    ]


def growth(databases: Databases, now: Any, rounds: int) -> bool:
    """Print what each page costs by size; return whether none grows beyond the limit."""
    from apps.lib import clock

    with clock.at(now), lasting("measuring"):
        sides = []
        for name in ("small", "large"):
            databases.use(name)
            sides.append(pages())
        found = lines(in_turns(databases, ("small", "large"), list(zip(*sides, strict=True)), rounds))
    show(found, (SMALL[1], LARGE[1]))
    bounded = all(len(set(line["statements"])) == 1 for line in found)
    print(f"statements {'do not grow' if bounded else 'GROW'}")
    return bounded and all(line["growth"] <= LIMIT for line in found)


class Visitors:
    """What visitors ask for, one address after the other, as they are likely to."""

    def __init__(self, packages: list[int], seed: int) -> None:
        """Let the n-th package be read 1/n as often as the first."""
        self.chance = Random(seed)
        self.packages = packages
        self.weights = list(accumulate(1 / place for place in range(1, len(packages) + 1)))
        self.common = [
            *("/packages/", "/packages/", "/packages/?kind=kitchen", "/packages/?kind=bathroom"),
            *(
                "/packages/?county=330102",
                "/packages/?county=330106&kind=kitchen",
                "/packages/?least=1&most=3",
            ),
            *("/enterprises/", "/enterprises/?order=random&seed=3", "/windows/", "/windows/?county=330102"),
            *("/points/", "/progress/", "/progress.json"),
        ]

    def package(self) -> int:
        return self.chance.choices(self.packages, cum_weights=self.weights)[0]

    def next(self) -> str:
        """Return an address."""
        from bench.library import CODES, digest

        kind = self.chance.random()
        if kind < 0.60:
            return self.chance.choice(self.common)
        if kind < 0.88:
            return f"/packages/{self.package()}/"
        if kind < 0.92:
            return f"/packages/compare/?p={self.package()}&p={self.package()}&seed=3"
        if kind < 0.95:
            return f"/packages/?order=random&seed={self.chance.randrange(10**6)}"
        return f"/verify/{digest(self.chance.randrange(CODES))[:32]}/"


def ask(connection: HTTPConnection, path: str, headers: dict[str, str]) -> int | str:
    """Ask once and read all; return the status, or what went wrong.

    A connection that the server closed just now because nobody used it is opened again, as browsers do.
    """
    for _ in range(2):
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, HTTPException) as error:
            connection.close()
            wrong = type(error).__name__
        else:
            return answer.status
    return wrong


class Crowd:
    """Visitors who come at a steady pace, whatever the answers take."""

    def __init__(self, port: int, visitors: Visitors, per_second: int) -> None:
        """Let them come to a port."""
        self.port, self.visitors, self.every = port, visitors, 1 / per_second
        self.lock, self.over = threading.Lock(), threading.Event()
        self.statuses: Counter[int | str] = Counter()
        self.times: list[float] = []
        self.seconds = 0.0

    def run(self, seconds: float, beside: Any) -> None:
        """Let them come for some seconds while ``beside`` is done."""
        self.over.clear()
        began = self.due = time.perf_counter()
        threads = [threading.Thread(target=self._reader, daemon=True) for _ in range(READERS)]
        for thread in threads:
            thread.start()
        beside(seconds)
        self.over.set()
        for thread in threads:
            thread.join()
        self.seconds += time.perf_counter() - began

    def _reader(self) -> None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        while not self.over.is_set():
            with self.lock:
                due, path = self.due, self.visitors.next()
                self.due += self.every
            time.sleep(max(0.0, due - time.perf_counter()))
            began = time.perf_counter()
            status = ask(connection, path, {})
            took = time.perf_counter() - began
            with self.lock:
                self.statuses[status] += 1
                self.times.append(took)
        connection.close()


def clerk(port: int, cookie: str, into: list[float], seconds: float) -> None:
    """Ask for the list of cases again and again, with a breath between."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        began = time.perf_counter()
        status = ask(connection, "/cases/", {"Cookie": cookie})
        if status != 200:
            raise SystemExit(f"script/bench: the clerk's page answers {status}")
        into.append(time.perf_counter() - began)
        time.sleep(0.1)
    connection.close()


def beside(databases: Databases, made: dict[str, Any], folder: str, turns: int, seconds: int) -> bool:
    """Print what a clerk's page takes alone and beside the visitors; return whether the promise is kept."""
    url = urlsplit(databases.url)._replace(path="/large").geturl()
    served = {
        "DATABASE_URL": url,
        "CASEFLOW_VAR": folder,
        "ALLOWED_HOSTS": "127.0.0.1",
        "CASEFLOW_CLOCK": made["now"].isoformat(),
        "PUBLIC_PAGES_PER_ADDRESS": "0",  # all visitors come from this machine
        "UNKNOWN_CODES_PER_ADDRESS": "0",
    }
    alone: list[float] = []
    together: list[float] = []
    with serve("caseflow.wsgi", served) as port:
        crowd = Crowd(port, Visitors(made["packages"], 1), PER_SECOND)
        clerk(port, made["cookie"], [], 3)
        crowd.run(seconds, time.sleep)  # pages that are kept are kept
        crowd.times.clear()
        crowd.statuses.clear()
        crowd.seconds = 0.0
        spent = [0.0, 0.0]
        for _ in range(turns):
            for place, act in enumerate(
                (
                    partial(clerk, port, made["cookie"], alone, seconds),
                    partial(crowd.run, seconds, partial(clerk, port, made["cookie"], together)),
                )
            ):
                before = processor_seconds(port)
                act()
                spent[place] += processor_seconds(port) - before
    ratio = median(together) / median(alone)
    answered = crowd.statuses[200] / crowd.seconds
    took = median(crowd.times) * 1000
    print(f"visitors: {answered:.0f} pages a second, median {took:.1f} ms, {dict(crowd.statuses)}")
    # Per page of the clerk alone, taken off what both together cost; without the database's own share.
    own = spent[0] / len(alone) * len(together)
    a_page = (spent[1] - own) / max(1, sum(crowd.statuses.values()))
    print(
        f"the server's processors: {a_page * 1000:.1f} ms a visitor's page, {a_page * PER_SECOND:.2f} cores"
    )
    print(
        f"clerk: {median(alone) * 1000:.1f} ms alone ({len(alone)}), "
        f"{median(together) * 1000:.1f} ms beside them ({len(together)}): {ratio:.2f} times"
    )
    wrong = sum(count for status, count in crowd.statuses.items() if status != 200)
    kept = ratio <= SLOWED and not wrong and answered >= 0.95 * PER_SECOND
    print(f"at most {SLOWED} times beside {PER_SECOND} a second, no error: {'kept' if kept else 'MISSED'}")
    return kept


def main() -> int:
    """Build, measure, print; 0 when all promises are kept."""
    parser = argparse.ArgumentParser(prog="script/bench public", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"how often each page is asked ({ROUNDS})")
    parser.add_argument("--turns", type=int, default=4, help="turns of alone and beside (4)")
    parser.add_argument("--seconds", type=int, default=15, help="seconds of each (15)")
    parser.add_argument("--only", choices=("growth", "beside"), help="measure one of the two")
    options = parser.parse_args()
    databases = Databases(os.environ["DATABASE_URL"])
    with tempfile.TemporaryDirectory(prefix="bench-", dir="/var/tmp") as folder, lasting("all in all"):
        databases.create("base")
        set_up(databases, folder)
        made = build(databases)
        print(
            f"gunicorn with {WORKERS} workers of {THREADS} threads, {os.cpu_count()} cores, "
            f"load average {os.getloadavg()[0]:.1f}",
            flush=True,
        )
        flat = options.only == "beside" or growth(databases, made["now"], options.rounds)
        unslowed = options.only == "growth" or beside(databases, made, folder, options.turns, options.seconds)
    return 0 if flat and unslowed else 1


if __name__ == "__main__":
    raise SystemExit(main())
