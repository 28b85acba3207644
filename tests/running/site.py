"""A server process of the site on the test's own database, and patience that ends."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
"""Seconds after which something that never happens fails the test."""


def until(happened: Callable[[], bool], what: str) -> None:
    """Return as soon as it happened; AssertionError names what never did."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.02)


def database_url(name: str = "") -> str:
    """Return the address of the test's database, or of another one on the same server."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{name or values['NAME']}"
    host = values["OPTIONS"].get("host") or values["HOST"]
    user = quote(values["USER"]) + (f":{quote(values['PASSWORD'])}" if values["PASSWORD"] else "")
    port = f"&port={values['PORT']}" if values["PORT"] else ""
    return f"postgres://{user}@/{name or values['NAME']}?host={quote(host, safe='')}{port}"


def environment(var: Path, **more: str) -> dict[str, str]:
    """Return the environment of a process of the site: the trial profile on the test's database."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("CASEFLOW_", "DJANGO_SETT"))
    }
    return {
        **kept,
        "DATABASE_URL": database_url(),
        "CASEFLOW_VAR": str(var),
        "DJANGO_SETTINGS_MODULE": "tests.running.site_settings",
        "PYTHONPATH": str(ROOT),
        **more,
    }


@contextmanager
def serving(var: Path, *, workers: int = 1, threads: int = 4, **more: str) -> Iterator[str]:
    """Serve the site with gunicorn as in production; yield its address once it is ready."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = var / "server.log"
    command = [sys.executable, "-m", "gunicorn", "caseflow.wsgi", "--config", "python:caseflow.gunicorn"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--threads", str(threads)]
    command += ["--preload", "--no-control-socket", "--graceful-timeout", "2"]
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=ROOT, env=environment(var, **more), stdout=out, stderr=out)
        try:
            base = f"http://127.0.0.1:{port}"
            until(lambda: server.poll() is not None or _answers(base), f"{base} answers")
            assert server.poll() is None, log.read_text(errors="replace")
            yield base
        finally:
            server.terminate()
            server.wait(PATIENCE)


def _answers(base: str) -> bool:
    try:
        with urlopen(f"{base}/readyz", timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
