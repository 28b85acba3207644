"""Servers to measure: gunicorn as script/server starts it, on a free port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKERS = int(os.environ.get("WEB_CONCURRENCY", "4"))
"""Processes, as docs/deployment.md says for two cores."""
THREADS = 8
START_SECONDS = 60


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def manage(settings: str, environment: Mapping[str, str], *words: str) -> str:
    """Run a management command under the given settings and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "django", *words],
        env={**os.environ, **environment, "DJANGO_SETTINGS_MODULE": settings, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"script/bench: {' '.join(words)} failed\n{done.stdout}{done.stderr}")
    return done.stdout


def processor_seconds(port: int) -> float:
    """Return what a server that :func:`serve` runs has had of the processors so far, all its processes."""
    ticks = os.sysconf("SC_CLK_TCK")
    total = 0
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and f":{port}".encode() in (folder / "cmdline").read_bytes():
                # After the name, which may hold anything: utime and stime are the 12th and 13th.
                after = (folder / "stat").read_text().rpartition(")")[2].split()
                total += int(after[11]) + int(after[12])
        except OSError:  # gone meanwhile
            continue
    return total / ticks


@contextmanager
def serve(application: str, environment: Mapping[str, str]) -> Iterator[int]:
    """Run a WSGI application as the site is run; yield its port."""
    port = free_port()
    log = Path(tempfile.mkstemp(prefix="bench-", suffix=".log")[1])
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"),
            *(
                "--config",
                "python:caseflow.gunicorn",
                "--workers",
                str(WORKERS),
                "--threads",
                str(THREADS),
                "--preload",
                "--no-control-socket",
            ),
            *("--access-logfile", os.devnull),
        ],
        env={**os.environ, **environment},
        cwd=ROOT,
        stdout=log.open("wb"),
        stderr=subprocess.STDOUT,
    )
    try:
        _wait(port, server, log)
        yield port
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
        log.unlink(missing_ok=True)


def _wait(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/")
            connection.getresponse().read()
            connection.close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"script/bench: the server did not start\n{log.read_text(errors='replace')}")
