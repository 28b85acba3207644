"""A creation counts once; a change says which version it was made against."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from apps.cases.models import Case
from apps.cases.services import correct_facts
from apps.documents.models import StoredFile
from apps.lib.actors import Actor
from tests.factories.callers import Caller, registration
from tests.factories.uploads import png, upload
from tests.factories.world import World, make_case

Calls = Callable[[Actor], Caller]


def send(system: Caller, content: bytes, key: str) -> Any:
    """Upload a paper."""
    fields = {"kind": "power_of_attorney", "file": upload("authority.png", content)}
    return system.upload("/files", fields, key=key)


def test_a_creation_needs_a_key(world: World, calls: Calls) -> None:
    street = calls(world.zhou)

    assert street.post("/cases", registration(), key="").json()["code"] == "idempotency_key_missing"
    bad = street.post("/cases", registration(), key="no-uuid")

    assert bad.status_code == 400
    assert bad.json()["code"] == "idempotency_key_invalid"
    assert not Case.objects.exists()


def test_a_key_at_another_url_is_refused(world: World, calls: Calls) -> None:
    street, key = calls(world.zhou), str(uuid4())
    street.post("/cases", registration(), key=key)

    other = street.upload(
        "/files", {"kind": "power_of_attorney", "file": upload("authority.png", png())}, key=key
    )

    assert other.json()["code"] == "key_reused"


def test_the_same_body_in_another_order_is_the_same(world: World, calls: Calls) -> None:
    street, key = calls(world.zhou), str(uuid4())
    street.post("/cases", registration(), key=key)

    again = street.post("/cases", dict(reversed(registration().items())), key=key)

    assert again.headers["Idempotent-Replayed"] == "true"


def test_a_refused_attempt_leaves_the_key_free(world: World, calls: Calls) -> None:
    street, key = calls(world.zhou), str(uuid4())

    assert street.post("/cases", registration(household__id_number="1"), key=key).status_code == 422
    assert street.post("/cases", registration(), key=key).status_code == 201


def test_a_key_belongs_to_its_organisation(world: World, calls: Calls) -> None:
    key = str(uuid4())
    calls(world.zhou).post("/cases", registration(), key=key)

    other = calls(world.hu).post(
        "/cases", registration(street_code="330102003", dwelling__address="湖滨示例路1号1幢101室"), key=key
    )

    assert other.json().get("code") != "key_reused"
    assert "Idempotent-Replayed" not in other.headers


def test_an_upload_counts_once_too(world: World, calls: Calls) -> None:
    street, key = calls(world.zhou), str(uuid4())

    first = street.upload(
        "/files", {"kind": "power_of_attorney", "file": upload("authority.png", png())}, key=key
    )
    again = street.upload(
        "/files", {"kind": "power_of_attorney", "file": upload("authority.png", png())}, key=key
    )
    other = street.upload(
        "/files", {"kind": "power_of_attorney", "file": upload("authority.png", png(size=(40, 41)))}, key=key
    )

    assert first.status_code == 201, first.content
    assert first.json()["id"] == again.json()["id"]
    assert other.json()["code"] == "key_reused"
    assert StoredFile.objects.count() == 1


def test_a_change_needs_a_version(world: World, calls: Calls) -> None:
    case = make_case(world, "received")

    refused = calls(world.zhou).post(f"/cases/{case.pk}/withdraw", {})

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/version"


def test_a_stale_change_is_told_who_changed_which_fields_and_no_value(world: World, calls: Calls) -> None:
    case = make_case(world, "received")
    correct_facts(
        case_id=case.pk, by=world.zhou, changes={"name": "张更正示例", "family_size": 5}, reason="填写有误"
    )

    late = calls(world.wang).post(f"/cases/{case.pk}/file", {"version": case.version})

    assert late.status_code == 409
    told = late.json()
    assert told["code"] == "stale"
    assert told["current_version"] == case.version + 1
    assert [(change["what"], change["fields"]) for change in told["changes"]] == [
        ("更正登记事项", ["姓名", "家庭人数", "房屋所有权人"])
    ]
    assert told["changes"][0]["who"].startswith("周示例")
    assert "张更正示例" not in late.content.decode()
    assert Case.objects.get(pk=case.pk).status == "received"


def test_with_the_version_it_was_told_the_change_goes_through(world: World, calls: Calls) -> None:
    case = make_case(world, "received")
    bureau = calls(world.wang)
    late = bureau.post(f"/cases/{case.pk}/file", {"version": case.version - 1})

    done = bureau.post(f"/cases/{case.pk}/file", {"version": late.json()["current_version"]})

    assert done.json()["status"] == "filed"


@pytest.mark.parametrize("version", [0, -1, 2**31, 2**63, "2", 2.5, True, None])
def test_a_version_that_is_none(world: World, calls: Calls, version: object) -> None:
    case = make_case(world, "received")

    refused = calls(world.zhou).post(f"/cases/{case.pk}/withdraw", {"version": version})

    assert refused.status_code == 422
