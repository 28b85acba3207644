"""What people and systems ask for, on one of the databases, and how it is measured.

Addresses stand here as they stand in a browser: a page may be built by another view tomorrow and
is still the same page to the one who waits for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import count
from statistics import median
from time import perf_counter
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.cases.models import Case
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.models import Organisation
from apps.reports.models import ReportVersion, WeekSnapshot
from apps.reports.queries.weeks import all_weeks
from apps.reports.services import take_snapshot
from bench.programme import Programme
from tests.access.forms import fields_of
from tests.factories.callers import Caller, registration, token_for
from tests.factories.people import id_number, phone
from tests.factories.world import user_of

TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
"""Statements that ask the database nothing."""
Ask = Callable[[], Callable[[], Any]]
"""Gets ready, which is not measured, and returns what is."""


@dataclass
class Measured:
    """One thing that is asked for again and again; times in milliseconds."""

    name: str
    who: str
    ask: Ask
    status: int = 200
    shows: str = ""
    """Stands in the answer, so that nothing but the page itself is measured."""
    statements: int = 0
    times: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return median(self.times)

    def look(self) -> None:
        """Ask once to count the statements and to see that the answer is right."""
        act = self.ask()
        with CaptureQueriesContext(connection) as seen:
            answer = act()
        said = [query["sql"].lstrip().upper() for query in seen]
        self.statements = sum(not statement.startswith(TRANSACTION) for statement in said)
        self._check(answer)

    def time(self) -> None:
        """Ask once against the clock."""
        act = self.ask()
        began = perf_counter()
        answer = act()
        took = perf_counter() - began
        self._check(answer)
        self.times.append(took * 1000)

    def _check(self, answer: Any) -> None:
        text = answer.content.decode("utf-8", "replace")
        if answer.status_code != self.status or self.shows not in text:
            raise SystemExit(
                f"script/bench: {self.name} ({self.who}) answers {answer.status_code},"
                f" not {self.status} with “{self.shows}”\n{text[:2000]}"
            )


PERSONAS = {"街道": "zhou", "区县": "wang", "市": "shi"}
SAME = "西湖"
"""The district whose own households are the same in both databases (bench/programme.py)."""
DECLARED = {
    "filler": "王演示",
    "week": "41",
    "done": "512",
    "ongoing": "137",
    "amount": "4806.25万",
    "source": "装修备案系统",
    "queried_at": "2026-09-24T08:30",
}


class Site:
    """The people and systems of one database; call under the clock of the programme."""

    def __init__(self, programme: Programme) -> None:
        """Sign everybody in."""
        self.world = programme.world
        self.waiting: Iterator[Any] = iter(programme.waiting)
        self.clients = {who: self._signed_in(getattr(self.world, name)) for who, name in PERSONAS.items()}
        self.clients[SAME] = self._signed_in(self.world.xi)
        self.clients[""] = Client()
        self.reader, self.counter = Caller(token_for(self.world.wang)), Caller(token_for(self.world.zhou))
        self.new = count(1)
        self.known = Case.objects.select_related("dwelling").get(pk=programme.models["complete"])

    def _signed_in(self, actor: Actor) -> Client:
        client = Client()
        client.force_login(user_of(actor))
        return client

    def measured(self) -> list[Measured]:
        """Return everything that is measured, first the reference: a page that knows no case and nobody."""
        newest, before = WeekSnapshot.objects.filter(bureau=self.world.shangcheng).order_by("-cutoff_at")[:2]
        number, address = str(self.known.number), self.known.dwelling.address
        telephone = phone(int(re.findall(r"\d+", address)[0]))  # as tests/factories/world.py gives both
        case = f"/cases/{self.known.pk}/"
        people = list(PERSONAS)
        _, district, city = people
        return [
            self._page("登录页（对照）", "", "/login/"),
            self._page("我的账号", district, "/account/"),
            *(self._page("工作台", who, "/") for who in people),
            *(self._page("案件列表", who, "/cases/") for who in people),
            *(self._deep(who) for who in people),
            self._page("案件列表 施工中", district, "/cases/?status=building"),
            self._page("案件列表 已超期", district, "/cases/?flag=overdue"),
            *(self._search("查编号", who, number, number) for who in (district, city)),
            *(self._search("查姓名", who, "周示例") for who in (district, city)),
            *(self._search("查地址", who, address, number) for who in (district, city)),
            *(self._search("查电话", who, telephone, number) for who in (district, city)),
            self._page("案件页 申请", district, case, number),
            self._page("案件页 档案", district, f"{case}archive/", number),
            self._page("案件页 记录", district, f"{case}record/", number),
            self._page("周报列表", district, "/reports/"),
            self._page("周报 本期", district, f"/reports/{newest.pk}/", f"第 {newest.number} 期"),
            self._page("周报汇总", city, "/reports/"),
            self._page("周报 上期", city, f"/reports/{before.pk}/", f"第 {before.number} 期"),
            self._page("总览", district, "/reports/overview/"),
            self._page("总览", city, "/reports/overview/"),
            self._page("周报 数字", district, f"/reports/{newest.pk}/figures/done/"),
            *self._week(newest, district),
            *self._week(self._newest(self.world.xihu), SAME),
            Measured("封存", SAME, partial(self._seal, self.world.xihu)),
            Measured("备案", district, self._file, status=302),
            Measured("接口 列表", district, lambda: partial(self.reader.get, "/cases"), shows="next"),
            Measured("接口 列表第五页", district, self._fifth(), shows="previous"),
            Measured("接口 登记", people[0], self._register, status=201),
        ]

    def _page(self, name: str, who: str, path: str, shows: str = "") -> Measured:
        return Measured(name, who, lambda: partial(self.clients[who].get, path), shows=shows)

    def _newest(self, bureau: Organisation) -> WeekSnapshot:
        return WeekSnapshot.objects.filter(bureau=bureau).latest("cutoff_at")

    def _week(self, week: WeekSnapshot, who: str) -> list[Measured]:
        """A week's form saved and submitted as it stands; each time is taken back."""
        self._sent(week, who, "save", DECLARED)()()
        return [
            Measured("周报 保存", who, self._taken_back(self._sent(week, who, "save", DECLARED)), status=302),
            Measured("周报 报送", who, self._taken_back(self._sent(week, who, "submit", {})), status=302),
        ]

    def _sent(self, week: WeekSnapshot, who: str, act: str, said: dict[str, str]) -> Ask:
        def ask() -> Callable[[], Any]:
            version = ReportVersion.objects.filter(report__snapshot=week).latest("number").edit
            data = {"version": version, "key": uuid4().hex, **said}
            return partial(self.clients[who].post, f"/reports/{week.pk}/{act}/", data)

        return ask

    def _seal(self, bureau: Organisation) -> Callable[[], Any]:
        """The next week of a bureau, taken by the service at its cut-off."""
        last = self._newest(bureau)
        week = all_weeks(last.program.year)[last.number]

        def seal() -> Any:
            with clock.at(week.cutoff_at + timedelta(minutes=15)):
                taken = take_snapshot(bureau=bureau, program=self.world.program, week=week)
            return SimpleNamespace(status_code=200, content=str(taken.number).encode())

        return self._undone(seal)

    def _taken_back(self, ask: Ask) -> Ask:
        return lambda: self._undone(ask())

    def _undone(self, act: Callable[[], Any]) -> Callable[[], Any]:
        def acted() -> Any:
            with transaction.atomic():
                answer = act()
                transaction.set_rollback(True)
            return answer

        return acted

    def _deep(self, who: str) -> Measured:
        """The page of the list that begins in the middle of everything the role sees."""
        rows = Case.objects.visible_to(getattr(self.world, PERSONAS[who])).order_by("-updated_at", "-pk")
        middle = max(0, rows.count() // 2 - 2)
        last, following = rows.select_related("dwelling")[middle : middle + 2]
        after = {"after": f"{last.updated_at.isoformat()}_{last.pk}"}
        return Measured(
            "案件列表 中间一页",
            who,
            lambda: partial(self.clients[who].get, "/cases/", after),
            shows=following.number or following.dwelling.address,
        )

    def _search(self, name: str, who: str, text: str, shows: str = "") -> Measured:
        def ask() -> Callable[[], Any]:
            return partial(self.clients[who].post, "/cases/search/", {"q": text}, follow=True)

        return Measured(name, who, ask, shows=shows)

    def _file(self) -> Callable[[], Any]:
        path = f"/cases/{next(self.waiting)}/file/"
        client = self.clients["区县"]
        return partial(client.post, path, fields_of(client.get(path), "version"))

    def _fifth(self) -> Ask:
        path = "/cases?page_size=10"
        for _ in range(4):
            path = self.reader.get(path).json()["next"] or path
        path = re.sub(r"^https?://[^/]+", "", path)
        return lambda: partial(self.reader.get, path)

    def _register(self) -> Callable[[], Any]:
        number = next(self.new)
        born = self.known.applied_on.replace(year=1950) + timedelta(days=number)
        body = registration(
            household__id_number=id_number(f"{born:%Y%m%d}"),
            dwelling__address=f"新登记路{number}号1幢1单元101室",
        )
        return partial(self.counter.post, "/cases", body)
