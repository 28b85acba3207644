"""A household on its own phone: half-written words stay, and Back sends nothing a second time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from apps.household.services import issue_slip
from tests.factories.stages import make_staged_case
from tests.factories.world import make_world
from tests.household.telephone import answering
from tests.household.visitor import digits_of
from tests.journeys.person import PHONE, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

QUESTION = "厨房的门能不能换成推拉门？"


@pytest.fixture
def household(
    browser: Browser, live_server: Any, papers: Path, time: Callable[[str], None]
) -> Iterator[Person]:
    """A phone that has opened the slip of a household whose plan waits."""
    time("2026-09-01T12:00:00")
    world = make_world()
    case = make_staged_case(world, "submitted_plan")
    time("2026-09-04T10:00:00")
    slip = issue_slip(case_id=case.pk, by=world.zhou, holder="self")
    phone = Person.at(browser, live_server.url, papers, size=PHONE)
    assert slip.secret is not None
    phone.open(f"/my/slip/{slip.secret.token}/")
    phone.page.locator("#id_digits").fill(digits_of(slip))
    phone.press("打开")
    phone.sees("您家的厨卫换新")
    with answering():
        yield phone
    phone.leaves()


def test_a_half_written_letter_stays_over_a_link_and_goes_when_it_is_sent(household: Person) -> None:
    page = household.page
    household.open("/my/letters/write/")
    page.get_by_text("街道", exact=False).locator("visible=true").first.wait_for()
    page.locator("textarea").fill(QUESTION)
    page.get_by_role("link", name="‹ 留言").click()
    household.open("/my/plan/")
    household.open("/my/letters/write/")
    household.sees("您刚才写的还在下面，还没有送出。")
    expect(page.locator("textarea")).to_have_value(QUESTION)

    household.press("送出")
    household.sees("请看红字")
    expect(page.locator("textarea")).to_have_value(QUESTION)
    page.locator("label.choice").first.click()
    household.press("送出")
    household.sees("送出了")
    household.open("/my/letters/write/")
    expect(page.locator("textarea")).to_have_value("")
    household.does_not_see("您刚才写的还在下面")


def test_nobody_reads_what_another_visit_left_half_written(household: Person) -> None:
    page = household.page
    household.open("/my/letters/write/")
    page.locator("textarea").fill(QUESTION)
    kept = "JSON.stringify(Object.values(sessionStorage))"
    assert QUESTION in page.evaluate(kept)
    household.press("看完了，关掉")
    household.sees("已经关掉")
    assert QUESTION not in page.evaluate(kept)


def test_back_after_a_wrong_code_asks_for_the_page_and_sends_nothing(household: Person) -> None:
    page = household.page
    household.open("/my/plan/")
    household.open("/my/do/object/")
    page.locator("textarea").first.fill("卫生间的门洞太窄")
    household.press("发验证码")
    household.sees("输入短信验证码")
    page.locator("#id_code").fill("000000")
    page.locator("form.asks button").first.click()
    household.sees("验证码不对")
    household.open("/my/plan/")
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.go_back()
    household.sees("您刚才写的还在下面，还没有送出。")
    expect(page.locator("textarea").first).to_have_value("卫生间的门洞太窄")
    assert posts == []


def test_at_200_percent_nothing_sticks_out_sideways(household: Person) -> None:
    household.open("/my/plan/")
    household.open("/my/size/?back=/my/")
    # 390 px at 200 %, with the household's own larger letters on top.
    household.page.set_viewport_size({"width": 195, "height": 422})
    for path in ("/my/", "/my/plan/", "/my/do/agree/", "/my/letters/write/"):
        household.open(path)
        household.stays_within_the_screen()
