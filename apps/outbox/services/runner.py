"""Background work without a queue: a thread of the web process works the rows off."""

from __future__ import annotations

import fcntl
import logging
import os
from pathlib import Path
from threading import Event, Lock, Thread
from typing import IO

from django.conf import settings
from django.core.signals import request_started
from django.db import close_old_connections, connection

from apps.outbox.services.dispatch import listen
from apps.outbox.services.execution import where
from apps.outbox.services.tick import SECONDS, run_due_jobs, take_back_lost, tick

logger = logging.getLogger(__name__)


class Runner:
    """One thread a process. On SQLite one process a site: whoever holds the lock file."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._wake = Event()
        self._stop = Event()
        self._thread: Thread | None = None
        self._pid = 0

    def start(self) -> None:
        """Start the thread unless this process has one; harmless to repeat, also after a fork."""
        if self._pid == os.getpid():
            return
        with self._guard:
            if self._pid == os.getpid():
                return
            # A fork copies this object without its thread, and events perhaps held by it: all are made anew.
            self._pid = os.getpid()
            self._wake, self._stop = Event(), Event()
            self._thread = Thread(target=self._work, name="jobs", daemon=True)
            self._thread.start()
            listen(self.wake)

    def wake(self) -> None:
        """Look for work now instead of at the next tick."""
        self._wake.set()

    def stop(self, timeout: float = 10) -> None:
        """Let the thread end after the job at hand."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None and self._pid == os.getpid():
            self._thread.join(timeout)
        self._pid = 0

    def _work(self) -> None:
        lock: IO[str] | None = None
        shared = connection.vendor != "sqlite"
        try:
            while not self._stop.is_set():
                try:
                    if not shared and lock is None:
                        lock = _only_home()
                        if lock is not None:
                            take_back_lost(all_claimed=True)
                    if shared or lock is not None:
                        tick()
                        run_due_jobs()
                except Exception as error:  # noqa: BLE001 - a thread that ends would end all background work
                    logger.error("jobs: %s; trying again", where(error))
                finally:
                    close_old_connections()
                self._wake.wait(SECONDS)
                self._wake.clear()
        finally:
            connection.close()
            if lock is not None:
                lock.close()


def _only_home() -> IO[str] | None:
    """Return the held lock file of the site; None while another process holds it."""
    home = Path(settings.VAR_DIR)
    home.mkdir(parents=True, exist_ok=True)
    held = (home / "jobs.lock").open("a")
    try:
        # A kernel lock: gone with the process, however it ends (decision 0031).
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.close()
        return None
    return held


runner = Runner()
"""The runner of this process; started by what serves pages, never by commands or tests."""


def serve() -> None:
    """Run jobs in every process that serves pages.

    A server that loads the site before it forks starts the runner in each child; one that forks
    first, or not at all, with the first request.
    """
    if not settings.REDIS_URL:
        os.register_at_fork(after_in_child=runner.start)
        request_started.connect(_start, dispatch_uid="outbox.runner")


def _start(**_signal: object) -> None:
    runner.start()
