"""通知用语: a city's and the province's words for notices, with known placeholders only."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from apps.cases.queries.wordings import NOTICES, enterprise_words, saying_of
from apps.cases.workflow import NEXT, NUMBER, TABLE, TEXTS
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale
from apps.programs.models import Wording
from apps.programs.rules.wordings import filled, unsound
from apps.programs.services import set_wording
from tests.factories.world import NOON, World, make_case

STAYS = {NEXT: TEXTS["file"].next}
CHOOSE = next(move for name, move in TABLE.items() if name == "choose_enterprise")
TOMORROW = NOON + timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("您的申请（{办件编号}）已备案。{下一步}", ""),
        ("您好 {姓名}", "{姓名}"),
        ("您的申请 {办件编号", "没有成对"),
        ("{}", "不能用{}"),
    ],
)
def test_only_its_own_placeholders_stand_in_a_wording(text: str, words: str) -> None:
    found = unsound(text, (NUMBER, NEXT))
    assert (words in found, bool(found)) == (True, bool(words))


def test_a_placeholder_is_filled_and_one_without_a_value_vanishes() -> None:
    assert filled("{办件编号}：{下一步}好", {NUMBER: "上城-2026-0001"}) == "上城-2026-0001：好"


def test_the_house_s_own_words_are_sound() -> None:
    for notice in NOTICES.values():
        assert unsound(notice.text, notice.known) == ""
        assert "{" not in filled(notice.text, notice.sample)


def put(world: World, by: Actor, text: str, *, body: str = "city", **more: object) -> Wording:
    key = str(more.pop("key", "household-file"))
    said = {"valid_from": TOMORROW.date(), "reason": "统一口径", **more}
    return set_wording(
        by=by,
        organisation=getattr(world, body),
        key=key,
        known=NOTICES[key].known,
        text=text,
        **said,  # type: ignore[arg-type]
    )


@pytest.mark.django_db
def test_a_household_reads_the_words_of_its_day_and_else_the_house_s(world: World) -> None:
    case = make_case(world, "received")
    put(world, world.sheng, "省里的话（{办件编号}）。", body="province")
    put(world, world.shi, "市里的话（{办件编号}）。{下一步}")
    today = saying_of(case.bureau_id, "file").words(case, STAYS)
    with clock.at(TOMORROW):
        tomorrow = [saying_of(case.bureau_id, "file").words(case, values) for values in (STAYS, {})]

    assert today == f"{case.number} 已备案。请自主选企业。"
    assert tomorrow == [
        f"市里的话（{case.number}）。请自主选企业。",
        f"市里的话（{case.number}）。",
    ]


@pytest.mark.django_db
def test_taken_back_the_words_above_hold_again(world: World) -> None:
    case = make_case(world, "received")
    put(world, world.shi, "市里的话。")
    put(world, world.shi, "")
    with clock.at(TOMORROW):
        assert saying_of(case.bureau_id, "file").words(case) == f"{case.number} 已备案。"


@pytest.mark.django_db
def test_an_enterprise_s_message_has_a_title_too(world: World) -> None:
    case = make_case(world, "received")
    put(world, world.shi, "请 3 日内联系住户。", title="选定贵公司", key="enterprise-choose_enterprise")
    with clock.at(TOMORROW):
        assert enterprise_words(case, CHOOSE) == ("选定贵公司", "请 3 日内联系住户。")
    assert enterprise_words(case, CHOOSE) == (CHOOSE.label, "请编制方案与预算。")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "more", "field"),
    [
        ("您好 {姓名}", {}, "text"),
        ("请打 13800000970", {}, "text"),
        ("长" * 161, {}, "text"),
        ("", {}, "text"),
        ("好", {"reason": " "}, "reason"),
        ("好", {"valid_from": date(2026, 9, 1)}, "valid_from"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(
    world: World, text: str, more: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        put(world, world.shi, text, **more)
    assert refused.value.field == field


@pytest.mark.django_db
def test_a_stale_page_changes_nothing(world: World) -> None:
    put(world, world.shi, "一", version=0)
    with pytest.raises(Stale):
        put(world, world.shi, "二", version=0)


@pytest.mark.django_db
@pytest.mark.parametrize(("persona", "body"), [("ling", "shangcheng"), ("sheng", "city"), ("shenji", "city")])
def test_others_word_nothing(world: World, persona: str, body: str) -> None:
    with pytest.raises(Refused) as refused:
        put(world, world.people[persona], "好", body=body)
    assert refused.value.code in {"post", "kind"}
