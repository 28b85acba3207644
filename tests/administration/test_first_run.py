"""首次启用: one link, for some hours, until somebody administers; everything shown before it is written."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from apps.administration.forms.setup import FirstSiteForm, digest_of
from apps.administration.services.first_link import HOURS, first_link, is_alive
from apps.administration.services.setup import first_run
from apps.audit.models import Event
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from apps.orgs.enums import OrganisationKind, Role
from apps.orgs.models import Organisation, User
from apps.orgs.services import appoint, create_organisation, create_user
from tests.factories.world import NOON, make_regions

pytestmark = pytest.mark.django_db
EXAMPLE = (Path(__file__).resolve().parents[2] / "docs" / "site.example.toml").read_text("utf-8")


@pytest.fixture(autouse=True)
def _few_regions() -> None:
    """Spare the tests the whole province."""
    make_regions()


def link_of(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def form(text: str, seen: str = "") -> FirstSiteForm:
    sent = {"text": text, "seen": seen, "key": "0" * 32}
    return FirstSiteForm(sent, actor=SYSTEM, subject=None, version=0)


def test_a_printed_link_lives_some_hours() -> None:
    with clock.at(NOON):
        link = link_of(first_link())
    with clock.at(NOON + timedelta(hours=HOURS)):
        assert is_alive(link)
    with clock.at(NOON + timedelta(hours=HOURS, minutes=1)):
        assert not is_alive(link)


@pytest.mark.parametrize("link", ["none", "", "e30:1abc:xyz"])
def test_a_link_that_was_not_printed_is_dead(link: str) -> None:
    assert not is_alive(link)


def test_a_link_is_dead_after_use_and_no_other_is_printed() -> None:
    link = link_of(first_link())
    first_run(text=EXAMPLE)
    assert not is_alive(link)
    assert first_link() == ""
    said = StringIO()
    call_command("first_link", stdout=said)
    assert said.getvalue() == ""


def test_a_link_is_dead_once_somebody_administers_without_it() -> None:
    link = link_of(first_link())
    city = create_organisation(
        by=SYSTEM,
        kind=OrganisationKind.CITY_BUREAU,
        name="示例市局",
        short_name="示例",
        valid_from=date(2026, 1, 1),
    )
    user = create_user(by=SYSTEM, username="guan", name="管示例", password=None)
    appoint(
        by=SYSTEM,
        user=user,
        organisation=city,
        role=Role.ADMINISTRATOR,
        valid_from=date(2026, 1, 1),
    )
    assert not is_alive(link)


def test_the_command_prints_the_whole_address() -> None:
    said = StringIO()
    call_command("first_link", "https://chuwei.example/", stdout=said)
    assert "https://chuwei.example/administration/first/" in said.getvalue()


def test_the_first_file_makes_its_people_with_their_roles() -> None:
    result = first_run(text=EXAMPLE)
    assert set(result.people) == set(User.objects.values_list("username", flat=True))
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert Event.objects.filter(action="membership.appointed").count() == 3


def test_a_file_that_names_nobody_to_go_on_is_refused_whole() -> None:
    with pytest.raises(Refused, match="至少写上一位") as refused:
        first_run(text=EXAMPLE.partition("[[people]]")[0])
    assert refused.value.field == "text"
    assert not Organisation.objects.exists()


def test_a_second_first_run_finds_the_site_set_up() -> None:
    first_run(text=EXAMPLE)
    with pytest.raises(Refused, match="已经启用"):
        first_run(text=EXAMPLE)


def test_a_file_is_shown_before_it_holds() -> None:
    shown = form(EXAMPLE)
    assert not shown.is_valid()
    assert shown.found is not None
    assert "机构 示例街道办事处" in [item.what for item in shown.found.new]
    assert shown.data["seen"] == digest_of(EXAMPLE)
    assert form(EXAMPLE, shown.data["seen"]).is_valid()


def test_another_content_than_was_shown_is_shown_again() -> None:
    assert not form(EXAMPLE + "\n# 又改了", digest_of(EXAMPLE)).is_valid()


def test_faults_keep_what_was_typed_and_stand_at_their_lines() -> None:
    text = EXAMPLE.replace("households = 30", "households = 30\nhouse = 1")
    refused = form(text)
    assert not refused.is_valid()
    assert [fault.words for fault in refused.faults] == ["不认识的 house"]
    assert refused["text"].value() == text
