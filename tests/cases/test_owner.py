"""The owner who is the household: kept as “the same person”, printed by name, asked for after 变更装修人."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from apps.cases.enums import CorrectionKind
from apps.cases.facts import SAME_OWNER
from apps.cases.forms import CorrectForm, RegistrationForm
from apps.cases.models import Case, Correction, Dwelling
from apps.cases.queries import facts_standing
from apps.cases.queries.application import application_view
from apps.cases.services import correct_facts, register_case
from apps.lib.decisions import Refused
from tests.factories.callers import Caller, token_for
from tests.factories.people import id_number
from tests.factories.uploads import pdf, upload
from tests.factories.world import World, make_case


def owner(case: Case) -> tuple[str, bool]:
    """Return the printed owner, and whether the household is it."""
    dwelling = Dwelling.objects.get(case=case)
    return dwelling.owner_name, dwelling.owner_is_household


def corrected(world: World, case: Case, **changes: object) -> Correction:
    return correct_facts(case_id=case.pk, by=world.zhou, changes=changes, reason="窗口录入有误")


def page(world: World, case: Case, **changes: Any) -> CorrectForm:
    """Return the correction's page as a browser sends it back with these fields changed."""
    standing = facts_standing(world.zhou, case)
    fresh = CorrectForm(actor=world.zhou, subject=case, version=case.version, initial=standing)
    shown = {name: fresh[name].value() or "" for name in fresh.fields}
    data = {**shown, "reason": "窗口录入有误", **changes}
    files = {"proof": upload("公证.pdf", pdf())} if changes.get("kind") == "successor" else {}
    return CorrectForm(data, files, actor=world.zhou, subject=case, version=case.version, initial=standing)


@pytest.mark.parametrize("written", ["同装修人", "本人", "张示例", "张 示例"])
def test_the_same_person_is_kept_however_it_is_written(
    world: World, typed: dict[str, Any], written: str
) -> None:
    form = RegistrationForm({**typed, "owner_name": written}, actor=world.zhou)
    assert form.is_valid(), form.errors

    assert owner(register_case(by=world.zhou, data=form.to_data())) == ("张示例", True)


def test_another_owner_is_kept_by_name(world: World) -> None:
    assert owner(make_case(world, "draft", owner_name="李示例")) == ("李示例", False)


def test_the_owner_follows_a_corrected_name(world: World) -> None:
    case = make_case(world, "received")

    correction = corrected(world, case, name="章示例")

    assert owner(case) == ("章示例", True)
    assert correction.fields == ["姓名", "房屋所有权人"]


def test_another_owner_stays_when_the_name_is_corrected(world: World) -> None:
    case = make_case(world, "received", owner_name="李示例")

    assert corrected(world, case, name="章示例").fields == ["姓名"]
    assert owner(case) == ("李示例", False)


def test_the_correction_page_says_same_and_leaves_the_owner_to_follow(world: World) -> None:
    case = make_case(world, "received")
    form = page(world, case, name="章示例")

    assert form.initial["owner_name"] == SAME_OWNER
    assert form.is_valid(), form.errors
    assert form.changes() == {"name": "章示例"}


def test_same_typed_over_another_owner_is_the_corrected_name(world: World) -> None:
    case = make_case(world, "received", owner_name="李示例")
    form = page(world, case, name="章示例", owner_name=SAME_OWNER)
    assert form.is_valid(), form.errors

    corrected(world, case, **form.changes())

    assert owner(case) == ("章示例", True)


def test_after_a_change_of_household_the_owner_is_asked(world: World) -> None:
    case = make_case(world, "received")
    form = page(world, case, kind="successor", name="张继承", id_number=id_number("19880808"))

    assert not form.is_valid()
    assert list(form.errors) == ["owner_after"]


@pytest.mark.parametrize(
    ("answer", "stands"), [("successor", ("张继承", True)), ("unchanged", ("张示例", False))]
)
def test_the_answer_decides_who_owns_after_a_change_of_household(
    world: World, answer: str, stands: tuple[str, bool]
) -> None:
    case = make_case(world, "received")
    form = page(
        world, case, kind="successor", name="张继承", id_number=id_number("19880808"), owner_after=answer
    )
    assert form.is_valid(), form.errors

    correct_facts(case_id=case.pk, by=world.zhou, **form.said())

    assert owner(case) == stands


def test_an_owner_of_another_name_is_not_asked_about(world: World) -> None:
    case = make_case(world, "received", owner_name="李示例")
    form = page(world, case, kind="successor", name="张继承", id_number=id_number("19880808"))

    assert "owner_after" not in form.fields
    assert form.is_valid(), form.errors


def test_no_other_way_changes_the_household_without_its_owner(world: World) -> None:
    case = make_case(world, "received")

    with pytest.raises(Refused) as refused:
        correct_facts(
            case_id=case.pk,
            by=world.zhou,
            kind=CorrectionKind.SUCCESSOR,
            changes={"name": "张继承"},
            reason="过户",
        )

    assert (refused.value.field, owner(case)) == ("owner_name", ("张示例", True))


def test_the_application_tab_says_that_it_is_the_same_person(world: World) -> None:
    case = make_case(world, "received")
    corrected(world, case, name="章示例")

    shown: Any = application_view(world.zhou, Case.objects.get(pk=case.pk))

    assert dict(shown["dwelling_rows"])["房屋所有权人"] == "章示例（同装修人）"


def test_rows_of_before_are_marked_by_the_migration(world: World) -> None:
    same, other = make_case(world, "received"), make_case(world, "received", owner_name="李示例")
    Dwelling.objects.update(owner_is_household=False)
    migration = import_module("apps.cases.migrations.0009_owner_is_household")

    migration.mark_same(apps, connection.schema_editor())

    assert (owner(same), owner(other)) == (("张示例", True), ("李示例", False))


def test_a_system_is_asked_who_owns_after_a_change_of_household(world: World) -> None:
    case = make_case(world, "received")
    where, street = f"/cases/{case.pk}/correct", Caller(token_for(world.zhou))
    proof = street.upload("/files", {"kind": "correction_proof", "file": upload("公证.pdf", pdf())}).json()
    body = {
        "version": case.version,
        "kind": "successor",
        "reason": "过户",
        "proof": proof["id"],
        "changes": {"name": "张继承", "id_number": id_number("19880808")},
    }

    asked = street.post(where, body)
    taken = street.post(where, {**body, "owner_after": "unchanged"})

    assert [fault["pointer"] for fault in asked.json()["errors"]] == ["/owner_after"]
    assert taken.status_code == 200, taken.content
    dwelling = taken.json()["dwelling"]
    assert (dwelling["owner_name"], dwelling["owner_is_household"]) == ("张示例", False)
