"""Files: only through the case's scope and the field policy; the archive's last paper."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from apps.archives.services import add_acceptance_form
from apps.audit.queries import accesses
from apps.cases.enums import HoldKind
from apps.cases.models import Case, Hold
from apps.documents.models import StoredFile
from apps.documents.queries import files_of
from apps.documents.services import Owner, park_upload, store_upload
from apps.lib import clock
from apps.lib.actors import Actor
from apps.pages.queries.consistency import hold_problems
from tests.factories.stages import STATES, make_staged_case
from tests.factories.uploads import jpeg, pdf, upload
from tests.factories.world import World, later, make_case

Browser = Callable[[Actor], Client]


def keep(case: Case, by: Actor, **more: Any) -> StoredFile:
    values = {
        "upload": upload("委托书.pdf", pdf()),
        "kind": "power_of_attorney",
        "sensitive": True,
        **more,
    }
    return store_upload(by=by, owner=Owner("case", str(case.pk)), **values)


def url_of(file: StoredFile) -> str:
    return reverse("documents:file", kwargs={"pk": file.pk})


def test_a_file_comes_as_attachment_and_is_logged(world: World, browser: Browser) -> None:
    file = keep(make_case(world, "designing"), world.zhou)

    answer = browser(world.wang).get(url_of(file))

    assert answer.content == pdf()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert [look.actor_name for look in accesses("stored_file", file.pk)] == ["王演示"]


@pytest.mark.parametrize("person", ["xi", "hu", "tao", "xiu"])
def test_a_file_outside_the_rows_is_not_there(world: World, browser: Browser, person: str) -> None:
    file = keep(make_case(world, "designing"), world.zhou, sensitive=False)

    assert browser(world.people[person]).get(url_of(file)).status_code == 404


@pytest.mark.parametrize("person", ["chen", "shi", "sheng"])
def test_a_sensitive_file_is_not_there_for_who_may_not_see_the_id_number(
    world: World, browser: Browser, person: str
) -> None:
    case = make_case(world, "designing")

    assert browser(world.people[person]).get(url_of(keep(case, world.zhou))).status_code == 404
    open_file = keep(case, world.zhou, sensitive=False)
    assert browser(world.people[person]).get(url_of(open_file)).status_code == 200


def test_a_parked_upload_is_nobody_s_to_fetch(world: World, browser: Browser) -> None:
    file = park_upload(by=world.zhou, upload=upload("a.pdf", pdf()), kind="power_of_attorney")

    assert browser(world.zhou).get(url_of(file)).status_code == 404


def test_a_picture_may_be_shown_in_place_and_nothing_else(world: World, browser: Browser) -> None:
    case = make_case(world, "designing")
    photo = keep(case, world.zhou, upload=upload("a.jpg", jpeg()), kind="work_photo", sensitive=False)
    paper = keep(case, world.zhou)
    zhou = browser(world.zhou)

    assert zhou.get(url_of(photo) + "?inline=1")["Content-Disposition"].startswith("inline")
    assert zhou.get(url_of(paper) + "?inline=1")["Content-Disposition"].startswith("attachment")


def test_the_stamped_application_form_completes_the_archive(world: World, browser: Browser) -> None:
    case = make_staged_case(world, "passed")
    page = reverse("archives:archive", kwargs={"pk": case.pk})

    with clock.at(later(30)):
        add_acceptance_form(case_id=case.pk, by=world.wang, number=1, scan=upload("验收表.pdf", pdf()))
        case.refresh_from_db()
        browser(world.wang).post(
            page,
            {
                "version": case.version,
                "key": "b" * 32,
                "scan": upload("申请表.pdf", pdf()),
                "signed_on": str(later(3).date()),
                "opinion_on": str(later(4).date()),
            },
        )

    assert [file.kind for file in files_of("case", case.pk, "application_scan")] == ["application_scan"]
    assert not case.holds.filter(kind=HoldKind.ARCHIVE_COMPLETE, closed_at__isnull=True).exists()


def test_a_scan_that_is_not_what_it_says_is_refused_at_its_field(world: World, browser: Browser) -> None:
    case = make_staged_case(world, "confirmed")
    page = reverse("archives:archive", kwargs={"pk": case.pk})

    with clock.at(later(30)):
        answer = browser(world.wang).post(
            page, {"version": case.version, "key": "b" * 32, "scan": upload("申请表.pdf", b"MZ not a pdf")}
        )

    assert answer.status_code == 422
    assert "scan" in answer.context["scan"].form.errors


def test_an_enterprise_uploads_no_stamped_form(world: World, browser: Browser) -> None:
    case = make_staged_case(world, "confirmed")
    page = reverse("archives:archive", kwargs={"pk": case.pk})

    with clock.at(later(30)):
        assert browser(world.chen).post(page, {}).status_code == 403


@pytest.mark.parametrize("state", STATES)
def test_holds_say_what_the_stage_tables_say(world: World, state: str) -> None:
    make_staged_case(world, state)

    with clock.at(later(40)):
        assert [str(problem) for problem in hold_problems()] == []


def test_a_hold_that_stayed_open_is_named_and_fails_the_command(world: World) -> None:
    case = make_staged_case(world, "confirmed")
    Hold.objects.filter(case=case, kind=HoldKind.PLAN_CONFIRMED).update(closed_at=None, closed_on=None)
    told = StringIO()

    with clock.at(later(40)), pytest.raises(SystemExit) as ended:
        call_command("check_holds", stderr=told)

    assert ended.value.code == 1
    assert case.number is not None
    assert case.number in told.getvalue()
    assert "方案及预算经装修人确认" in told.getvalue()


def test_agreeing_holds_pass_the_command(world: World) -> None:
    make_staged_case(world, "building")
    told = StringIO()

    call_command("check_holds", stdout=told)

    assert "一致" in told.getvalue()
