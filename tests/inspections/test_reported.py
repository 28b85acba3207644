"""住户反映的问题 at the desks: written down, answered, mended or disputed, settled; seen at acceptance."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404

from apps.audit.models import Event
from apps.cases.models import Case, Hold
from apps.inspections import services
from apps.inspections.acts.grounds import DEFECT
from apps.inspections.enums import DefectStatus, PhotoOf, Verdict
from apps.inspections.models import Defect, Photo
from apps.inspections.permissions import may_conclude, may_report_defect
from apps.inspections.queries import acceptance_view, works_view
from apps.inspections.queries.reported import owed_reports
from apps.letters.enums import Channel
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Denied, Refused
from apps.outbox.models import Message
from apps.pages.queries.case_list import Wanted, listed
from apps.plans.services import replace_enterprise
from apps.programs.enums import ParameterCode
from tests.factories import works
from tests.factories.parameters import in_force
from tests.factories.reported import LEAK, dispute, mend, promise, report
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture
def case(world: World) -> Case:
    return works.make_works_case(world, "building")


def read_by(actor: Actor, case: Case) -> list[str]:
    return [each.defect.text for each in works_view(actor, Case.objects.get(pk=case.pk)).reported]


def settle(world: World, case: Case, number: int = 1, by: Actor | None = None) -> Defect:
    return services.settle_defect(
        case_id=case.pk, by=by or world.zhou, number=number, channel=Channel.DESK, words="不积水了"
    )


def insist(world: World, case: Case, words: str = "还在积水") -> Defect:
    return services.insist_on_defect(
        case_id=case.pk, by=world.zhou, number=1, channel=Channel.TELEPHONE, words=words
    )


def test_a_report_holds_up_nothing_and_reaches_enterprise_and_bureau(world: World, case: Case) -> None:
    version, holds = case.version, Hold.objects.filter(case=case, closed_at=None).count()
    with clock.at(later(9)):
        row = report(world, case, photos=[works.photo()])
    case.refresh_from_db()
    assert (case.version, Hold.objects.filter(case=case, closed_at=None).count()) == (version, holds)
    assert (row.found_by, row.recorded_by) == ("住户", "清波街道办事处 周示例")
    assert Photo.objects.get(subject=PhotoOf.DEFECT_BEFORE, subject_id=row.pk).case_id == case.pk
    told = {message.role for message in Message.objects.filter(kind="defect.reported")}
    assert told == {"site_manager", "district_clerk"}
    assert not Message.objects.filter(kind="defect.reported", text__contains="积水").exists()
    assert "积水" not in Event.objects.filter(action="defect.recorded").get().facts
    assert owed_reports(world.jiang, limit=9) == [row]
    assert read_by(world.jiang, case) == read_by(world.wang, case) == [LEAK]


def test_before_the_works_there_is_nothing_to_report(world: World) -> None:
    early = works.make_works_case(world, "contracted")
    denied = may_report_defect(world.zhou, early)
    assert isinstance(denied, Denied)
    assert denied.code == "status"


def test_promised_mended_with_a_photo_and_settled_by_the_household_s_word(world: World, case: Case) -> None:
    with clock.at(later(9)):
        row = report(world, case)
        promise(world, case, row)
        assert owed_reports(world.jiang, limit=9) == []
    with clock.at(later(10)):
        assert owed_reports(world.jiang, limit=9) == [row]  # the promised day is over
        with pytest.raises(Refused) as without:
            services.rectify_defect(
                case_id=case.pk,
                defect_id=row.pk,
                by=world.jiang,
                rectified_on=clock.today(),
                note="好了",
            )
        assert without.value.field == "photos"
        mend(world, case, row)
        done = settle(world, case)
        with pytest.raises(Refused):
            settle(world, case)
    assert (done.status, done.verified_by) == (DefectStatus.VERIFIED, "住户（窗口，周示例代记）")


def test_a_clock_runs_only_where_the_bureau_has_set_one(world: World, case: Case) -> None:
    with clock.at(later(9)):
        assert report(world, case).answer_due_on is None
        assert owed_reports(world.wang, limit=9) == []
        in_force(world.ling, world.shangcheng, ParameterCode.DEFECT_ANSWER_DAYS, "3")
        row = report(world, case, "柜门关不上")
        assert row.answer_due_on == later(12).date()
    with clock.at(later(13)):
        assert owed_reports(world.wang, limit=9) == [row]
        assert owed_reports(world.xi, limit=9) == []


def test_what_the_enterprise_disputes_goes_to_the_bureau_and_the_household_has_its_word(
    world: World, case: Case
) -> None:
    with clock.at(later(9)):
        row = report(world, case)
        dispute(world, case, row)
        assert owed_reports(world.wang, limit=9) == [row]
        again = insist(world, case)
        assert (again.status, again.times_again, again.answered_at) == (DefectStatus.OPEN, 1, None)
        assert owed_reports(world.jiang, limit=9) == [row]
        with pytest.raises(Refused) as twice:
            insist(world, case)
    assert twice.value.code == "status"
    assert Message.objects.filter(title__contains="企业认为住户反映的不是质量问题").exists()


def test_who_answered_for_the_enterprise_writes_down_no_word_of_the_household(
    world: World, case: Case
) -> None:
    with clock.at(later(9)):
        row = report(world, case)
        mend(world, case, row)
        Defect.objects.filter(pk=row.pk).update(rectified_holder=world.zhou.holder)
        with pytest.raises(Refused) as refused:
            settle(world, case)
        assert refused.value.code == "own_entry"
        assert settle(world, case, by=world.wang).status == DefectStatus.VERIFIED


def test_acceptance_is_concluded_once_somebody_said_what_became_of_it(world: World) -> None:
    case = works.make_works_case(world, "items")
    with clock.at(later(16)):
        report(world, case)
        other = report(world, case, "水槽龙头松动")
    with clock.at(later(17)):
        assert [each.defect.number for each in acceptance_view(world.yan, case).reported] == [1, 2]
        works.verdict(world, case, Verdict.PASS)
        works.household_says(world, case)
    with clock.at(later(18)):
        late = report(world, case, "灯不亮")
        case.refresh_from_db()
        denied = may_conclude(world.yan, case)
        assert isinstance(denied, Denied)
        assert "第 1、2 项" in denied.reason
        seen = {"case_id": case.pk, "by": world.yan}
        first = Defect.objects.get(case=case, number=1)
        with pytest.raises(Refused) as silent:
            services.verify_defect(defect_id=first.pk, verified_on=clock.today(), **seen)
        assert silent.value.field == "note"
        services.verify_defect(defect_id=first.pk, verified_on=clock.today(), note="闭水无渗漏", **seen)
        services.send_back_defect(defect_id=other.pk, reason="确实松动，三日内紧固", **seen)
        passed = services.conclude(**seen)
    assert passed.status == "passed"
    for row, status in ((first, "verified"), (other, "open"), (late, "open")):
        row.refresh_from_db()
        assert row.status == status


def test_what_was_seen_not_to_be_mended_is_owed_anew(world: World, case: Case) -> None:
    with clock.at(later(9)):
        in_force(world.ling, world.shangcheng, ParameterCode.DEFECT_ANSWER_DAYS, "3")
        row = report(world, case)
        mend(world, case, row)
    with clock.at(later(20)):
        back = services.send_back_defect(
            case_id=case.pk, defect_id=row.pk, by=world.yan, reason="门槛石仍渗水"
        )
        assert (back.stand.label, back.stand.until) == ("等企业答复", later(23).date())
        assert owed_reports(world.jiang, limit=9) == [row]


def test_what_nobody_answered_in_the_warranty_lies_with_the_bureau(world: World) -> None:
    case = works.make_works_case(world, "passed")
    with clock.at(later(200)):
        row = report(world, case)
        found = owed_reports(world.wang, limit=9)
        warranty = works_view(world.wang, Case.objects.get(pk=case.pk)).warranty
        assert list(listed(world.wang, Wanted(flag="reported"))) == [case]
        assert list(listed(world.shi, Wanted(flag="reported"))) == []
        mend(world, case, row)
    assert found == [row]
    assert warranty is not None
    assert warranty.until == later(17).date().replace(year=2028)


def test_a_successor_answers_for_nothing_of_the_enterprise_before_it(world: World, case: Case) -> None:
    with clock.at(later(9)):
        row = report(world, case)
        replace_enterprise(case_id=case.pk, by=world.zhou, reason="失联", enterprise=world.yangben)
        case.refresh_from_db()
        assert read_by(world.zhou, case) == [LEAK]
        assert owed_reports(world.jiang, limit=9) == owed_reports(world.wang, limit=9) == []
        with pytest.raises(Http404):
            DEFECT.load(world.zhou, pk=case.pk, defect_id=row.pk)


def test_another_district_and_the_city_read_no_word_of_it(world: World, case: Case) -> None:
    with clock.at(later(9)):
        row = report(world, case)
        with pytest.raises(ObjectDoesNotExist):
            report(world, case, by=world.xi)
        assert read_by(world.shi, case) == []
        with pytest.raises(Http404):
            DEFECT.load(world.shi, pk=case.pk, defect_id=row.pk)


def test_a_patrol_s_own_defects_are_answered_as_before(world: World, case: Case) -> None:
    with clock.at(later(9)):
        works.visit(world, case, bad=["safety"], due_on=clock.today() + timedelta(days=2))
        found = Defect.objects.get(case=case)
        with pytest.raises(Refused) as refused:
            promise(world, case, found)
        assert refused.value.code == "kind"
        report(world, case)
        assert insist_numbers(case) == [2]


def insist_numbers(case: Case) -> list[int]:
    return list(Defect.objects.of_household().filter(case=case).values_list("number", flat=True))
