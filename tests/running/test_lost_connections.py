"""Every database connection is terminated under load, again and again: people notice nothing.

The site runs under gunicorn with threads, as in production, against the test's PostgreSQL. The
control serves without the two things that look after lost connections and shows failed requests:
without it the test above would prove nothing.
"""

from __future__ import annotations

import http.client
import json
import threading
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from apps.cases.models import Case
from apps.lib import clock
from apps.orgs.models import User
from tests.factories.callers import V1, registration, token_for
from tests.factories.people import id_number, phone
from tests.factories.world import NOON, World, make_case, make_world
from tests.running.site import serving, until

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 3
READERS = 6
THREADS = 4


@dataclass
class Load:
    """What clients asked and what they got, until told to stop."""

    base: str
    cookie: str
    token: str
    answered: int = 0
    registered: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    stop: threading.Event = field(default_factory=threading.Event)

    def read(self, paths: list[str]) -> None:
        """Ask for the paths in turn over one connection, as a browser does."""
        client = http.client.HTTPConnection(urlsplit(self.base).netloc, timeout=30)
        turn = 0
        while not self.stop.is_set():
            path = paths[turn % len(paths)]
            turn += 1
            self.note(path, self.ask(client, "GET", path))
        client.close()

    def register(self) -> None:
        """Register one household after another through the API; what failed is sent again with its key."""
        client = http.client.HTTPConnection(urlsplit(self.base).netloc, timeout=30)
        while not self.stop.is_set():
            number = len(self.registered)
            born = date(1960, 1, 1) + timedelta(days=number)
            body = registration(
                dwelling__address=f"示例路{100 + number}号1幢1单元101室",
                household__id_number=id_number(f"{born:%Y%m%d}"),
                household__phone=phone(number),
            )
            key = str(uuid4())
            for _ in range(5):
                status = self.ask(client, "POST", f"{V1}/cases", json.dumps(body), key)
                self.note("POST cases", status)
                if status == 201:
                    self.registered.append(key)
                    break
        client.close()

    def ask(
        self, client: http.client.HTTPConnection, method: str, path: str, body: str = "", key: str = ""
    ) -> int:
        """Ask once; return the status."""
        headers = {"Authorization": f"Bearer {self.token}"} if V1 in path else {"Cookie": self.cookie}
        if key:
            headers |= {"Idempotency-Key": key, "Content-Type": "application/json"}
        client.request(method, path, body=body.encode() or None, headers=headers)
        answer = client.getresponse()
        answer.read()
        return answer.status

    def note(self, what: str, status: int) -> None:
        with self.lock:
            if status in (200, 201):
                self.answered += 1
            else:
                self.failed.append(f"{status} {what}")


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture
def case(world: World) -> Case:
    return make_case(world, "received")


@pytest.fixture
def cookie(world: World, client: Client) -> str:
    client.force_login(User.objects.get(pk=world.wang.user_id))
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def terminate_all() -> int:
    """End every other connection to this database; return how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def under_load(var: Path, world: World, case: Case, cookie: str, **more: str) -> tuple[Load, int]:
    """Terminate all connections ROUNDS times while clients ask; return the load and the number ended."""
    with serving(var, threads=THREADS, **more) as base:
        load = Load(base, cookie, token_for(world.zhou))
        pages = [
            reverse("pages:workbench"),
            reverse("pages:case-list"),
            reverse("cases:case", args=[case.pk]),
            f"{V1}/cases",
        ]
        clients = [
            threading.Thread(target=load.read, args=(pages[index % 4 :] + pages[: index % 4],))
            for index in range(READERS)
        ]
        clients.append(threading.Thread(target=load.register))
        for thread in clients:
            thread.start()
        ended = 0
        try:
            for _ in range(ROUNDS):
                enough = load.answered + 3 * len(clients)
                until(lambda enough=enough: load.answered >= enough, "requests are answered again")
                ended += terminate_all()
        finally:
            enough = load.answered + 3 * len(clients)
            try:
                until(lambda: load.answered >= enough, "requests are answered again")
            finally:
                load.stop.set()
                for thread in clients:
                    thread.join()
    return load, ended


def test_lost_connections_fail_no_read_and_at_most_the_write_they_carried(
    tmp_path: Path, world: World, case: Case, cookie: str
) -> None:
    load, ended = under_load(tmp_path, world, case, cookie)

    assert ended >= ROUNDS
    assert [what for what in load.failed if "POST" not in what] == []
    assert len(load.failed) <= ROUNDS, load.failed  # the one writer has one connection at a time
    # sent again with its key, a registration counts once
    assert len(load.registered) == Case.objects.exclude(pk=case.pk).count() > 0


def test_without_care_requests_do_fail(tmp_path: Path, world: World, case: Case, cookie: str) -> None:
    load, ended = under_load(tmp_path, world, case, cookie, WITHOUT_CARE_FOR_CONNECTIONS="true")

    assert ended >= ROUNDS
    assert [what for what in load.failed if "POST" not in what] != []
