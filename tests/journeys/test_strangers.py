"""A person of another district looks for a household that is none of theirs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from apps.documents.models import StoredFile
from tests.factories.stages import make_staged_case
from tests.factories.world import PASSWORD, make_world
from tests.journeys.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_another_district_finds_nothing(sit_down: Callable[..., Person], time: Callable[[str], None]) -> None:
    time("2026-09-01T12:00:00")
    world = make_world()
    case = make_staged_case(world, "passed")
    file = StoredFile.objects.owned_by("case", case.pk)[0]
    time("2026-10-01T09:00:00")
    urls = [
        reverse("cases:case", kwargs={"pk": case.pk}),
        reverse("cases:record", kwargs={"pk": case.pk}),
        reverse("documents:file", kwargs={"pk": file.pk}),
        reverse("cases:receipt", kwargs={"pk": case.pk}),
        reverse("plans:application-form", kwargs={"pk": case.pk}),
        reverse("inspections:acceptance-paper", kwargs={"pk": case.pk, "number": 1}),
    ]
    owner = sit_down("wang")
    for url in urls:
        assert owner.page.request.get(url).ok, url

    stranger = sit_down("xi")
    for url in urls:
        answer = stranger.page.goto(url)
        assert answer is not None
        assert answer.status == 404
        stranger.sees("没有找到这一页", "或者不在您的管辖范围内。")
        stranger.does_not_see(str(case.number), case.dwelling.address)
    stranger.follow("回到工作台")
    stranger.sees("西湖")

    for word in (str(case.number), case.dwelling.address, "张示例"):
        stranger.page.get_by_role("searchbox", name="查案件").fill(word)
        stranger.page.keyboard.press("Enter")
        stranger.sees("没有")
        assert stranger.page.locator(f"a[href*='{case.pk}']").count() == 0, word
    stranger.open(reverse("reports:overview"))
    stranger.does_not_see(case.dwelling.address)


def test_a_signed_out_link_leads_back_after_signing_in(
    sit_down: Callable[..., Person], time: Callable[[str], None]
) -> None:
    time("2026-09-01T12:00:00")
    world = make_world()
    case = make_staged_case(world, "received")
    clerk = sit_down("zhou")
    clerk.page.context.clear_cookies()

    clerk.open(reverse("cases:case", kwargs={"pk": case.pk}))
    clerk.fill("账号", "zhou")
    clerk.fill("密码", "不是这个")
    clerk.press("登录")
    clerk.sees("账号或密码不对")
    assert clerk.field("账号").input_value() == "zhou"
    clerk.page.wait_for_function("document.activeElement.matches('[data-error-summary]')")
    clerk.fill("密码", PASSWORD)
    clerk.press("登录")
    clerk.sees(str(case.number))
