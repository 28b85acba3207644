"""A site's file: every fault at its line, nothing lost, and what differs is decided item by item."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.administration.queries.setup import compare
from apps.administration.queries.setup_items import Compared
from apps.administration.rules.setup import BadSite, read_site
from apps.administration.services.setup import APPLY, KEEP, import_site, set_up
from apps.enterprises.models import Enterprise
from apps.lib.actors import SYSTEM, Actor
from apps.lib.decisions import Refused
from apps.orgs.enums import Role
from apps.orgs.models import Membership, Organisation, User
from apps.orgs.queries import actor_of
from apps.orgs.services import appoint, create_user
from apps.outbox.services import run_due_jobs
from apps.programs.models import Milestone, Target
from tests.factories.people import phone
from tests.factories.world import made_up_credit_code, make_regions

pytestmark = pytest.mark.django_db
EXAMPLE = (Path(__file__).resolve().parents[2] / "docs" / "site.example.toml").read_text("utf-8")
TARGET = "programmes:2026:target:示例区住房和城乡建设局"


@pytest.fixture(autouse=True)
def _few_regions() -> None:
    """Spare the tests the whole province."""
    make_regions()


@pytest.fixture
def site() -> Actor:
    """A site set up from the example, and an officer of its city."""
    set_up(text=EXAMPLE, by=SYSTEM)
    city = Organisation.objects.get(name="示例市住房保障和房产管理局")
    user = create_user(by=SYSTEM, username="shi", name="施示例", password=None)
    since = Membership.objects.earliest("valid_from").valid_from
    held = appoint(by=SYSTEM, user=user, organisation=city, role=Role.CITY_OFFICER, valid_from=since)
    return actor_of(held)


def other(old: str, new: str) -> str:
    assert old in EXAMPLE
    return EXAMPLE.replace(old, new, 1)


def against(text: str) -> Compared:
    return compare(read_site(text))


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), start=1) if part in line)


def test_every_fault_of_form_is_named_at_its_line() -> None:
    text = other("households = 30", 'households = "三十"').replace(
        'phone = "0571-00000001"', "telefon = 1", 1
    )
    with pytest.raises(BadSite) as refused:
        read_site(text)
    assert [(fault.line, fault.words) for fault in refused.value.faults] == [
        (line_of(text, "三十"), "households 应为整数"),
        (line_of(text, "telefon"), "不认识的 telefon"),
    ]


def test_every_fault_of_meaning_is_named_at_its_entry() -> None:
    text = other('kind = "street_office"', 'kind = "castle"').replace(
        'covers = ["330102"]', 'covers = ["99"]', 1
    )
    faults = against(text).faults
    headings = [
        n for n, line in enumerate(text.splitlines(), start=1) if line.startswith("[[organisations]]")
    ]
    assert [(fault.line, fault.words.partition("：")[0]) for fault in faults[:2]] == [
        (headings[1], "没有代码为 99 的行政区划"),
        (headings[2], "kind 没有 castle"),
    ]


def test_a_fault_anywhere_writes_nothing() -> None:
    with pytest.raises(BadSite):
        set_up(text=other('post = "street_clerk"', 'post = "designer"'), by=SYSTEM)
    assert not Organisation.objects.exists()
    assert not User.objects.exists()


def test_the_same_file_again_differs_in_nothing(site: Actor) -> None:
    found = against(EXAMPLE)
    assert found.items == ()
    assert found.same == 8


def test_a_changed_target_is_shown_and_never_ignored(site: Actor) -> None:
    (item,) = against(other("households = 30", "households = 45")).differing
    assert (item.key, item.before[:4], item.after[:4]) == (TARGET, "30 户", "45 户")


def test_what_differs_waits_for_a_decision_of_its_own(site: Actor) -> None:
    text = other("households = 30", "households = 45")
    with pytest.raises(Refused, match="请选择改或不改"):
        set_up(text=text, by=site, decided={})
    assert Target.objects.get().households == 30


@pytest.mark.parametrize(("decision", "households"), [(APPLY, 45), (KEEP, 30)])
def test_a_decision_is_followed(site: Actor, decision: str, households: int) -> None:
    text = other("households = 30", "households = 45")
    result = set_up(text=text, by=site, decided={TARGET: decision})
    assert Target.objects.order_by("number").last().households == households  # type: ignore[union-attr]
    assert [item.key for item in result.kept] == ([] if decision == APPLY else [TARGET])


def test_a_telephone_is_changed_where_it_was_decided(site: Actor) -> None:
    text = other('phone = "0571-00000001"', 'phone = "0571-00000031"')
    key = "organisations:示例街道办事处:phone"
    set_up(text=text, by=site, decided={key: APPLY})
    assert Organisation.objects.get(name="示例街道办事处").phone == "0571-00000031"


def test_what_has_a_day_is_led_to_its_own_page(site: Actor) -> None:
    text = other('covers = ["330102001"]', 'covers = ["330102002"]')
    (item,) = against(text).elsewhere
    assert (item.before, item.after, item.page) == ("330102001", "330102002", "机构与管辖")


def test_later_people_are_added_by_their_bodies(site: Actor) -> None:
    text = EXAMPLE + (
        '\n[[people]]\nusername = "new"\nname = "新示例"\n'
        'posts = [{ organisation = "示例街道办事处", post = "street_clerk" }]\n'
    )
    result = set_up(text=text, by=site, decided={}, first=False)
    assert {item.page for item in result.kept} == {"人员账号"}
    assert not User.objects.filter(username="new").exists()


def test_enterprises_come_with_the_file() -> None:
    code = made_up_credit_code(7)
    text = EXAMPLE + (
        f'\n[[enterprises]]\nname = "示例装饰公司"\ncredit_code = "{code}"\n'
        f'contact_name = "联系示例"\ncontact_phone = "{phone(7)}"\n'
    )
    set_up(text=text, by=SYSTEM)
    assert Enterprise.objects.get().credit_code == code
    assert against(text).items == ()


def test_hangzhous_own_milestones_stand_on_a_new_site_of_hangzhou(site: Actor) -> None:
    of_city = Milestone.objects.filter(organisation_id=site.organisation_id)
    assert set(of_city.values_list("name", flat=True)) == {"9月底", "11月底", "12月20日前验收"}


def test_a_file_of_divisions_with_a_succession_is_shown_and_taken_over(
    site: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    regions = tmp_path / "regions.csv"
    regions.write_text(
        "code,name,level,parent,valid_to,successors\n"
        "330102001,清波街道,street,330102,2025-01-01,330102099\n"
        "330102099,示例新街道,street,330102,,\n",
        "utf-8",
    )
    for module in ("queries", "services"):
        monkeypatch.setattr(f"apps.administration.{module}.setup.REGIONS", regions)
    assert "区划更替：清波街道不再使用（行政区划文件）" in [each.what for each in against(EXAMPLE).new]
    made = import_site(by=site, organisation_id=site.organisation_id or 0, text=EXAMPLE, decided={})
    assert made.made == ["区划更替：清波街道"]
    run_due_jobs()
    office = Organisation.objects.get(name="示例街道办事处")
    assert office.region_id == "330102099"
    assert against(EXAMPLE).new == ()
