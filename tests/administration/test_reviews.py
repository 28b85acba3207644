"""Every half year the accounts of a body are looked through; the days of unused ones are set by bureaus."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import AccountReview
from apps.accounts.rules import UnusedDays, half_a_year_after
from apps.administration.permissions import may_review
from apps.administration.queries.reviews import due_for, review_paper, reviews_of, standings
from apps.administration.queries.unused import accounts_by_home, days_of, longest
from apps.administration.sections import SECTIONS
from apps.administration.services.people import review
from apps.administration.tasks import unused_accounts
from apps.audit.queries import timeline
from apps.documents.enums import FileKind
from apps.documents.forms.checks import check
from apps.documents.models import StoredFile
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Denied, Refused
from apps.orgs.enums import Role
from apps.orgs.models import Organisation, User
from apps.orgs.services import appoint
from apps.outbox.models import Message
from apps.programs.enums import ParameterCode, Strength
from apps.programs.services import set_parameter
from tests.administration.test_second_eyes import standing_in
from tests.factories.uploads import pdf, upload
from tests.factories.world import NOON, SINCE, World, user_of

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def reviewed(world: World, **more: Any) -> AccountReview:
    said = {"reviewed_on": TODAY, "found": "与在岗名单一致", **more}
    return review(by=world.guan, organisation=world.shangcheng, **said)


@pytest.mark.parametrize(
    ("day", "then"),
    [
        (date(2026, 9, 1), date(2027, 3, 1)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 6, 30), date(2026, 12, 30)),
        (date(2026, 5, 31), date(2026, 11, 30)),
    ],
)
def test_half_a_year_is_six_months(day: date, then: date) -> None:
    assert half_a_year_after(day) == then


def test_a_review_says_who_when_and_what_was_found(world: World) -> None:
    row = reviewed(world, reviewed_on=TODAY - timedelta(days=2))
    assert (row.reviewed_by, row.found, row.people) == (world.guan.signature, "与在岗名单一致", 6)
    told = timeline("organisation", world.shangcheng.pk)[0]
    assert (told.action, told.reason) == ("organisation.accounts_reviewed", "与在岗名单一致")
    assert Message.objects.filter(title="上城区住房和城乡建设局的人员账号已复核").count() == 2


@pytest.mark.parametrize(
    ("said", "field"),
    [({"reviewed_on": TODAY + timedelta(days=1)}, "reviewed_on"), ({"found": "  "}, "found")],
)
def test_a_review_to_come_or_without_words_is_refused(world: World, said: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        reviewed(world, **said)
    assert refused.value.field == field
    assert not AccountReview.objects.exists()


def test_a_review_before_the_last_one_is_refused(world: World) -> None:
    reviewed(world)
    with pytest.raises(Refused, match="不能早于"):
        reviewed(world, reviewed_on=TODAY - timedelta(days=1))
    assert reviewed(world, found="同一天又核对一次").people == 6


def test_it_is_due_after_half_a_year_and_said_on_the_index(world: World) -> None:
    people = next(section for section in SECTIONS if section.name == "people")
    reviewed(world)
    with clock.at(NOON + timedelta(days=180)):
        assert not standings([world.shangcheng])[world.shangcheng.pk].is_due
        assert people.waits(world.guan) == ""
    with clock.at(NOON + timedelta(days=181)):
        assert standings([world.shangcheng])[world.shangcheng.pk].is_due
        due = due_for(world.guan)
        assert people.waits(world.guan) == f"{due} 个单位该复核了"
        reviewed(world, reviewed_on=clock.today())
        assert due_for(world.guan) == due - 1


def test_on_its_first_day_a_site_is_not_late_whatever_day_its_file_names(world: World) -> None:
    """The world's roles are dated back by more than a year."""
    assert half_a_year_after(SINCE) < TODAY
    standing = standings([world.shangcheng])[world.shangcheng.pk]
    assert (standing.due, standing.is_due) == (half_a_year_after(TODAY), False)


def test_a_body_without_people_is_not_due(world: World) -> None:
    empty = Organisation.objects.create(kind="street_office", name="空街道", short_name="空")
    assert standings([empty])[empty.pk].due is None


def test_a_delegate_and_another_district_record_no_review(world: World) -> None:
    delegate = standing_in(world.wang, world.ling)
    for other in (delegate, world.guan_xihu, world.wang, world.shenji):
        assert isinstance(may_review(other, world.shangcheng), Denied)
        with pytest.raises(Refused):
            review(by=other, organisation=world.shangcheng, reviewed_on=TODAY, found="一致")
    assert may_review(world.guan_city, world.shangcheng)


def test_the_list_names_everybody_with_roles_days_and_last_sign_in(world: World) -> None:
    User.objects.filter(pk=world.wang.user_id).update(last_login=NOON)
    paper = review_paper(world.shangcheng, [world.qingbo])
    assert [body.name for body in paper.bodies] == [world.shangcheng.name, world.qingbo.name]
    wang = next(person for person in paper.bodies[0].people if person.name == "王演示")
    assert (wang.posts, wang.days, wang.last_login) == (["经办"], ["2025年1月1日起"], "2026年9月1日 12:00")
    assert (
        next(person for person in paper.bodies[0].people if person.name == "沈演示").last_login
        == "没有登录过"
    )


def test_the_list_costs_the_same_for_many_bodies(world: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(6):
        review_paper(world.shangcheng)
    with django_assert_num_queries(6):
        review_paper(world.shangcheng, [world.qingbo, world.hubin, world.property])


# --- days of unused accounts ---


def put(world: World, code: ParameterCode, days: int, body: Organisation | None = None) -> None:
    # Decided the day before: a parameter holds from a day to come.
    with clock.at(NOON - timedelta(days=1)):
        _put(world, code, days, body)


def _put(world: World, code: ParameterCode, days: int, body: Organisation | None) -> None:
    set_parameter(
        by=world.sheng if body == world.city else world.shi,
        organisation=body or world.shangcheng,
        code=code,
        value=str(days),
        source="示例〔2026〕1号",
        strength=Strength.LOCAL,
        valid_from=TODAY,
        reason="账号管理",
        version=0,
    )


def test_without_days_set_nothing_is_looked_at(world: World) -> None:
    User.objects.update(last_login=NOON - timedelta(days=3000))
    assert accounts_by_home() == {}
    assert unused_accounts(None) == 0  # type: ignore[arg-type]


def test_a_bureau_s_days_hold_for_its_streets_and_companies(world: World) -> None:
    put(world, ParameterCode.ACCOUNT_WARN_DAYS, 90)
    put(world, ParameterCode.ACCOUNT_LOCK_DAYS, 120)
    for body in (world.shangcheng, world.qingbo, world.hubin):
        assert days_of(body) == UnusedDays(90, 120, None)
    for body in (world.xihu, world.beishan, world.city, world.audit):
        assert days_of(body) == UnusedDays()
    put(world, ParameterCode.ACCOUNT_WARN_DAYS, 60, world.city)
    assert days_of(world.xihu) == UnusedDays(60, None, None)


def test_of_two_bodies_the_longer_days_hold(world: World) -> None:
    put(world, ParameterCode.ACCOUNT_WARN_DAYS, 90)
    appoint(
        by=SYSTEM,
        user=user_of(world.wang),
        organisation=world.xihu,
        role=Role.DISTRICT_CLERK,
        valid_from=SINCE,
    )
    assert world.wang.user_id not in accounts_by_home()
    assert world.shen.user_id in accounts_by_home()
    assert longest([UnusedDays(90, 120), UnusedDays(60, 200, 400)]) == UnusedDays(90, 200, None)


def test_the_schedule_warns_and_the_list_shows_it(world: World) -> None:
    put(world, ParameterCode.ACCOUNT_WARN_DAYS, 90)
    put(world, ParameterCode.ACCOUNT_LOCK_DAYS, 120)
    User.objects.exclude(pk=world.wang.user_id).update(last_login=NOON)
    User.objects.filter(pk=world.wang.user_id).update(last_login=NOON - timedelta(days=97))
    assert unused_accounts(None) == 1  # type: ignore[arg-type]
    assert unused_accounts(None) == 0  # type: ignore[arg-type]
    client = Client()
    client.force_login(user_of(world.guan))
    page = client.get(f"/administration/people/{world.shangcheng.pk}/?tab=unused").content.decode()
    assert "97 天没有登录</span>，提醒后满 120 天锁定" in page
    assert "沈演示" not in page.split("people-table")[1]


# --- the signed list ---


def signed_list(world: World) -> StoredFile:
    reviewed(world, sheet=check(upload("名单.pdf", pdf()), kind=FileKind.REVIEW_SHEET))
    return StoredFile.objects.get(kind=FileKind.REVIEW_SHEET)


def test_the_signed_list_stays_with_the_review(world: World) -> None:
    file = signed_list(world)
    [shown] = reviews_of(world.shangcheng)
    assert (shown.sheet, file.original_name) == (file, "名单.pdf")
    without = reviewed(world)
    assert [each.sheet for each in reviews_of(world.shangcheng) if each.row == without] == [None]


@pytest.mark.parametrize(
    ("persona", "status"),
    [("guan", 200), ("ling", 200), ("shi", 200), ("wang", 404), ("xi", 404), ("chen", 404)],
)
def test_who_keeps_the_people_opens_it(world: World, persona: str, status: int) -> None:
    file = signed_list(world)
    client = Client()
    client.force_login(user_of(world.people[persona]))
    assert client.get(reverse("documents:file", args=[file.pk])).status_code == status


def test_the_page_takes_it_and_shows_it(world: World) -> None:
    client, url = Client(), reverse("administration:review", args=[world.shangcheng.pk])
    client.force_login(user_of(world.guan))
    said = {
        "reviewed_on": TODAY.isoformat(),
        "found": "一致",
        "key": "a" * 32,
        "sheet": upload("名单.pdf", pdf()),
    }
    assert client.post(url, said).status_code == 302
    file = StoredFile.objects.get(kind=FileKind.REVIEW_SHEET)
    assert reverse("documents:file", args=[file.pk]) in client.get(url).content.decode()
