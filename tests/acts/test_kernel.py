"""The kernel of the acts alone, with an act nobody has: a street is added to a county."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django import forms
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from apps.acts.acts import Act, Ground, Preview
from apps.acts.api import faults_of
from apps.acts.forms import ActForm, Body, KeyedRows, Rows
from apps.acts.services import Done, Invalid, Key, NeverYours, NotNow, attempt
from apps.acts.views import InlineAct, PreviewPage
from apps.api.models import IdempotencyKey
from apps.lib.actors import SYSTEM, Actor
from apps.lib.decisions import Allowed, Decision, Denied, Refused, Stale
from apps.orgs.enums import RegionLevel
from apps.orgs.models import Region

pytestmark = pytest.mark.django_db

AUDITOR = replace(SYSTEM, role="auditor")
ASLEEP = replace(SYSTEM, role="asleep")


class County(Ground[Region]):
    """A county; its version is the number of its streets."""

    def load(self, actor: Actor, **kwargs: Any) -> Region:
        return Region.objects.get(pk=kwargs["pk"])

    def version(self, subject: Region) -> int:
        return Region.objects.filter(parent=subject).count()

    def named(self, subject: Region) -> dict[str, Any]:
        return {"county": subject}

    def place(self, subject: Region) -> dict[str, Any]:
        return {"pk": subject.pk}

    def home(self, act: Act[Region], subject: Region) -> str:
        return "/home/"


class StreetForm(ActForm):
    name = forms.CharField(max_length=10)


@transaction.atomic
def add_street(*, county: Region, by: Actor, name: str, version: int | None = None) -> Region:
    """Add a street under a number of its own, so that nothing but the key stands against a second one."""
    if name == "不行":
        raise Refused("这个名称不能用。", field="name", code="name")
    if version is not None and version != Region.objects.filter(parent=county).count():
        raise Stale("刚被别人改过。", code="stale")
    code = uuid4().hex[:9]
    return Region.objects.create(code=code, name=name, level=RegionLevel.STREET, parent=county)


def may_add(actor: Actor, _county: Region) -> Decision:
    if actor.role == "auditor":
        return Denied("审计只看不办。", code="post")
    if actor.role == "asleep":
        return Denied("还没有到时间。", code="status")
    return Allowed()


ACT: Act[Region] = Act(
    name="counties.add_street",
    label="增加街道",
    ground=County(),
    may=may_add,
    form=StreetForm,
    service=add_street,
    path="x/",
    page="x",
    slot="street",
)


class Unversioned(StreetForm):
    versioned = False


ANYTIME = replace(ACT, form=Unversioned)
"""The same without a version: nothing but the key stands against a second press."""


@pytest.fixture
def county() -> Region:
    return Region.objects.create(code="330199", name="示例县", level=RegionLevel.COUNTY)


def typed(name: str, *, key: str = "", version: int = 0, **more: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update({"name": name, "key": key or uuid4().hex, "version": str(version), **more})
    return data


def streets(county: Region) -> list[str]:
    return list(Region.objects.filter(parent=county).values_list("name", flat=True))


# --- the one attempt ---


def test_a_key_stands_with_the_result_of_its_act(county: Region) -> None:
    key = uuid4().hex
    done = attempt(ACT, by=SYSTEM, subject=county, data=typed("甲", key=key))

    assert isinstance(done, Done)
    row = IdempotencyKey.objects.get()
    assert (row.key, row.purpose, row.result_kind) == (key, ACT.name, "orgs.region")
    assert row.result_id == done.result_id == str(Region.objects.get(name="甲").pk)


def test_the_same_again_is_answered_with_the_first_result(county: Region) -> None:
    data = typed("甲")
    first = attempt(ACT, by=SYSTEM, subject=county, data=data)
    again = attempt(ACT, by=SYSTEM, subject=county, data=data)

    assert isinstance(first, Done)
    assert again == Done(first.result, first.result_id, replayed=True)
    assert streets(county) == ["甲"]


def test_a_key_costs_an_act_that_succeeds_one_statement(county: Region) -> None:
    with CaptureQueriesContext(connection) as without:
        attempt(ANYTIME, by=SYSTEM, subject=county, data=Body({"name": "甲"}))
    with CaptureQueriesContext(connection) as keyed:
        key = Key(uuid4().hex, "test", "same")
        attempt(ANYTIME, by=SYSTEM, subject=county, data=Body({"name": "甲"}), key=key)

    statements = [[each["sql"] for each in found if "POINT" not in each["sql"]] for found in (without, keyed)]
    assert len(statements[1]) == len(statements[0]) + 1
    assert IdempotencyKey._meta.db_table in statements[1][-1]


def test_a_refused_attempt_leaves_no_key(county: Region) -> None:
    data = typed("不行")
    refused = attempt(ACT, by=SYSTEM, subject=county, data=data)

    assert isinstance(refused, NotNow)
    assert refused.form["name"].value() == "不行"
    assert not IdempotencyKey.objects.exists()


def test_another_content_under_a_used_key_is_refused(county: Region) -> None:
    key = uuid4().hex
    attempt(ACT, by=SYSTEM, subject=county, data=typed("甲", key=key))
    other = attempt(ACT, by=SYSTEM, subject=county, data=typed("乙", key=key))

    assert isinstance(other, NotNow)
    assert other.refused.code == "key_reused"
    assert streets(county) == ["甲"]


def test_whoever_finds_the_key_taken_is_undone(county: Region) -> None:
    key = Key(uuid4().hex, "test", "same")
    first = attempt(ANYTIME, by=SYSTEM, subject=county, data=Body({"name": "甲"}), key=key)
    second = attempt(ANYTIME, by=SYSTEM, subject=county, data=Body({"name": "甲"}), key=key)

    assert isinstance(first, Done)
    assert isinstance(second, Done)
    assert (second.replayed, second.result_id) == (True, first.result_id)
    assert streets(county) == ["甲"]


def test_bait_without_a_key_both_are_written(county: Region) -> None:
    for _ in range(2):
        attempt(ANYTIME, by=SYSTEM, subject=county, data=Body({"name": "甲"}))

    assert streets(county) == ["甲", "甲"]


def test_a_key_of_another_place_is_another_submission(county: Region) -> None:
    other = Region.objects.create(code="330198", name="另样县", level=RegionLevel.COUNTY)
    key = uuid4().hex
    attempt(ACT, by=SYSTEM, subject=county, data=typed("甲", key=key))

    refused = attempt(ACT, by=SYSTEM, subject=other, data=typed("甲", key=key))

    assert isinstance(refused, NotNow)
    assert streets(other) == []


def test_who_never_does_it_is_told_before_the_form_is_read(county: Region) -> None:
    outcome = attempt(ACT, by=AUDITOR, subject=county, data=None)

    assert outcome == NeverYours(Denied("审计只看不办。", code="post"))


def test_an_invalid_form_carries_its_errors(county: Region) -> None:
    outcome = attempt(ACT, by=SYSTEM, subject=county, data=typed("一个太长太长太长的名称"))

    assert isinstance(outcome, Invalid)
    assert list(outcome.form.errors) == ["name"]
    assert streets(county) == []


# --- bodies ---


class LineForm(forms.Form):
    area = forms.DecimalField(max_digits=8, decimal_places=2)


class ListForm(ActForm):
    """Two lines by code, and further ones in a row."""

    versioned = False
    lists = (
        KeyedRows(name="lines", row=LineForm, most=9, complete=True),
        Rows(name="more", row=LineForm, most=9, required=False),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keyed, plain = self.lists
        self.add_rows(keyed, ["wall:1", "floor"])
        told = int(self.sent.get("more-TOTAL_FORMS", 0)) if self.sent is not None else 0
        self.add_rows(plain, range(told))

    @classmethod
    def known(cls, group: KeyedRows, **options: Any) -> dict[str, dict[str, Any]]:
        return {"wall:1": {}, "floor": {}}


def faults(county: Region, **values: Any) -> list[tuple[str, str]]:
    """Return pointer and code of what is wrong with a body."""
    sent = ListForm.body(values, {})
    form = ListForm(sent, actor=SYSTEM, subject=county, version=0)
    form.is_valid()
    return [(fault.pointer, fault.code) for fault in faults_of(form, sent)]


WALL, FLOOR = {"code": "wall:1", "area": "1"}, {"code": "floor", "area": "2"}


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"lines": [WALL, FLOOR]}, []),
        ({"lines": [FLOOR, {**WALL, "area": "x"}]}, [("/lines/1/area", "invalid")]),
        ({"lines": [WALL, {"code": "roof", "area": "1"}, FLOOR]}, [("/lines/1/code", "unknown_code")]),
        ({"lines": [WALL, FLOOR, WALL]}, [("/lines/2/code", "twice")]),
        ({"lines": [FLOOR]}, [("/lines", "lines")]),
        (
            {"lines": [WALL, FLOOR], "more": [{"area": "1"}, {"area": "-"}]},
            [("/more/1/area", "invalid")],
        ),
    ],
)
def test_a_wrong_row_is_named_at_its_place(
    county: Region, values: dict[str, Any], wrong: list[tuple[str, str]]
) -> None:
    assert faults(county, **values) == wrong


def test_a_body_keeps_digits_without_the_zeros_of_a_column() -> None:
    assert Body({"amount": Decimal("3.8600")})["amount"] == "3.86"


# --- what was loaded ---


class PlaceForm(ActForm):
    """Two facts that stand, to be changed."""

    edits = True
    name = forms.CharField()
    level = forms.CharField()


def page(county: Region, data: Any = None, **standing: str) -> PlaceForm:
    return PlaceForm(data, actor=SYSTEM, subject=county, version=0, initial=standing)


def test_two_clerks_two_fields_and_neither_writes_the_other_s_old_value_back(county: Region) -> None:
    first = page(county, name="旧名", level="旧级")
    second = page(county, name="旧名", level="旧级")
    sent = {"version": "0", "key": uuid4().hex}

    one = page(county, {**sent, "name": "新名", "level": "旧级", "loaded": first.initial["loaded"]})
    two = {**sent, "name": "旧名", "level": "新级", "loaded": second.initial["loaded"]}
    # the second was late: it is shown again on the present version, and pressed once more
    late = QueryDict(mutable=True)
    late.update(two)
    again = page(county, late, name="新名", level="旧级")
    again.show_again_on(1)
    pressed = page(county, again.data, name="新名", level="旧级")

    assert one.changed_names() == {"name"}
    assert pressed.changed_names() == {"level"}


def shown_again(county: Region, **typed: str) -> PlaceForm:
    """Return a late page again, opened on 旧名 and 旧级, after another changed both to 别名 and 别级."""
    opened = page(county, name="旧名", level="旧级")
    late = QueryDict(mutable=True)
    late.update({"version": "0", "key": uuid4().hex, "loaded": opened.initial["loaded"]})
    late.update({"name": "旧名", "level": "旧级"} | typed)
    again = page(county, late, name="旧名", level="旧级")
    again.is_valid()
    again.show_again_on(1, {"name": "别名", "level": "别级"})
    return again


def test_a_late_page_shows_untouched_fields_as_they_stand_now(county: Region) -> None:
    again = shown_again(county, name="我名")
    pressed = page(county, again.data, name="别名", level="别级")

    assert again["level"].value() == "别级"
    assert "level" not in again.errors
    assert pressed.changed_names() == {"name"}


def test_what_both_changed_stands_as_typed_with_theirs_beside(county: Region) -> None:
    again = shown_again(county, name="我名")

    assert again["name"].value() == "我名"
    assert again.errors["name"] == ["这一项刚被改为“别名”。请核对：再次提交按您填的保存"]


def test_what_both_changed_alike_asks_nothing(county: Region) -> None:
    assert "name" not in shown_again(county, name="别名").errors


def test_a_page_that_lost_what_it_loaded_changes_everything(county: Region) -> None:
    lost = page(county, {"version": "0", "name": "旧名", "level": "旧级"}, name="旧名", level="旧级")

    assert lost.changed_names() == {"name", "level"}


def test_a_body_changes_what_it_carries(county: Region) -> None:
    sent = PlaceForm.body({"version": 0, "level": "新级"}, {"name": "旧名", "level": "旧级"})
    form = page(county, sent)

    assert form.is_valid(), form.errors
    assert form.changed_names() == {"level"}
    assert form.cleaned_data["name"] == "旧名"


# --- beside other forms, and before anything is sent ---


def asked(data: QueryDict, actor: Actor) -> HttpRequest:
    request = RequestFactory().post("/x/", data.dict())
    request.actor = actor  # type: ignore[attr-defined]
    return request


def test_a_refused_act_is_drawn_by_its_host_at_its_slot(county: Region) -> None:
    drawn: dict[str, Any] = {}

    def host(
        request: HttpRequest, actor: Actor, subject: Region, *, status: int, **forms_: Any
    ) -> HttpResponse:
        drawn.update(forms_)
        return HttpResponse(status=status)

    answer = InlineAct.as_view(act=ACT, host=host)(asked(typed("不行"), SYSTEM), pk=county.pk)

    assert answer.status_code == 422
    assert list(drawn) == ["street"]
    assert drawn["street"]["name"].value() == "不行"
    assert drawn["street"].errors == {"name": ["这个名称不能用。"]}


def preview(county: Region, actor: Actor, said: dict[str, Any] | None) -> HttpResponse:
    shown = Preview(path="p/", page="p", template="errors/404.html", context=lambda *_: said)
    request = asked(typed("甲"), actor)
    return PreviewPage.as_view(act=replace(ACT, preview=shown))(request, pk=county.pk)


def test_a_preview_computes_and_writes_nothing(county: Region) -> None:
    before = Region.objects.count()

    assert preview(county, SYSTEM, None).status_code == 204
    assert preview(county, ASLEEP, {}).status_code == 204
    with pytest.raises(PermissionDenied):
        preview(county, AUDITOR, {})
    assert (Region.objects.count(), IdempotencyKey.objects.count()) == (before, 0)
