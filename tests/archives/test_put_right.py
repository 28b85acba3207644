"""After the end, while the warranty runs: telephone and 装修人 are put right, for what follows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from apps.archives.models import Archive, Supplement
from apps.archives.queries import contents
from apps.archives.queries.supplements import supplement_package, supplement_paper
from apps.archives.rules.examination import examine
from apps.archives.services import pack, put_right
from apps.audit.models import Event
from apps.cases.enums import CorrectionKind, Status
from apps.cases.models import Case
from apps.documents.models import StoredFile
from apps.documents.services import read
from apps.household.enums import Standing
from apps.household.permissions import speaker
from apps.household.queries.slips import standing_of
from apps.household.services import issue_slip
from apps.inspections.models import Defect
from apps.inspections.permissions import may_record_warranty
from apps.inspections.services import (
    convert,
    record_defect,
    record_warranty,
    report_as_household,
    schedule_defect,
)
from apps.lib import clock, signing
from apps.lib.decisions import Refused
from apps.othertrack.models import Renovation
from apps.othertrack.services import withdraw
from apps.outbox.models import Message
from tests.archives.test_filing import filed_case
from tests.factories.people import id_number
from tests.factories.revoking import revoked
from tests.factories.uploads import pdf, upload
from tests.factories.works import below, make_works_case, signed_in
from tests.factories.world import World, later


@pytest.fixture
def sending(settings: Any) -> None:
    settings.MESSAGE_ADAPTER, settings.HOUSEHOLD_PAGE = "console", "https://chuwei.example.gov.cn/my/"


@pytest.fixture(autouse=True)
def _day(world: World, sheets: None) -> Iterator[None]:
    with clock.at(later(40)):
        yield


def settled(world: World) -> Case:
    case = filed_case(world)
    pack(case_id=case.pk, by=world.shen)
    return case


RUNG = "13900000008"
"""No number that a factory hands out."""
NEW = {"name": "李演示", "id_type": "resident_id", "id_number": id_number("19700101"), "phone": "13900000007"}


def succeed(world: World, case: Case, **changes: object) -> None:
    put_right(
        case_id=case.pk,
        by=world.zhou,
        kind=CorrectionKind.SUCCESSOR,
        changes={**NEW, "owner_name": NEW["name"], **changes},
        reason="房屋已过户",
        responsible="杭州市不动产登记中心（示例）",
        formed_on=clock.today(),
        scan=upload("过户.pdf", pdf()),
    )
    case.refresh_from_db()


def ring(world: World, case: Case, **more: object) -> None:
    said = {"by": world.zhou, "changes": {"phone": RUNG}, "formed_on": clock.today()}
    said |= {"responsible": "户主", **more}
    put_right(
        case_id=case.pk,
        kind=CorrectionKind.FACT,
        reason="换了号码",
        scan=upload("申请.pdf", pdf()),
        **said,  # type: ignore[arg-type]
    )


def come(world: World, defect: Defect) -> None:
    """Let the enterprise say when somebody comes."""
    schedule_defect(case_id=defect.case_id, defect_id=defect.pk, by=world.jiang, comes_on=clock.today())


def test_a_telephone_is_put_right_and_its_paper_is_a_supplement(world: World) -> None:
    case = settled(world)
    package = read(StoredFile.objects.get(pk=Archive.objects.get(case=case).package_id))

    ring(world, case)

    case = Case.objects.select_related("household").get(pk=case.pk)
    assert (case.household.phone_encrypted.text(), case.status) == (RUNG, Status.ARCHIVED)
    added = Supplement.objects.get(archive=case.pk)
    assert (added.title, added.reason) == ("更正联系方式的材料", "换了号码")
    assert examine(supplement_package(added), signing.public_key()) == []
    assert read(StoredFile.objects.get(pk=Archive.objects.get(case=case).package_id)) == package
    assert Event.objects.filter(subject_id=str(case.pk), action="case.corrected.fact").exists()
    assert case.corrections.get().proof_id == added.file_id
    assert Message.objects.filter(kind="case.put_right").exists(), (
        "the enterprise that owes the warranty hears of it"
    )


@pytest.mark.usefixtures("sending")
def test_after_a_sale_slip_defect_and_answer_are_the_new_owner_s(world: World) -> None:
    case = settled(world)
    before = issue_slip(case_id=case.pk, by=world.zhou, holder="self")
    old = record_defect(case_id=case.pk, by=world.zhou, channel="desk", text="原户主反映：水龙头松")
    with clock.at(later(41)):
        succeed(world, case)
        assert standing_of(before, clock.now()) == Standing.PERSON_CHANGED
        slip = issue_slip(case_id=case.pk, by=world.zhou, holder="self")
        new = report_as_household(case=case, by=speaker(slip), text="卫生间渗漏")
        texts = Message.objects.filter(kind="household.defect_answered")
        come(world, old)
        assert not texts.exists(), "the new owner reported nothing of the kind"
        come(world, new)
        assert texts.exists()
    assert Message.objects.filter(kind="household.put_right").exists()
    page = signed_in(world, "wang").get(reverse("cases:case", kwargs={"pk": case.pk})).content.decode()
    assert "李演示" in page
    assert Defect.objects.of_this_household().get().pk == new.pk


def test_what_was_filed_stays_under_the_name_it_had(world: World) -> None:
    case = settled(world)
    name = case.household.name
    succeed(world, case)
    paper = (
        signed_in(world, "wang")
        .get(reverse("inspections:pass-report", kwargs={"pk": case.pk}))
        .content.decode()
    )
    assert name in paper


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"changes": {"phone": RUNG, "address": "别处"}}, "field"),
        ({"changes": {"name": "王示例"}}, "field"),
        ({"formed_on": date(2030, 1, 1)}, "future"),
    ],
)
def test_nothing_else_of_a_filed_case_changes(world: World, more: dict[str, object], code: str) -> None:
    case = settled(world)
    with pytest.raises(Refused) as refused:
        ring(world, case, **more)
    assert refused.value.code == code
    assert not Supplement.objects.exists()


def test_who_and_when(world: World) -> None:
    case = filed_case(world)
    for who, code in (("zhou", "status"), ("jiang", "post"), ("shen", "post"), ("shenji", "post")):
        with pytest.raises(Refused) as refused:
            ring(world, case, by=world.people[who])
        assert refused.value.code == code, who
    with pytest.raises(Case.DoesNotExist):
        ring(world, case, by=world.xi)
    running = make_works_case(world, "passed")
    with pytest.raises(Refused) as refused:
        ring(world, running)
    assert "更正" in refused.value.reason


def test_of_one_that_was_never_filed_the_paper_stays_with_the_case(world: World) -> None:
    case = make_works_case(world, "passed")
    revoked(world, case)
    url = reverse("archives:put-right", kwargs={"pk": case.pk})
    asked = signed_in(world, "zhou").get(url).context["form"].fields
    # Nothing would keep what is said of a paper that stands in no list.
    assert not {"responsible", "formed_on"} & set(asked)
    ring(world, case, responsible="", formed_on=None)
    assert StoredFile.objects.get(pk=case.corrections.get().proof_id).owner_kind == "case"


def test_a_paper_that_joins_the_case_says_by_whom_and_of_which_day_it_is(world: World) -> None:
    case = settled(world)
    for name, value in (("responsible", " "), ("formed_on", None)):
        with pytest.raises(Refused) as refused:
            ring(world, case, **{name: value})
        assert refused.value.field == name


def test_what_was_typed_stays_and_each_kind_asks_its_own(world: World) -> None:
    case = settled(world)
    url = reverse("archives:put-right", kwargs={"pk": case.pk})
    desk = signed_in(world, "zhou")
    hidden = {bound.name: bound.value() for bound in desk.get(url).context["form"].hidden_fields()}
    typed = {
        "kind": "successor",
        "name": "李演示",
        "reason": "过户",
        "responsible": "李演示",
        "formed_on": "2026-10-01",
    }
    answer = desk.post(url, hidden | typed)
    assert answer.status_code == 422
    assert {"phone", "id_number", "scan"} <= set(answer.context["form"].errors)
    assert "李演示" in answer.content.decode()
    answer = desk.post(url, hidden | typed | {"kind": "fact", "phone": RUNG})
    assert set(answer.context["form"].errors) == {"name", "scan"}


def letter(world: World, case: Case) -> None:
    scan = upload("保修书.pdf", pdf())
    on = clock.today()
    record_warranty(case_id=case.pk, by=world.jiang, issued_on=on, years=2, leak_years=5, scan=scan)


def test_a_warranty_letter_that_comes_after_the_filing_joins_the_case(world: World) -> None:
    case = settled(world)
    letter(world, case)
    added = Supplement.objects.get(archive__case=case)
    assert (added.title, added.formed_on, added.file_id) == (
        "质量保修书",
        clock.today(),
        case.warranty_letters.get().scan_file_id,
    )
    assert examine(supplement_package(added), signing.public_key()) == []


def test_what_joins_the_case_by_itself_is_named_in_its_record(world: World) -> None:
    case = settled(world)
    letter(world, case)
    ring(world, case)
    events = Event.objects.filter(subject_id=str(case.pk), action="archive.supplemented").order_by("seq")
    said = [json.loads(event.facts) for event in events]
    added = Supplement.objects.filter(archive=case.pk).order_by("number")
    assert [(each["number"], each["sha256"], each["statement_sha256"]) for each in said] == [
        (
            each.number,
            StoredFile.objects.get(pk=each.file_id).sha256,
            sha256(each.statement.encode()).hexdigest(),
        )
        for each in added
    ]
    assert len(said) == 2


def test_who_only_registers_a_paper_does_not_file_it(world: World) -> None:
    case = settled(world)
    letter(world, case)
    added = Supplement.objects.get(archive=case.pk)
    assert added.recorded_by == f"{world.jiang.organisation_name} {world.jiang.signature}"
    assert (added.added_by, json.loads(added.statement)["added_by"]) == ("系统", "系统")
    printed = render_to_string("archives/papers/supplement.html", {"paper": supplement_paper(added)})
    filer = printed.partition("归档人")[2].partition("</tr>")[0]
    assert "系统" in filer
    assert world.jiang.name not in filer
    assert f'登记人</td><td class="left">{added.recorded_by}' in printed


def test_no_warranty_letter_comes_in_while_the_package_is_made(world: World) -> None:
    case = filed_case(world)
    case.refresh_from_db()
    denied = may_record_warranty(world.jiang, case)
    assert not denied
    assert "存档包还在生成" in denied.reason
    with pytest.raises(Refused, match="存档包还在生成"):
        letter(world, case)
    assert not case.warranty_letters.exists()


def test_a_package_that_is_packed_late_is_drawn_as_the_case_was_filed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = filed_case(world)
    revoked(world, case)
    drawn: list[str] = []

    def render(template: str, context: Any, **_options: object) -> bytes:
        if template.endswith(("acceptance_form.html", "pass_report.html")):
            drawn.extend((context["paper"].mark.watermark, context["paper"].mark.status))
        return pdf()

    monkeypatch.setattr(contents, "render_pdf", render)
    pack(case_id=case.pk, by=world.shen)
    assert drawn == ["", ""] * 2
    case.refresh_from_db()
    assert case.status == Status.REVOKED


def test_a_converted_household_is_put_right_where_it_goes_on(world: World) -> None:
    case = make_works_case(world, "building")
    convert(case_id=case.pk, by=world.ling, **below("墙面已湿贴，无法整改"))
    case.refresh_from_db()
    renovation = Renovation.objects.get(converted_from=case)
    with pytest.raises(Refused, match=renovation.number):
        ring(world, case)
    withdraw(renovation_id=renovation.pk, by=world.zhou)
    ring(world, case)
