"""A client made from the document by another's generator registers a household on a running server."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from pytest_django.live_server_helper import LiveServer

from apps.cases.models import Case
from apps.lib import clock
from caseflow.api import document
from tests.factories.callers import V1, registration, token_for
from tests.factories.world import World, make_world

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NAME = "generated_caseflow_client"
SETTINGS = """
post_hooks: []
content_type_overrides:
  application/pdf: application/octet-stream
  image/jpeg: application/octet-stream
  image/png: application/octet-stream
  application/vnd.openxmlformats-officedocument.spreadsheetml.sheet: application/octet-stream
"""
"""The generator knows one type of bytes only."""


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def secret(world: World) -> str:
    return token_for(world.zhou)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """Generate a package from the document, without one warning, and import it."""
    home = tmp_path_factory.mktemp("generated")
    source, settings = home / "openapi.json", home / "generator.yml"
    source.write_text(json.dumps(document()), "utf-8")
    settings.write_text(SETTINGS, "utf-8")
    made = subprocess.run(
        [
            *(Path(sys.executable).with_name("openapi-python-client"), "generate", "--path", source),
            *("--output-path", home / NAME, "--meta", "none", "--config", settings, "--fail-on-warning"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(home))
        yield __import__(NAME)
    for name in [name for name in sys.modules if name.partition(".")[0] == NAME]:
        del sys.modules[name]


@pytest.fixture
def system(client: Any, live_server: LiveServer, secret: str) -> Iterator[Any]:
    """The generated client at the running server; its line is closed, and with it the server's thread."""
    with client.AuthenticatedClient(base_url=live_server.url, token=secret) as opened:
        yield opened


def part(name: str) -> Any:
    """Import a module of the generated package."""
    __import__(f"{NAME}.{name}")
    return sys.modules[f"{NAME}.{name}"]


def test_it_registers_reads_and_retries(system: Any) -> None:
    create, one, act = (
        part(f"api.办件.{name}") for name in ("cases_create", "cases_retrieve", "cases_withdraw_create")
    )
    models = part("models")
    body = models.RegistrationBodyRequest.from_dict(registration(applied_on=clock.today().isoformat()))
    key = str(uuid4())

    made = create.sync_detailed(client=system, body=body, idempotency_key=key)
    again = create.sync_detailed(client=system, body=body, idempotency_key=key)

    assert made.status_code == 201, made.content
    assert isinstance(made.parsed, models.Case)
    assert made.parsed.status.value == "received"
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.parsed.id == made.parsed.id
    assert Case.objects.count() == 1
    served = system.get_httpx_client().get(f"{V1}/schema/").json()
    assert served == json.loads(json.dumps(document()))

    read = one.sync(client=system, id=made.parsed.id)
    assert read.household.name == "张示例"
    assert read.dwelling.floor_area == "75.72"

    change = models.WithdrawBodyRequest(version=read.version)
    assert act.sync(client=system, id=read.id, body=change).status.value == "withdrawn"
    stale = act.sync(client=system, id=read.id, body=change)
    assert isinstance(stale, models.Conflict)
    assert stale.changes[0].what == "户主撤回"


def test_its_problems_have_their_type(system: Any) -> None:
    models = part("models")
    body = models.RegistrationBodyRequest.from_dict(
        registration(applied_on=clock.today().isoformat(), household__id_number="330102")
    )

    refused = part("api.办件.cases_create").sync(client=system, body=body, idempotency_key=str(uuid4()))

    assert isinstance(refused, models.Problem)
    assert refused.errors[0].pointer == "/household/id_number"
