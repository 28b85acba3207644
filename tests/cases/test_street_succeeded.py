"""A street's cases follow it: number kept, place and bodies new, homes known again, papers as they were."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.administration.queries.bodies import succession_moves
from apps.audit.models import Event
from apps.cases.enums import HoldKind, RenovationScope
from apps.cases.models import Case, Hold, JurisdictionChange, Transition
from apps.cases.permissions import may_move_street
from apps.cases.queries import parts_beside
from apps.cases.services import jurisdiction, move_street, take_due_effects, take_effect, withdraw_case
from apps.cases.workflow import DISTRICT_DESK, HANDED_OVER
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.lib.decisions import Refused
from apps.orgs.models import BodyChange, Organisation
from apps.orgs.queries import body_above
from apps.orgs.services import Heir, plan_succession
from apps.outbox.models import Message
from apps.pages.queries.case_list import Wanted, listed
from tests.factories.stages import make_staged_case
from tests.factories.world import NOON, World, later, make_case, user_of

pytestmark = pytest.mark.django_db
QINGBO, HUBIN, NEW, FAR = "330102001", "330102003", "330102099", "330411099"
FAR_KNOWN = "330411002"
DAY = date(2026, 9, 8)


def succeed(world: World, *heirs: Heir) -> BodyChange:
    return plan_succession(
        by=SYSTEM,
        organisation_id=world.shangcheng.pk,
        region=QINGBO,
        heirs=heirs,
        effective_on=DAY,
        reason="示例：区划调整批复",
    )


def follow() -> list[int]:
    with clock.at(later(7)):
        return list(take_due_effects())


def test_an_open_case_follows_a_renamed_street_with_its_number_and_its_bodies(world: World) -> None:
    case = make_case(world, "received")
    succeed(world, Heir(NEW, "示例新街道"))
    told = Message.objects.count()
    assert follow() == [1]
    after = Case.objects.get(pk=case.pk)
    assert (after.number, after.street_code) == (case.number, NEW)
    assert (after.street_office, after.bureau) == (world.qingbo, world.shangcheng)
    assert Event.objects.filter(subject_id=str(case.pk), action="case.street_succeeded").count() == 1
    # Nobody else has it now: neither desks nor household are told of a hand-over.
    assert not JurisdictionChange.objects.exists()
    assert not Message.objects.filter(kind="household.handed_over").exists()
    assert Message.objects.count() > told


def test_an_open_case_of_a_merged_street_is_the_other_offices(world: World) -> None:
    case = make_case(world, "received")
    succeed(world, Heir(HUBIN))
    follow()
    after = Case.objects.get(pk=case.pk)
    assert (after.street_code, after.street_office, after.bureau) == (HUBIN, world.hubin, world.shangcheng)
    moved = JurisdictionChange.objects.get()
    assert (moved.office_before, moved.office_after) == (world.qingbo, world.hubin)


def test_a_street_that_goes_to_another_city_takes_its_started_cases_from_table_to_table(world: World) -> None:
    case = make_staged_case(world, "completed")
    with clock.at(later(30)):
        plan_succession(
            by=SYSTEM,
            organisation_id=world.shangcheng.pk,
            region=QINGBO,
            heirs=[Heir(FAR, "示例远街道")],
            effective_on=clock.today() + timedelta(days=1),
            reason="示例",
        )
    with clock.at(later(32)):
        list(take_due_effects())
    after = Case.objects.get(pk=case.pk)
    assert (after.bureau, after.city_bureau, after.county_code) == (world.xiuzhou, None, "330411")
    assert (after.street_office, after.number) == (world.qingbo, case.number)
    assert Transition.objects.get(case=case, name=HANDED_OVER).bureau_id_at == world.xiuzhou.pk
    office = Organisation.objects.get(pk=world.qingbo.pk)
    with clock.at(later(32)):
        assert body_above(office, clock.today()) == world.xiuzhou


def test_what_has_ended_keeps_its_street_and_is_found_under_the_new_one(world: World) -> None:
    with clock.at(NOON):
        case = make_case(world, "received")
        withdraw_case(case_id=case.pk, by=world.zhou)
    succeed(world, Heir(NEW, "示例新街道"))
    assert follow() == [0]
    assert Case.objects.get(pk=case.pk).street_code == QINGBO
    with clock.at(later(8)):
        found = listed(world.wang, Wanted(street=NEW))
        assert [each.pk for each in found] == [case.pk]


def test_from_the_day_on_only_the_new_street_takes_registrations(world: World) -> None:
    succeed(world, Heir(NEW, "示例新街道"))
    with clock.at(later(6)):
        assert make_case(world).street_code == QINGBO
    follow()
    with clock.at(later(7)):
        with pytest.raises(Refused, match="示例新街道") as refused:
            make_case(world)
        assert refused.value.field == "street_code"
        assert make_case(world, street_code=NEW).street_office == world.qingbo


@pytest.mark.parametrize("heir", [Heir(NEW, "示例新街道"), Heir(FAR, "示例远街道")])
def test_a_home_is_the_same_home_after_its_street_was_succeeded(world: World, heir: Heir) -> None:
    with clock.at(NOON):
        case = make_case(world, "received", address="清波街道示例路9号1幢101室")
    succeed(world, heir)
    follow()
    with clock.at(later(8)), pytest.raises(Refused, match="已经申请过"):
        make_case(world, street_code=heir.code, address="示例路9号1幢101室")
    assert Case.objects.count() == 1
    assert Case.objects.get().number == case.number


def registered_on_both_sides(world: World) -> tuple[Case, Case]:
    """Return cases of one address in two counties, and let the first one's street go up in the other's."""
    with clock.at(NOON):
        ours = make_case(world, "received", address="示例路9号1幢101室")
        theirs = make_case(world, by=world.people["xin"], street_code=FAR_KNOWN, address="示例路9号1幢101室")
    succeed(world, Heir(FAR_KNOWN))
    return ours, theirs


def test_a_home_that_is_registered_on_both_sides_stops_no_succession(world: World) -> None:
    ours, theirs = registered_on_both_sides(world)
    with clock.at(NOON):
        third = make_case(world, "received", address="示例路10号1幢101室")
    assert follow() == [2]
    assert set(Case.objects.values_list("street_code", flat=True)) == {FAR_KNOWN}
    keys = dict(Case.objects.values_list("pk", "dwelling_key"))
    assert keys[ours.pk] == ours.dwelling_key
    assert keys[third.pk] != third.dwelling_key
    assert keys[theirs.pk] == theirs.dwelling_key


def test_the_bureau_judges_a_home_that_is_registered_on_both_sides(world: World) -> None:
    ours, theirs = registered_on_both_sides(world)
    follow()
    hold = Hold.objects.get(kind=HoldKind.DUPLICATE)
    assert (hold.case_id, hold.closed_at) == (ours.pk, None)
    assert str(theirs.number) in hold.text
    events = Event.objects.filter(action="case.home_doubted")
    assert set(events.values_list("subject_id", flat=True)) == {str(ours.pk), str(theirs.pk)}
    told = Message.objects.filter(matter="duplicate", done_at__isnull=True)
    asked = {(world.xiuzhou.pk, role.value) for role in DISTRICT_DESK}
    assert sorted(told.values_list("organisation_id", "role")) == sorted(asked)


@pytest.mark.parametrize("both", [False, True])
def test_of_two_cases_of_one_home_only_one_that_goes_on_is_judged(world: World, both: bool) -> None:
    ours, theirs = registered_on_both_sides(world)
    ended = {ours.pk, theirs.pk} if both else {ours.pk}
    # Renovated on the other track: it holds its space for ever.
    Case.objects.filter(pk__in=ended).update(status="converted", started_on=NOON.date())
    follow()
    judged = Hold.objects.filter(kind=HoldKind.DUPLICATE).values_list("case_id", flat=True)
    assert list(judged) == ([] if both else [theirs.pk])
    told = Message.objects.filter(kind="case.home_doubted").values_list("organisation_id", flat=True)
    assert set(told) == {world.shangcheng.pk, world.xiuzhou.pk}


def test_the_preview_names_what_will_be_one_home(world: World) -> None:
    with clock.at(NOON):
        ours = make_case(world, "received", address="示例路9号1幢101室")
        make_case(world, "received", address="示例路10号1幢101室")
        kitchen, bathroom = RenovationScope.KITCHEN, RenovationScope.BATHROOM
        make_case(world, address="示例路11号", renovation_scope=kitchen)
        for address, scope in (("示例路9号1幢101室", kitchen), ("示例路11号", bathroom)):
            by = world.people["xin"]
            make_case(world, by=by, street_code=FAR_KNOWN, address=address, renovation_scope=scope)
        moves, _ = succession_moves(QINGBO, [Heir(FAR_KNOWN)], DAY)
        assert moves.clashing == (ours.number,)
        moves, _ = succession_moves(QINGBO, [Heir(FAR, "示例远街道")], DAY)
        assert moves.clashing == (ours.number,)
        moves, _ = succession_moves(QINGBO, [Heir(NEW, "示例新街道")], DAY)
        assert moves.clashing == ()


def read_regions(captured: CaptureQueriesContext) -> int:
    return sum('FROM "orgs_region' in query["sql"] for query in captured)


def test_regions_are_read_once_however_many_homes_a_street_has(world: World) -> None:
    counts = []
    for homes, (old, new) in ((1, (QINGBO, NEW)), (4, (HUBIN, "330102098"))):
        with clock.at(NOON):
            for _ in range(homes):
                by = world.zhou if old == QINGBO else world.people["hu"]
                withdraw_case(case_id=make_case(world, street_code=old, by=by).pk, by=by)
            change = plan_succession(
                by=SYSTEM,
                organisation_id=world.shangcheng.pk,
                region=old,
                heirs=[Heir(new, f"示例{homes}街道")],
                effective_on=DAY,
                reason="示例",
            )
        with clock.at(later(7)), CaptureQueriesContext(connection) as captured:
            take_effect(change_id=change.pk)
        counts.append(read_regions(captured))
    assert counts[0] == counts[1]


def test_cases_that_stay_where_they_are_are_locked_with_those_that_move(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.at(NOON):
        gone = make_case(world, "received")
        withdraw_case(case_id=gone.pk, by=world.zhou)
    there = make_case(world, street_code=HUBIN, by=world.people["hu"])
    locked: set[object] = set()
    monkeypatch.setattr(
        jurisdiction,
        "_lock_cases",
        lambda homes: locked.update(case.pk for rows in homes for case in rows),
    )
    succeed(world, Heir(HUBIN))
    follow()
    assert {gone.pk, there.pk} <= locked


# --- the parts of a split street ---

PARTS = (Heir(NEW, "示例东街道", "清河路以东"), Heir(HUBIN, "", "清河路以西"))


def to_part(case: Case, by: Actor, street: str = HUBIN) -> Case:
    with clock.at(later(8)):
        return move_street(case_id=case.pk, by=by, street_code=street, reason="在清河路以西")


def split(world: World, *heirs: Heir) -> Case:
    case = make_case(world, "received")
    succeed(world, *(heirs or PARTS))
    follow()
    return Case.objects.get(pk=case.pk)


def test_a_case_of_the_other_part_goes_there_with_its_number(world: World) -> None:
    case = split(world)
    assert (case.street_code, case.former_street) == (NEW, QINGBO)
    assert [(part.street.code, part.words) for part in parts_beside(case)] == [(HUBIN, "清河路以西")]

    after = to_part(case, world.wang)
    assert (after.number, after.street_code, after.street_office) == (case.number, HUBIN, world.hubin)
    assert Message.objects.filter(kind="case.street_moved", organisation_id=world.hubin.pk).count() == 1
    moves = JurisdictionChange.objects.filter(case=case).values_list("office_after", flat=True)
    assert list(moves) == [world.hubin.pk]


def test_it_may_come_back_and_every_hand_over_stays_on_record(world: World) -> None:
    case = to_part(split(world), world.wang)
    with clock.at(later(9)):
        back = move_street(case_id=case.pk, by=world.wang, street_code=NEW, reason="看错了，在路东")
    assert back.street_office == world.qingbo
    assert JurisdictionChange.objects.filter(case=case).count() == 2


def test_a_telephone_number_in_the_reason_is_masked(world: World) -> None:
    case = split(world)
    with clock.at(later(8)):
        move_street(case_id=case.pk, by=world.wang, street_code=HUBIN, reason="住户 13800000123 说在路西")
    told = Message.objects.filter(kind="case.street_moved", organisation_id=world.hubin.pk).get()
    assert "138****0123" in told.text


def test_to_another_bureau_its_leader_gives_it(world: World) -> None:
    case = split(world, PARTS[0], Heir(FAR_KNOWN, "", "大桥以北"))
    with pytest.raises(Refused, match="分管领导"):
        to_part(case, world.wang, FAR_KNOWN)
    after = to_part(case, world.ling, FAR_KNOWN)
    assert (after.bureau, after.county_code) == (world.xiuzhou, "330411")
    assert Message.objects.filter(kind="case.street_moved", organisation_id=world.xiuzhou.pk).exists()


def test_a_started_case_goes_from_table_to_table_on_the_day_it_is_moved(world: World) -> None:
    case = make_staged_case(world, "completed")
    with clock.at(later(30)):
        plan_succession(
            by=SYSTEM,
            organisation_id=world.shangcheng.pk,
            region=QINGBO,
            heirs=[PARTS[0], Heir(FAR_KNOWN, "", "大桥以北")],
            effective_on=clock.today() + timedelta(days=1),
            reason="示例",
        )
    with clock.at(later(32)):
        list(take_due_effects())
    with clock.at(later(40)):
        move_street(case_id=case.pk, by=world.ling, street_code=FAR_KNOWN, reason="大桥以北")
        moved = Transition.objects.get(case=case, name=HANDED_OVER)
        assert (moved.bureau_id_at, moved.effective_on) == (world.xiuzhou.pk, clock.today())
        assert moved.reason == "大桥以北"


@pytest.mark.parametrize("street", [NEW, "330102777", ""])
def test_only_another_part_is_taken(world: World, street: str) -> None:
    case = split(world)
    with pytest.raises(Refused, match="另一个街道"):
        to_part(case, world.wang, street)


def test_who_moves_it_and_when(world: World) -> None:
    case = split(world)
    whole = Case(status=case.status)
    asked = ((world.wang, case), (world.ling, case), (world.zhou, case), (world.wang, whole))
    codes = [getattr(may_move_street(person, each), "code", "") for person, each in asked]
    assert codes == ["", "", "post", "none"]


def test_the_page_offers_the_other_part(world: World) -> None:
    case, client = split(world), Client()
    with clock.at(later(8)):
        client.force_login(user_of(world.wang))
        assert f"/cases/{case.pk}/street/" in client.get(f"/cases/{case.pk}/").content.decode()
        form = client.get(f"/cases/{case.pk}/street/").content.decode()
        assert "湖滨街道（原街道的清河路以西）" in form
        key = form.split('name="key" value="')[1].split('"')[0]
        sent = {"street_code": HUBIN, "reason": "在清河路以西", "version": case.version, "key": key}
        assert client.post(f"/cases/{case.pk}/street/", sent)["Location"] == f"/cases/{case.pk}/"
    assert Case.objects.get(pk=case.pk).street_code == HUBIN
