"""A Redis of the test's own and real workers on the test's database, killed as machines kill."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
import redis
from django.db import connection

PATIENCE = 60.0
"""Seconds after which a condition that never comes fails the test instead of hanging it."""
ROOT = Path(__file__).resolve().parents[2]


def wait_for(condition: Callable[[], Any], what: str, *, seen: Callable[[], Any] | None = None) -> Any:
    """Return the condition's first true answer; fail with ``what`` and what is ``seen`` instead."""
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.03)
    there = f"; there is {seen()}" if seen else ""
    raise AssertionError(f"in {PATIENCE:.0f} s it did not come true that {what}{there}")


class RedisServer:
    """A redis-server on a free port of loopback that forgets everything when it ends."""

    def __init__(self, home: Path) -> None:
        self._home = home
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start and wait until it answers."""
        options = {
            "port": str(self.port),
            "bind": "127.0.0.1",
            "dir": str(self._home),
            "save": "",
            "appendonly": "no",
            "logfile": str(self._home / "redis.log"),
        }
        arguments = [word for name, value in options.items() for word in (f"--{name}", value)]
        self._process = subprocess.Popen(["redis-server", *arguments])
        wait_for(self._answers, "Redis answers")

    def _answers(self) -> bool:
        with suppress(redis.RedisError), redis.Redis(port=self.port, socket_timeout=1) as client:
            return bool(client.ping())
        return False

    def kill(self) -> None:
        """End it without a word; what it held is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class Program:
    """A worker or a beat: a process group of its own."""

    def __init__(self, arguments: list[str], environment: dict[str, str], log: Path) -> None:
        self._log = log
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "caseflow", *arguments],
                cwd=ROOT,
                env={**os.environ, **environment},
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the whole group."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)

    def kill(self) -> None:
        """``kill -9`` the process and all its children."""
        self.signal(signal.SIGKILL)
        self._process.wait()

    def ask_to_stop(self) -> None:
        """Ask it to end, as a restart does."""
        self._process.terminate()

    def stop(self) -> int:
        """Return its exit code once it has ended."""
        return self._process.wait(PATIENCE)

    @property
    def log(self) -> str:
        """What it has said so far."""
        return self._log.read_text("utf-8", "replace")


class Site:
    """Starts workers and beats beside the running test, on its database, files, Redis and clock."""

    def __init__(self, redis_server: RedisServer, home: Path, offset: float, lease: float) -> None:
        self.redis = redis_server
        self._home = home
        self.environment = {
            "DJANGO_SETTINGS_MODULE": "tests.factories.worker_settings",
            "DATABASE_URL": database_url(),
            # A test holds its lock until every process waits at it, however long these take to start.
            "DATABASE_LOCK_TIMEOUT": "180000",
            "REDIS_URL": redis_server.url,
            "CASEFLOW_VAR": str(home),
            "TEST_CLOCK_OFFSET": str(offset),
            "JOB_LEASE_SECONDS": str(lease),
            "C_FORCE_ROOT": "1",
            "CELERY_SKIP_CHECKS": "1",
            "PYTHONWARNINGS": "ignore",
        }
        self._programs: list[Program] = []

    def worker(self, *, processes: int = 2) -> Program:
        """Start a worker."""
        return self._start(
            "worker", "--loglevel", "INFO", "--concurrency", str(processes), "--without-gossip",
            "--without-mingle", "--hostname", f"w{len(self._programs)}@test",
        )  # fmt: skip

    def beat(self) -> Program:
        """Start a beat."""
        return self._start("beat", "--loglevel", "INFO", "--pidfile", "")

    def _start(self, *arguments: str) -> Program:
        log = self._home / f"{arguments[0]}-{len(self._programs)}.log"
        program = Program(list(arguments), self.environment, log)
        self._programs.append(program)
        return program

    def close(self) -> None:
        """Leave nothing running."""
        for program in self._programs:
            program.kill()
        wait_for(lambda: not workers(), "the database has let go of the workers", seen=workers)


def database_url() -> str:
    """Return the address of the test's own database."""
    given = connection.get_connection_params()
    place = {name: str(given[name]) for name in ("host", "port") if given.get(name)}
    word = f":{quote(str(given['password']), safe='')}" if given.get("password") else ""
    return f"postgres://{given['user']}{word}@/{given['dbname']}?{urlencode(place)}"


@contextmanager
def second_connection() -> Iterator[psycopg.Connection]:
    """A connection of the test's own beside Django's, to hold locks with."""
    with psycopg.connect(database_url(), application_name="test-holder") as held:
        yield held


def workers(*, only_waiting: bool = False) -> list[str]:
    """Return what connections of other programs to the test's database do, perhaps only those at a lock.

    Idle ones are left out: they hold nothing, and an earlier test of this process may have left one.
    """
    mine = connection.connection.info.backend_pid if connection.connection is not None else 0
    with psycopg.connect(database_url(), application_name="test-looker", autocommit=True) as looker:
        rows = looker.execute(
            "SELECT query FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name NOT LIKE 'test-%%' AND pid <> %s AND state <> 'idle'"
            " AND (NOT %s OR wait_event_type = 'Lock')",
            [mine, only_waiting],
        )
        return [str(row[0]) for row in rows]


def waiting(text: str = "") -> list[str]:
    """Return the statements of other programs that wait for a lock and contain ``text``."""
    return [query for query in workers(only_waiting=True) if text in query]
