"""An application goes its way: who may, what it writes, what refuses it, who sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from apps.audit.models import AccessLog, Event
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.documents.services import Owner, keep
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.othertrack.acts import REVIEW, WORKS
from apps.othertrack.enums import FactKind, Finding, Means, Proof, Status, Verdict
from apps.othertrack.forms.lists import Wanted
from apps.othertrack.models import CountSpan, Renovation
from apps.othertrack.permissions import may_read_file
from apps.othertrack.queries.lists import list_page, renovation_rows, renovation_tasks
from apps.othertrack.queries.page import renovation_page, renovation_shown
from apps.othertrack.services import (
    amend,
    apply,
    approve,
    check,
    decline,
    note_works,
    open_phone,
    return_renovation,
    review,
    withdraw,
)
from apps.outbox.models import Message
from tests.factories import othertrack as made
from tests.factories.stages import make_staged_case
from tests.factories.uploads import jpeg, pdf, upload
from tests.factories.world import World, later

pytestmark = pytest.mark.django_db


def waiting_at(organisation_id: int, role: str) -> list[str]:
    rows = Message.objects.filter(organisation_id=organisation_id, role=role, done_at=None)
    return list(rows.values_list("title", flat=True))


def test_an_application_is_numbered_recorded_and_waits_at_its_street(world: World) -> None:
    first, second = made.applied(world), made.applied(world)
    assert (first.number, second.number) == ("上城其他-2026-0001", "上城其他-2026-0002")
    assert first.status == Status.SUBMITTED
    assert Event.objects.filter(action="renovation.applied").count() == 2
    assert [first.number in title for title in waiting_at(world.qingbo.pk, "street_clerk")] == [True, False]


def test_no_event_and_no_message_names_the_household(world: World) -> None:
    renovation = made.applied(world)
    said = "".join(Message.objects.values_list("title", flat=True)) + "".join(
        Event.objects.filter(action__startswith="renovation").values_list("facts", flat=True)
    )
    assert renovation.name not in said


def test_both_papers_are_asked_for(world: World) -> None:
    for missing in ("proof_files", "contract_files"):
        with pytest.raises(Refused) as refused:
            apply(
                by=world.zhou,
                street_code=made.STREET,
                application=made.application(world),
                **{**made.papers(), missing: []},
            )
        assert refused.value.field == missing
    assert not Renovation.objects.exists()


def test_another_street_s_home_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="不在您的辖区"):
        apply(by=world.xi, street_code=made.STREET, application=made.application(world), **made.papers())


def test_a_contract_signed_after_the_application_is_refused(world: World) -> None:
    with clock.at(later(5)), pytest.raises(Refused) as refused:
        made.applied(world, applied_on=later(2).date(), contract_signed_on=later(3).date())
    assert refused.value.field == "contract_signed_on"


def test_the_same_home_again_asks_for_a_reason_and_is_warned_of(world: World) -> None:
    first = made.applied(world)
    with pytest.raises(Refused, match=first.number) as refused:
        made.applied(world, address=first.address)
    assert refused.value.field == "home_reason"
    second = made.applied(world, address=first.address, home_reason="上次厨房，这次客厅地板")
    [alike] = renovation_page(world.wang, second).alike.shown
    assert alike.number == first.number


def test_a_home_of_the_assembled_track_is_known_again(world: World) -> None:
    case = make_staged_case(world, "building")
    with pytest.raises(Refused, match=str(case.number)):
        made.applied(world, address=case.dwelling.address)


def test_looks_may_come_in_any_order_and_the_last_of_them_hands_it_on(world: World) -> None:
    renovation = made.applied(world)
    for kind in (FactKind.CONTRACT, FactKind.CODE):
        made.looked(world, renovation, kind)
        assert made.fresh(renovation).status == Status.SUBMITTED
    made.looked(world, renovation, FactKind.FILING)
    renovation = made.fresh(renovation)
    assert renovation.status == Status.VERIFIED
    assert renovation.filed_on == clock.today() - timedelta(days=1)
    assert waiting_at(world.qingbo.pk, "street_clerk") == []
    assert len(waiting_at(world.shangcheng.pk, "district_reviewer")) == 1


def test_a_look_says_who_when_and_what_was_seen(world: World) -> None:
    fact = made.looked(world, made.applied(world), FactKind.FILING, seen="备案人为本人")
    assert (fact.by, fact.organisation) == (world.zhou.name, world.zhou.organisation_name)
    assert (fact.looked_on, fact.means) == (clock.today(), Means.BY_HAND)
    assert fact.seen_encrypted.text() == "备案人为本人"


def test_what_was_found_in_a_system_has_its_day(world: World) -> None:
    renovation = made.applied(world)
    with pytest.raises(Refused) as refused:
        made.looked(world, renovation, FactKind.FILING, on=None)
    assert refused.value.field == "on"


def test_a_filing_after_the_application_stops_the_review_and_says_why(world: World) -> None:
    renovation = made.applied(world, applied_on=later(-5).date(), contract_signed_on=later(-6).date())
    for kind in (FactKind.FILING, FactKind.CODE, FactKind.CONTRACT):
        made.looked(world, renovation, kind)
    assert made.fresh(renovation).status == Status.SUBMITTED
    with pytest.raises(Refused, match="早于装修备案"):
        review(renovation_id=renovation.pk, by=world.shen, opinion="同意")


def test_who_looked_things_up_does_not_review(world: World) -> None:
    renovation = made.applied(world)
    for kind in (FactKind.FILING, FactKind.CODE, FactKind.CONTRACT):
        on = None if kind is FactKind.CONTRACT else clock.today()
        check(renovation_id=renovation.pk, by=world.shen, kind=kind, answer=made.answer(on=on))
    with pytest.raises(Refused, match="另一人"):
        review(renovation_id=renovation.pk, by=world.shen, opinion="同意")
    review(renovation_id=renovation.pk, by=world.ling, opinion="同意")
    assert made.fresh(renovation).status == Status.REVIEWED


def test_a_review_is_made_once(world: World) -> None:
    renovation = made.reviewed(world)
    with pytest.raises(Refused, match="已经审查"):
        review(renovation_id=renovation.pk, by=world.ling, opinion="同意")


def test_a_look_that_takes_something_back_takes_the_review_back(world: World) -> None:
    renovation = made.reviewed(world)
    made.looked(world, renovation, FactKind.CONTRACT, finding=Finding.DIFFERS, seen="合同系伪造")
    renovation = made.fresh(renovation)
    assert (renovation.status, renovation.reviewed_on) == (Status.SUBMITTED, None)


def test_what_was_returned_is_mended_and_looks_at_what_changed_hold_no_longer(world: World) -> None:
    renovation = made.checked(world)
    return_renovation(renovation_id=renovation.pk, by=world.wang, reason="合同金额与复印件不符")
    said = made.application(world, address=renovation.address, contract_amount=41000)
    amend(
        renovation_id=renovation.pk,
        by=world.zhou,
        application=said,
        return_number=made.asked_now(made.fresh(renovation)),
        answers={1: "改正"},
        **made.papers(),
    )
    renovation = made.fresh(renovation)
    assert renovation.status == Status.SUBMITTED
    assert renovation.filed_on is not None
    with pytest.raises(Refused, match="合同真实性"):
        review(renovation_id=renovation.pk, by=world.shen, opinion="同意")
    made.looked(world, renovation, FactKind.CONTRACT)
    assert made.fresh(renovation).status == Status.VERIFIED


def test_what_was_not_returned_is_not_mended(world: World) -> None:
    renovation = made.applied(world)
    with pytest.raises(Refused, match="没有退回"):
        amend(renovation_id=renovation.pk, by=world.zhou, application=made.application(world), answer="改")


def test_a_farmhouse_brings_another_proof(world: World) -> None:
    renovation = made.applied(
        world,
        area_type="rural",
        proof=Proof.OTHER,
        proof_name="宅基地使用权证",
        proof_issuer="示例区",
        patrol_organisation_id=None,
    )
    assert renovation.proof_words == "宅基地使用权证（示例区出具）"
    with pytest.raises(Refused, match="城镇住宅"):
        made.applied(world, proof=Proof.OTHER, proof_name="证明", proof_issuer="居委会")


def test_a_result_is_approved_after_review_and_end_of_works(world: World) -> None:
    renovation = made.reviewed(world)
    said = {"verdict": Verdict.PASSED, "looked_on": clock.today(), "seen": "一致"}
    with pytest.raises(Refused, match="完工"):
        approve(renovation_id=renovation.pk, by=world.yan, **said)
    made.ended(world, renovation)
    with pytest.raises(Refused):
        approve(renovation_id=renovation.pk, by=world.zhou, **said)
    approve(renovation_id=renovation.pk, by=world.yan, **said)
    renovation = made.fresh(renovation)
    assert (renovation.status, renovation.approved_on) == (Status.APPROVED, clock.today())
    with pytest.raises(Refused, match="已经结束"):
        approve(renovation_id=renovation.pk, by=world.yan, **said)


def test_a_result_that_does_not_agree_stays_to_be_mended(world: World) -> None:
    renovation = made.finished(world)
    approve(
        renovation_id=renovation.pk,
        by=world.yan,
        verdict=Verdict.FAILED,
        looked_on=clock.today(),
        seen="洁具没有换",
    )
    assert made.fresh(renovation).status == Status.REVIEWED


def test_works_end_after_they_began(world: World) -> None:
    renovation = made.applied(world)
    said = {"renovation_id": renovation.pk, "by": world.zhou, "source": "现场"}
    with pytest.raises(Refused, match="先登记开工"):
        note_works(kind=FactKind.FINISHED, on=clock.today(), **said)
    made.began(world, renovation)
    with pytest.raises(Refused, match="不能早于开工"):
        note_works(kind=FactKind.FINISHED, on=later(-1).date(), **said)


def test_it_counts_from_the_later_of_works_and_filing_and_leaves_with_its_end(world: World) -> None:
    renovation = made.began(world, made.applied(world))
    assert not CountSpan.objects.exists()
    made.looked(world, renovation, FactKind.FILING)
    assert CountSpan.objects.get().ends_at is None
    decline(
        renovation_id=renovation.pk,
        by=world.ling,
        ground="repeat",
        reason="非本人住宅",
        clause="43 号文三（二）",
    )
    assert CountSpan.objects.get().ends_at == clock.now()


def test_a_household_takes_its_application_back_and_may_apply_again(world: World) -> None:
    renovation = made.applied(world)
    withdraw(renovation_id=renovation.pk, by=world.zhou)
    with pytest.raises(Refused, match="已经结束"):
        withdraw(renovation_id=renovation.pk, by=world.zhou)
    assert made.applied(world, address=renovation.address).status == Status.SUBMITTED


def test_another_district_finds_nothing(world: World) -> None:
    renovation = made.applied(world)
    assert not renovation_rows(world.xi).exists()
    with pytest.raises(Renovation.DoesNotExist):
        review(renovation_id=renovation.pk, by=world.xi, opinion="同意")


def test_enterprises_and_administrators_read_none(world: World) -> None:
    made.applied(world)
    assert not renovation_rows(world.chen).exists()
    assert not renovation_rows(replace(world.wang, role="administrator")).exists()


def test_a_telephone_is_opened_with_a_purpose_that_is_logged(world: World) -> None:
    renovation = made.applied(world)
    with pytest.raises(Refused, match="用途"):
        open_phone(renovation=renovation, by=world.zhou, purpose=" ")
    assert open_phone(renovation=renovation, by=world.zhou, purpose="约上门").startswith("1")
    assert AccessLog.objects.filter(subject_kind="renovation").count() == 1


def test_papers_are_not_the_property_company_s_to_read(world: World) -> None:
    renovation = made.applied(world)
    for file in StoredFile.objects.filter(owner_id=str(renovation.pk)):
        assert may_read_file(world.wang, file)
        assert not may_read_file(world.wu, file)
        assert not may_read_file(world.xi, file)


def test_sensitive_papers_and_free_words_stay_with_street_and_district(world: World) -> None:
    renovation = made.troubled(world, home_reason="李示例另做客厅")
    photo = keep(
        by=world.wu,
        file=upload("现场.jpg", jpeg()),
        owner=Owner("renovation", str(renovation.pk)),
        kind=FileKind.WORK_PHOTO,
        sensitive=True,
        label="巡查照片",
    )
    for upper in (world.shi, world.sheng):
        papers = StoredFile.objects.filter(owner_id=str(renovation.pk)).exclude(pk=photo.pk)
        assert not any(may_read_file(upper, file) for file in papers)
        assert may_read_file(upper, photo)
        page = renovation_page(upper, renovation)
        assert [file.pk for file in page.papers] == [photo.pk]
        assert not any([page.home_reason, *(step.detail for step in page.steps)])
        assert [each.text for each in page.patrols] == [""]
        shown = renovation_shown(upper, renovation)
        assert not any(each["seen"] for each in shown["facts"])
        assert [each["text"] for each in shown["patrols"]] == [""]
    assert renovation_page(world.wang, renovation).home_reason
    assert renovation_page(world.wu, renovation).patrols[0].text


def test_a_desk_is_shown_what_waits_for_it(world: World) -> None:
    renovation = made.checked(world)
    assert [each.renovation.pk for each in renovation_tasks(world.shen, limit=20)] == [renovation.pk]
    assert renovation_tasks(world.zhou, limit=20) == []
    assert list_page(world.shen, Wanted(state="mine")).total == 1


def test_an_amendment_may_bring_papers(world: World) -> None:
    renovation = made.returned(world)
    said = made.application(world, address=renovation.address)
    amend(
        renovation_id=renovation.pk,
        by=world.zhou,
        application=said,
        return_number=made.asked_now(renovation),
        answers={1: "补附图页"},
        proof_files=[upload("附图.pdf", pdf())],
    )
    assert StoredFile.objects.filter(owner_id=str(renovation.pk), kind="ownership_proof").count() == 2


def test_a_desk_is_told_once_of_its_turn_however_often_somebody_looks(world: World) -> None:
    renovation = made.applied(world)
    for _ in range(2):
        made.looked(world, renovation, FactKind.CODE)
    assert len(waiting_at(world.qingbo.pk, "street_clerk")) == 1


def test_not_applicable_is_refused_for_a_home_in_town(world: World) -> None:
    renovation = made.applied(world)
    with pytest.raises(Refused) as refused:
        made.looked(world, renovation, FactKind.FILING, finding=Finding.EXEMPT, on=None)
    assert refused.value.field == "finding"


def test_a_start_before_filing_is_told_to_who_notes_it_reads_it_and_reviews(world: World) -> None:
    renovation = made.checked(world)
    fact = note_works(
        renovation_id=renovation.pk,
        by=world.zhou,
        kind=FactKind.STARTED,
        on=clock.today() - timedelta(days=2),
        source="现场看到",
    )
    assert "早于装修备案" in WORKS.done(fact)
    renovation = made.fresh(renovation)
    assert len(renovation_page(world.shen, renovation).cautions) == 2
    assert len(REVIEW.context(world.shen, renovation)["cautions"]) == 2


def test_every_item_of_a_return_is_answered_and_every_copy_it_asks_for_handed_in(world: World) -> None:
    renovation = made.applied(world)
    return_renovation(
        renovation_id=renovation.pk,
        by=world.wang,
        reason="1.权属证明看不清\n2.合同缺第二页",
        copies=["contract_files"],
    )
    said = made.application(world, address=renovation.address, name=renovation.name, phone="")
    number = made.asked_now(made.fresh(renovation))
    call = {"renovation_id": renovation.pk, "by": world.zhou, "application": said, "return_number": number}
    for given, field in (
        ({}, "1-word"),
        ({"answers": {1: "补清晰的"}, "answer": "都补了"}, "2-word"),
        ({"answers": {1: "补清晰的", 2: "补第二页"}}, "contract_files"),
    ):
        with pytest.raises(Refused) as refused:
            amend(**call, **given)
        assert refused.value.field == field
    phone = renovation.phone_encrypted.text()
    contract = {"contract_files": made.papers()["contract_files"]}
    amend(**call, answers={1: "补清晰的", 2: "补第二页"}, **contract)
    assert "2. 合同缺第二页：补第二页" in renovation.facts.get(kind=FactKind.AMENDED).seen_encrypted.text()
    assert made.fresh(renovation).phone_encrypted.text() == phone
