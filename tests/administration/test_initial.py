"""期初数 on their page and in the file of a site (decision 0123)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from apps.administration.queries.setup import compare
from apps.administration.rules.setup import BadSite, read_site
from apps.administration.services.setup import APPLY, KEEP, set_up
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from apps.orgs.models import ReportingLine
from apps.outbox.models import Message
from apps.reports.models import InitialFigures
from apps.reports.rules.initial import Initial
from apps.reports.services import set_opening_figures
from tests.administration.test_years_pages import Person
from tests.factories.world import NOON, World

pytestmark = pytest.mark.django_db
TYPED = {
    "done": "12",
    "passed": "9",
    "ongoing": "5",
    "amount": "130",
    "as_of": "2026-08-31",
    "source": "手工统计表",
    "basis": "启用会议纪要",
}
FIGURES: dict[str, Any] = {
    "figures": Initial(12, 5, 9, Decimal(1_300_000)),
    "as_of": date(2026, 8, 31),
    "source": "手工统计表",
    "basis": "启用会议纪要",
}


@pytest.fixture(autouse=True)
def _begins_in_september(world: World) -> Iterator[None]:
    """西湖 reports from the second Thursday of September on."""
    ReportingLine.objects.filter(organisation=world.xihu).update(valid_from=date(2026, 9, 10))
    with clock.at(NOON + timedelta(days=10)):
        yield


def place(world: World) -> dict[str, object]:
    return {"pk": world.xihu.pk, "year": 2026}


def test_a_leader_enters_them_and_everybody_concerned_is_told(world: World) -> None:
    status, text = Person(world, "xi_leader").press("initial-set", TYPED, **place(world))

    assert status == 302
    assert "期初数已保存" in text
    row = InitialFigures.objects.get()
    assert (row.done, row.ongoing, row.passed, row.amount) == (12, 5, 9, Decimal("1300000.00"))
    told = Message.objects.filter(kind="report.initial_set")
    assert {each.organisation_id for each in told} == {world.xihu.pk, world.city.pk}
    # The message leads to the page, which the city reads.
    assert "手工统计表" in Person(world, "shi").text("initial-of", pk=world.xihu.pk)


def test_what_is_refused_stands_at_its_field_and_nothing_is_lost(world: World) -> None:
    typed = {**TYPED, "as_of": "2026-09-05"}
    status, text = Person(world, "shi").press("initial-set", typed, **place(world))

    assert status == 422
    assert "截至日应在本年度内" in text
    assert "启用会议纪要" in text
    assert not InitialFigures.objects.exists()


def test_the_preview_compares_with_what_stands(world: World) -> None:
    set_opening_figures(by=SYSTEM, bureau=world.xihu, program=world.program, **FIGURES)
    shi = Person(world, "shi").client

    def preview(**typed: str) -> str:
        url = f"/administration/initial/{world.xihu.pk}/2026/preview/"
        return shi.post(url, {**TYPED, **typed}).content.decode()

    assert "12 → <b>11</b> 户" in preview(done="11")
    assert "这里列出与现在相比的变化" in preview()
    assert "截至日应在本年度内" in preview(done="11", as_of="2026-09-05")


@pytest.mark.parametrize("persona", ["wang", "ling", "xiu"])
def test_others_enter_none(world: World, persona: str) -> None:
    with pytest.raises(Refused) as refused:
        set_opening_figures(by=world.people[persona], bureau=world.xihu, program=world.program, **FIGURES)
    assert refused.value.code == "post"


def test_two_who_correct_at_once_do_not_write_over_each_other(world: World) -> None:
    of = {"by": world.shi, "bureau": world.xihu, "program": world.program, "version": 0}
    set_opening_figures(**of, **FIGURES)
    with pytest.raises(Refused) as refused:
        set_opening_figures(**of, **{**FIGURES, "source": "另一份统计表"})
    assert refused.value.code == "stale"


def file_of(world: World, **said: object) -> str:
    entry = {
        "year": 2026,
        "organisation": f'"{world.xihu.name}"',
        "done": 12,
        "ongoing": 5,
        "passed": 9,
        "amount": '"130.00"',
        "as_of": "2026-08-31",
        "source": '"手工统计表"',
        "basis": '"启用会议纪要"',
        **said,
    }
    lines = "\n".join(f"{name} = {value}" for name, value in entry.items())
    return f"since = 2026-01-01\n\n[[opening_figures]]\n{lines}\n"


def test_a_file_enters_them(world: World) -> None:
    result = set_up(text=file_of(world), by=SYSTEM)

    assert result.made == [f"{world.xihu.name} 2026 年度期初数"]
    assert InitialFigures.objects.get().amount == Decimal("1300000.00")
    assert compare(read_site(file_of(world))).same == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"organisation": '"清波街道办事处"'}, "没有名为"),
        ({"year": 2031}, "没有 2031 年度"),
        ({"amount": '"很多"'}, "金额请填数字"),
        ({"passed": 13}, "验收合格的户数不能多于已完成"),
        ({"basis": '" "'}, "basis 不能空着"),
        ({"as_of": "2026-09-05"}, "期初数的截至日"),
    ],
)
def test_faults_stand_at_the_line_of_their_entry(world: World, said: dict[str, object], words: str) -> None:
    with pytest.raises(BadSite) as refused:
        set_up(text=file_of(world, **said), by=SYSTEM)

    (fault,) = refused.value.faults
    assert fault.line == 3
    assert words in fault.words
    assert not InitialFigures.objects.exists()


@pytest.mark.parametrize(("decision", "done"), [(APPLY, 11), (KEEP, 12)])
def test_a_difference_is_decided_as_other_items_are(world: World, decision: str, done: int) -> None:
    set_opening_figures(by=SYSTEM, bureau=world.xihu, program=world.program, **FIGURES)
    text = file_of(world, done=11)
    (item,) = compare(read_site(text)).differing

    set_up(text=text, by=world.shi, decided={item.key: decision})

    assert "已完成 12 户" in item.before
    assert sum(InitialFigures.objects.values_list("done", flat=True)) == done
