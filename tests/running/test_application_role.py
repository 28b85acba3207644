"""The site at work as a role that owns nothing: a household's way, the week, the record's own chores.

As in production: whatever is asked here is asked with the rights that ``migrate`` granted, and no more.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from apps.audit.models import Event
from apps.audit.services import digest_day, grants, verify_all
from apps.lib import clock
from apps.operations.services import rotation
from apps.operations.services.backups import databases
from apps.outbox import services as outbox
from tests.factories import world as built_worlds
from tests.factories.stages import make_staged_case
from tests.factories.world import NOON, World, later, make_world, user_of
from tests.running.site import ROOT, database_url, environment, serving

pytestmark = pytest.mark.postgres

ROLES = ("caseflow", "caseflow_owner")


@pytest.fixture
def world(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Set up as the application, after the owner made the tables. ``settings``: no copies, services alone."""
    # A world built before would be copied row by row, with sequences set: the owner's right.
    monkeypatch.setattr(built_worlds, "_BUILT", {})
    role = f"caseflow_application_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {role}")
        grants.grant(role)
        cursor.execute(f"SET ROLE {role}")
    with clock.at(NOON):
        yield make_world()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (role,), "the test was to be the application to its end"


def test_a_household_goes_its_whole_way(world: World) -> None:
    case = make_staged_case(world, "passed")

    with clock.at(later(60)):
        browser = Client()
        browser.force_login(user_of(world.wang))
        page = browser.get(reverse("cases:case", args=[case.pk]))
        assert page.status_code == 200
        digest_day(NOON.date())
        outbox.tick()
        assert rotation.survey().finished
        assert verify_all().problems == []
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Event.objects.all().update(reason="x")


def test_from_an_empty_server_to_a_restored_site(tmp_path: Path, transactional_db: None) -> None:
    programs = Path(databases.program("pg_dump")).parent
    host = connection.get_connection_params()["host"]
    passwords = {"DATABASE_PASSWORD": "application", "DATABASE_OWNER_PASSWORD": "owner"}
    application, owner = (database_url("caseflow").replace("//postgres@", f"//{role}@") for role in ROLES)
    var = tmp_path / "var"
    var.mkdir()

    def run(*command: str | Path, url: str = application) -> subprocess.CompletedProcess[str]:
        values = environment(var, DATABASE_URL=url, DJANGO_SETTINGS_MODULE="caseflow.settings", **passwords)
        more = {"PATH": f"{programs}:{values['PATH']}", "PGHOST": host, "POSTGRES_USER": "postgres"}
        if url == owner:
            more["DATABASE_APPLICATION_ROLE"] = "caseflow"
        return subprocess.run(
            command, cwd=ROOT, env={**values, **more}, capture_output=True, text=True, check=False
        )

    def manage(*arguments: str | Path, url: str = application) -> subprocess.CompletedProcess[str]:
        return run(sys.executable, "manage.py", *arguments, url=url)

    try:
        for _ in range(2):  # repeatable
            made = run(ROOT / "deploy" / "database-roles")
            assert made.returncode == 0, made.stderr
        assert "to create in" in manage("migrate").stderr  # the application makes no tables
        migrated = manage("migrate", "--verbosity", "0", url=owner)
        assert migrated.returncode == 0, migrated.stderr
        with serving(var, DATABASE_URL=application) as base, urlopen(f"{base}/readyz") as answer:  # noqa: S310
            assert answer.status == 200
        folder = tmp_path / "backup"
        assert manage("backup", folder).returncode == 0
        assert "现在的角色是 caseflow" in manage("restore", "--replace", folder).stderr
        restored = manage("restore", "--replace", folder, url=owner)
        assert restored.returncode == 0, restored.stderr
        again = manage("seal_audit_day")
        assert again.returncode == 0, again.stderr
        assert manage("verify_audit").returncode == 0
    finally:
        shutil.rmtree(var)
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute("DROP DATABASE IF EXISTS caseflow WITH (FORCE)")
            cursor.execute("DROP ROLE IF EXISTS caseflow")
            cursor.execute("DROP ROLE IF EXISTS caseflow_owner")
