"""What every test stands on: throw-away files, plain static files, quick passwords, a real browser."""

from __future__ import annotations

import gc
import os
from collections.abc import Collection, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as django_settings
from django.core.management.color import no_style
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import TransactionTestCase, override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

# The browser's driver keeps an event loop in the test's own thread, which Django would take for
# asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

hypothesis_settings.register_profile("local", deadline=None)
hypothesis_settings.register_profile(
    "ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "local")


BENDING = frozenset({"monkeypatch", "settings"})
"""Fixtures of tests whose cases may come out differently."""
DATABASE_FIXTURES = frozenset({"db", "transactional_db", "live_server"})
SQLITE, POSTGRES = "sqlite", "postgres"
ONLY_POSTGRES = ("postgres", "browser", "matrix")
PAGES_AND_API = (
    *("tests/api/*", "tests/attacks/*", "tests/journeys/*", "tests/pages/*", "tests/accounts/*"),
    *("tests/household/*", "tests/public/*"),
    *("tests/*/test_views*.py", "tests/*/test_*pages.py", "tests/*/test_*page.py"),
    *("tests/*/test_papers.py", "tests/test_twice.py", "tests/test_leaks.py"),
)
"""Tests that talk to views: what they look at does not hang on the database, so one is enough."""
STAGES = (
    *("tests/administration/*", "tests/cases/*", "tests/inspections/*", "tests/plans/*"),
    *("tests/archives/*", "tests/connections/*", "tests/letters/*", "tests/othertrack/*"),
    *("tests/packages/*", "tests/ratings/*", "tests/tickets/*"),
)
"""What the services of a case's stages and what goes with a case write and refuse, in Django's words alone.

That they do so on SQLite too, the demonstration shows, which takes its households through them all.
"""
OWN_WORDS = (
    *("tests/archives/test_queries.py", "tests/archives/test_transfer.py", "tests/cases/test_turns.py"),
    *("tests/connections/test_pushing.py", "tests/connections/test_mending.py"),
    *("tests/household/test_tries.py", "tests/othertrack/test_services.py", "tests/tickets/test_handling.py"),
)
"""Among all these what counts, searches or keeps, or is asked of the databases in different words."""
DEMONSTRATION = "tests/demo/*"
"""Loads hundreds of households, and always into the embedded database."""


def databases_of(path: str, marks: Collection[str], *, asks_database: bool) -> frozenset[str]:
    """Return the databases a test runs on: the one place that decides it; never none.

    What counts, searches, records and keeps runs on both: there the two databases are spoken to in
    different words. Pages, API and the services of :data:`STAGES` run once, on PostgreSQL; so do races
    and whatever carries a mark of :data:`ONLY_POSTGRES`. What asks no database, and the demonstration,
    run once, with SQLite.
    """
    if any(mark in marks for mark in ONLY_POSTGRES):
        return frozenset({POSTGRES})
    if not asks_database or fnmatch(path, DEMONSTRATION):
        return frozenset({SQLITE})
    if any(fnmatch(path, pattern) for pattern in OWN_WORDS):
        return frozenset({SQLITE, POSTGRES})
    if any(fnmatch(path, pattern) for pattern in (*PAGES_AND_API, *STAGES)):
        return frozenset({POSTGRES})
    return frozenset({SQLITE, POSTGRES})


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let script/test run each test on the databases it belongs to."""
    parser.addoption("--share", choices=(SQLITE, POSTGRES), help="only the tests that belong to a database")
    parser.addoption("--rewrite", action="store_true", help="write docs/access.md as the acts answer")


def pytest_collection_finish() -> None:
    """Spare the garbage collector what lives to the end of the run: models, views, a test of each name."""
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect, with ``--share``, the tests that belong to the other database."""
    share = config.getoption("--share")
    if not share:
        return
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        path = item.path.relative_to(config.rootpath).as_posix()
        asks = item.get_closest_marker("django_db") or DATABASE_FIXTURES & {
            *getattr(item, "fixturenames", ())
        }
        marks = {mark.name for mark in item.iter_markers()}
        (kept if share in databases_of(path, marks, asks_database=bool(asks)) else left_out).append(item)
    config.hook.pytest_deselected(items=left_out)
    # A file stays with one worker, and one of these at the end keeps a core waiting for minutes.
    kept.sort(key=lambda item: item.path.relative_to(config.rootpath).as_posix() not in LONGEST)
    items[:] = kept


LONGEST = frozenset(
    {
        "tests/api/test_schemathesis.py",
        "tests/api/test_generated_client.py",
        "tests/outbox/test_workers.py",
        "tests/running/test_backup.py",
        "tests/running/test_bench.py",
        "tests/access/test_page.py",
        "tests/acts/test_contract.py",
        "tests/attacks/test_fuzz.py",
        "tests/journeys/test_every_page.py",
        "tests/test_access.py",
    }
)
"""Files that take longest, of one long test or of hundreds: they begin first."""


def pytest_configure() -> None:
    """Change settings once, before Django builds anything from them."""
    gc.disable()  # until all tests are found: next to nothing of that is garbage
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
    # A test reads what it has just written; tests/public/test_kept_pages.py keeps pages on purpose.
    django_settings.PUBLIC_PAGE_SECONDS = 0
    django_settings.PUBLIC_PAGES_PER_ADDRESS = 0  # all readers of all tests come from one address
    # Hashed names need a collectstatic run; live servers serve from the source folders instead.
    django_settings.STORAGES = {
        **django_settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # pytest-django gives its live server static files only where it reads this very name.
    django_settings.INSTALLED_APPS = [*django_settings.INSTALLED_APPS, "django.contrib.staticfiles"]
    django_settings.MIDDLEWARE = [
        name for name in django_settings.MIDDLEWARE if not name.startswith("whitenoise.")
    ]


@pytest.fixture(scope="session")
def django_db_use_migrations() -> bool:
    """Make each worker's tables as the models say: the hundred migrations take ten seconds.

    That they lead there is held by ``makemigrations --check`` and tests/test_migrations.py.
    """
    return False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Note every migration as made: tests of migrations begin at a site that went all the way.

    At the end whoever is still connected is sent away: the live server's threads keep their connections
    as in production, each as long as its browser's, and a database in use is not dropped.
    """
    django_settings.MIGRATION_MODULES = {}  # pytest-django had hidden them
    with django_db_blocker.unblock():
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        made = MigrationLoader(connection).disk_migrations
        recorder.migration_qs.bulk_create(recorder.Migration(app=app, name=name) for app, name in made)
    yield
    if connection.vendor == "postgresql":
        own = connection.get_connection_params()
        # From another database: whoever is sent away in the middle of it is never the one that sends.
        with psycopg.connect(**{**own, "dbname": "postgres"}, autocommit=True) as outside:
            outside.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [own["dbname"]]
            )


KEPT_TABLES = frozenset({"django_migrations", "django_content_type", "auth_permission"})
"""What making the tables wrote, and no test changes."""


def empty_tables() -> None:
    """Empty every table that holds rows. Django's flush truncates all of them: ten times the work."""
    from apps.audit.services import triggers

    names = [name for name in connection.introspection.table_names() if name not in KEPT_TABLES]
    asked = [f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names]  # noqa: S608
    with triggers.lifted():  # the record refuses to be emptied, as it should
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(asked))
            filled = [name for (name,) in cursor.fetchall()]
        if filled:
            statements = connection.ops.sql_flush(no_style(), filled, allow_cascade=True)
            connection.ops.execute_sql_flush(statements)


@pytest.fixture(scope="session", autouse=True)
def _emptied_quickly() -> Iterator[None]:
    """Let transactional tests leave empty tables behind, the record's too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: empty_tables())
        yield


def asked_for(item: Any) -> set[str]:
    """Return the fixtures that a test and our own fixtures ask for; what plugins ask for is left out."""
    info = item._fixtureinfo
    ours = (each for found in info.name2fixturedefs.values() for each in found if each.baseid)
    return {*info.initialnames, *(name for each in ours for name in each.argnames)}


@pytest.fixture(autouse=True)
def _media(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[None]:
    """Let every test write its files to a folder of its own, and have copies if it bends nothing."""
    from tests.factories import copies  # models, which need Django to be set up

    copies.allow(not BENDING & asked_for(request.node))
    storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "files"},
    }
    with override_settings(
        STORAGES={**django_settings.STORAGES, "default": storage},
        VAR_DIR=tmp_path,
        DEMO_DIR=tmp_path / "demo",
    ):
        yield
    copies.allow(False)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive the system's Chromium; without these flags it knocks at doors outside the machine."""
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell"),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Look at pages as an office in Zhejiang does."""
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1440, "height": 900},
    }


@pytest.fixture(scope="session", autouse=True)
def _no_shifted_clock() -> Iterator[None]:
    """Fail the run if a test left the process's clock shifted."""
    from apps.lib import clock

    yield
    assert not clock.is_shifted()
