"""An enterprise's 联系人员 and the papers of its applications: kept by it, seen by whom they are for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.cases.queries.application import application_view
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.documents.services import park_upload
from apps.enterprises.models import Enterprise, EnterpriseContact, Listing, Roll
from apps.enterprises.permissions import PAPERS, may_read_paper
from apps.enterprises.queries import contacts_of, papers_of, places_of
from apps.enterprises.services import add_contact, apply_for_listing, end_contact, return_application
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale
from apps.orgs.enums import Role
from tests.factories.callers import Caller, token_for
from tests.factories.directory import make_roll
from tests.factories.people import phone
from tests.factories.stages import make_staged_case
from tests.factories.uploads import pdf
from tests.factories.world import NOON, World, user_of

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def add(by: Actor, firm: Enterprise, **more: Any) -> EnterpriseContact:
    said = {"name": "联络员丁", "duty": "售后", "phone": phone(67), "since": TODAY, **more}
    return add_contact(by=by, enterprise=firm, **said)


# --- 联系人员 ---


def test_an_enterprise_names_several_for_their_duties(world: World) -> None:
    add(world.chen, world.shili)
    add(world.jiang, world.shili, name="联络员戊", duty="设计")
    assert [(row.duty, row.name) for row in contacts_of(world.shili, world.wang)] == [
        ("售后", "联络员丁"),
        ("设计", "联络员戊"),
    ]


@pytest.mark.parametrize("persona", ["wang", "ling", "tao", "zhou"])
def test_nobody_else_names_them(world: World, persona: str) -> None:
    with pytest.raises(Refused, match="企业自己维护"):
        add(world.people[persona], world.shili)
    assert not EnterpriseContact.objects.exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": " "}, "name"),
        ({"duty": ""}, "duty"),
        ({"phone": "12"}, "phone"),
        ({"since": TODAY + timedelta(days=1)}, "since"),
    ],
)
def test_what_is_missing_is_said_at_its_field(world: World, said: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        add(world.chen, world.shili, **said)
    assert refused.value.field == field


def test_the_same_person_has_a_duty_once(world: World) -> None:
    add(world.chen, world.shili)
    with pytest.raises(Refused, match="已经是"):
        add(world.chen, world.shili)


def test_one_who_is_called_no_more_leaves_the_list_and_stays_in_the_table(world: World) -> None:
    row = add(world.chen, world.shili)
    end_contact(by=world.jiang, enterprise=world.shili, contact=row)
    assert contacts_of(world.shili, world.chen) == []
    row.refresh_from_db()
    assert row.until == TODAY
    with pytest.raises(Refused):
        end_contact(by=world.jiang, enterprise=world.shili, contact=row)


def test_another_s_contact_is_not_ended(world: World) -> None:
    row = add(world.tao, world.yangben)
    add(world.chen, world.shili)
    with pytest.raises(Refused, match="已经停用"):
        end_contact(by=world.chen, enterprise=world.shili, contact=row)


def test_of_two_at_once_the_second_is_told(world: World) -> None:
    version = Enterprise.objects.get(pk=world.shili.pk).edit
    add(world.chen, world.shili, version=version)
    with pytest.raises(Stale):
        add(world.jiang, world.shili, name="联络员戊", version=version)


def test_street_and_bureau_see_them_on_case_and_directory_and_rivals_do_not(world: World) -> None:
    case = make_staged_case(world, "building")
    assert case.enterprise == world.shili
    row = add(world.chen, world.shili)
    for actor in (world.zhou, world.wang, world.chen):
        assert application_view(actor, case)["contacts"] == [row]
    assert contacts_of(world.shili, world.tao) == []
    client, url = Client(), reverse("enterprises:enterprise", args=[world.shili.pk])
    client.force_login(user_of(world.zhou))
    assert "联络员丁" in client.get(url).content.decode()
    client.force_login(user_of(world.tao))
    assert "联络员丁" not in client.get(url).content.decode()


# --- papers of an application ---


def paper(name: str = "营业执照.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf(), "application/pdf")


def applied(world: World, *names: str, roll: Roll | None = None) -> Listing:
    return apply_for_listing(
        by=world.chen,
        enterprise=world.shili,
        roll=roll or make_roll(world.wang),
        statement="有装配化装修案例",
        papers=[
            park_upload(by=world.chen, upload=paper(name), kind=FileKind.LISTING_PAPER) for name in names
        ],
    )


def test_papers_stand_with_the_application_for_keeper_and_enterprise_alone(world: World) -> None:
    place = applied(world, "营业执照.pdf", "案例说明.pdf")
    files = list(StoredFile.objects.owned_by(PAPERS, place.pk))
    assert {file.original_name for file in files} == {"营业执照.pdf", "案例说明.pdf"}
    for reader in (world.wang, world.ling, world.chen, world.jiang):
        assert may_read_paper(reader, files[0])
        assert papers_of(places_of(world.shili, reader), reader)[place.pk] == files
    for other in (world.xi, world.zhou, world.tao, world.shi, world.sheng, world.shen, world.shenji):
        assert not may_read_paper(other, files[0])
        assert papers_of(places_of(world.shili, other), other) == {}


def test_a_paper_is_fetched_by_those_and_by_no_others(world: World) -> None:
    place = applied(world, "营业执照.pdf")
    file = StoredFile.objects.owned_by(PAPERS, place.pk).get()
    client, url = Client(), reverse("documents:file", args=[file.pk])
    for persona, status in (("wang", 200), ("chen", 200), ("xi", 404), ("tao", 404), ("shenji", 404)):
        client.force_login(user_of(world.people[persona]))
        assert client.get(url).status_code == status, persona


def test_papers_handed_in_before_stay_when_it_is_asked_again(world: World) -> None:
    roll = make_roll(world.wang)
    place = applied(world, "营业执照.pdf", roll=roll)
    return_application(by=world.wang, listing=place, missing=["案例说明"])
    applied(world, "案例说明.pdf", roll=roll)
    names = StoredFile.objects.owned_by(PAPERS, place.pk).values_list("original_name", flat=True)
    assert set(names) == {"营业执照.pdf", "案例说明.pdf"}


def test_a_file_is_kept_when_the_form_is_refused(world: World) -> None:
    roll = make_roll(world.wang)
    client, url = Client(), reverse("enterprises:apply", args=[world.shili.pk])
    client.force_login(user_of(world.chen))
    answer = client.post(url, {"roll": roll.pk, "statement": "", "papers": paper(), "key": "a" * 32})
    assert answer.status_code == 422
    page = answer.content.decode()
    kept = StoredFile.objects.parked_by(world.chen).get()
    assert kept.original_name in page
    assert str(kept.pk) in page


def test_an_upload_that_is_no_paper_is_refused_at_its_field(world: World) -> None:
    roll = make_roll(world.wang)
    client, url = Client(), reverse("enterprises:apply", args=[world.shili.pk])
    client.force_login(user_of(world.chen))
    bad = SimpleUploadedFile("营业执照.pdf", b"MZ not a paper", "application/pdf")
    answer = client.post(url, {"roll": roll.pk, "statement": "符合", "papers": bad, "key": "a" * 32})
    assert answer.status_code == 422
    assert not StoredFile.objects.exists()
    assert not Listing.objects.filter(roll=roll).exists()


# --- other systems ---


def read(person: Actor, *roles: Role, **asked: Any) -> list[tuple[str, str]]:
    answer = Caller(token_for(person, *roles)).get("/directory/contacts", asked)
    assert answer.status_code == 200, answer.json()
    return [(each["duty"], each["name"]) for each in answer.json()["results"]]


def test_a_system_reads_whom_its_body_may_call(world: World) -> None:
    add(world.chen, world.shili)
    ended = add(world.chen, world.shili, name="联络员戊", duty="设计")
    end_contact(by=world.chen, enterprise=world.shili, contact=ended)
    assert read(world.wang) == [("售后", "联络员丁")]
    assert read(world.wang, enterprise=world.shili.pk) == [("售后", "联络员丁")]
    assert read(world.wang, enterprise=world.shili.pk + 99) == []


def test_a_system_of_an_enterprise_reads_its_own_alone(world: World) -> None:
    add(world.chen, world.shili)
    assert read(world.chen) == [("售后", "联络员丁")]
    assert read(world.tao) == []
