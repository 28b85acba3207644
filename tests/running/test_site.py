"""A real site from a file: everything through the services, nothing twice, nothing half."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.administration.rules.setup import BadSite, read_site
from apps.audit.models import Event
from apps.orgs.enums import Role
from apps.orgs.models import Membership, Organisation, Region, User
from apps.programs.models import Program, RuleSet, Target

pytestmark = pytest.mark.django_db
EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "site.example.toml"
BASIC = EXAMPLE.read_text("utf-8")


def set_up(text: str, folder: Path) -> str:
    file = folder / "site.toml"
    file.write_text(text, "utf-8")
    said = StringIO()
    call_command("setup_site", str(file), stdout=said)
    return said.getvalue()


def test_the_example_sets_a_site_up(tmp_path: Path) -> None:
    said = set_up(BASIC, tmp_path)

    bureau = Organisation.objects.get(name="示例区住房和城乡建设局")
    clerk = User.objects.get(username="shili-jingban")
    assert [membership.role for membership in clerk.memberships.all()] == [Role.DISTRICT_CLERK]
    assert bureau.reporting_lines.get().reports_to.name == "示例市住房保障和房产管理局"
    assert Target.objects.get().households == 30
    assert RuleSet.objects.get().version == "2024-1"
    assert Program.objects.get().year == 2026
    assert "首次登录链接 shili-guanli /login/own/" in said
    assert not clerk.has_usable_password()
    assert Event.objects.filter(action="organisation.created").count() == 3


def test_what_differs_is_said_and_not_changed(tmp_path: Path) -> None:
    set_up(BASIC, tmp_path)
    said = set_up(BASIC.replace("households = 30", "households = 45"), tmp_path)
    assert "与网站不同，没有更改：示例区住房和城乡建设局 2026 年度目标，网站 30 户" in said
    assert Target.objects.get().households == 30


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    set_up(BASIC, tmp_path)
    before = Event.objects.count()

    assert "没有改动" in set_up(BASIC, tmp_path)
    assert Event.objects.count() == before


def test_what_is_added_later_is_made_and_the_rest_kept(tmp_path: Path) -> None:
    set_up(BASIC, tmp_path)
    more = BASIC.replace(
        'posts = [{ organisation = "示例区住房和城乡建设局", post = "district_clerk" }]',
        'posts = [{ organisation = "示例区住房和城乡建设局", post = "district_clerk" },'
        ' { organisation = "示例区住房和城乡建设局", post = "district_reviewer" }]',
    )

    said = set_up(more, tmp_path)

    assert "审核" in said
    assert "首次登录链接 shili-jingban" not in said
    assert Membership.objects.count() == 4


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('post = "street_clerk"', 'post = "district_leader"', "没有“分管领导”这个岗位"),
        ('organisation = "示例街道办事处"', 'organisation = "没有的单位"', "没有名为“没有的单位”"),
        ('region = "330102001"', 'region = "999999"', "999999"),
        ('kind = "street_office"', 'kind = "castle"', "castle"),
    ],
)
def test_a_mistake_anywhere_leaves_nothing_behind(old: str, new: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="没有建立任何内容") as refusal:
        set_up(BASIC.replace(old, new), tmp_path)

    assert told in str(refusal.value)
    assert not Organisation.objects.exists()
    assert not Region.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "since = 2026",
        "since = 2026-01-01\nwhatever = 1",
        "since = 2026-01-01\n[[people]]\nusername = 'a'\nname = 'b'",
        "since = 2026-01-01\n[[people]]\nusername = 'a'\nname = 'b'\nposts = []\nadmin = true",
        "since = 2026-01-01\n[[organisations]]\nkind = 'province'\nname = 1\nshort_name = 'x'",
        "since = 2026-01-01\n[rules]\nversion = '1'",
        "since = 2026-01-01\nrules = ['x']",
        "no toml",
    ],
)
def test_what_cannot_be_understood_is_refused(text: str) -> None:
    with pytest.raises(BadSite):
        read_site(text)
