"""后台任务 on the page: progress, cancelling, trying again, the export and who may fetch it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from apps.audit.models import AccessLog, Event
from apps.cases.models import Case
from apps.documents.models import StoredFile
from apps.documents.services import read
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from apps.lib.jobs import Run
from apps.outbox import services
from apps.outbox.enums import JobStatus
from apps.outbox.models import Job
from apps.outbox.services import execution
from tests.factories.world import NOON, World, make_case, make_world, user_of

pytestmark = pytest.mark.django_db

Declare = Callable[..., Any]


@pytest.fixture
def world() -> Iterator[World]:
    with clock.at(NOON):
        yield make_world()


def signed_in(world: World, persona: str) -> Client:
    client = Client()
    client.force_login(user_of(world.people[persona]))
    return client


def the_job() -> Job:
    return Job.objects.get()


# --- progress ---


def test_the_page_renews_itself_until_the_job_has_ended(world: World, declare: Declare) -> None:
    declare("t.page", label="试页")(lambda run: "写了 3 件")
    job = services.enqueue(task="t.page", by=world.wang)
    client = signed_in(world, "wang")
    execution.claim(job.pk, worker="w")
    Job.objects.update(progress_total=8, progress_done=2, progress_text="正在写入")

    page = client.get(reverse("outbox:job", args=[job.pk])).content.decode()
    assert "正在写入 · 2 / 8" in page
    assert 'hx-trigger="every 1s"' in page

    Job.objects.update(status="queued", lease=None)
    services.run_due_jobs()
    part = client.get(reverse("outbox:progress", args=[job.pk])).content.decode()
    assert "写了 3 件" in part
    assert "hx-trigger" not in part


def test_the_list_shows_own_jobs_and_the_leader_the_bureau_s(world: World, declare: Declare) -> None:
    declare("t.mine", label="试")(lambda run: None)
    services.enqueue(task="t.mine", by=world.wang, title="王演示的任务")
    services.enqueue(task="t.mine", by=SYSTEM, title="系统的任务")
    seen = {
        persona: signed_in(world, persona).get(reverse("outbox:job-list")).content.decode()
        for persona in ("wang", "shen", "ling", "xi_leader", "shi")
    }

    assert [name for name, page in seen.items() if "王演示的任务" in page] == ["wang", "ling"]
    assert [name for name, page in seen.items() if "系统的任务" in page] == ["shi"]


def test_the_schedule_names_every_rhythm_and_that_texting_is_off(world: World) -> None:
    services.plan_slots()
    page = signed_in(world, "shi").get(reverse("outbox:schedule")).content.decode()

    assert "封存到点的周报数据并起草周报" in page
    assert "每 5 分钟" in page
    assert "未开通" in page


# --- cancelling and trying again ---


def test_a_waiting_job_is_cancelled_at_once_with_its_reason(world: World, declare: Declare) -> None:
    declare("t.wait", label="试")(lambda run: None)
    job = services.enqueue(task="t.wait", by=world.wang, personal={"a": 1})
    client = signed_in(world, "wang")

    refused = client.post(reverse("outbox:cancel", args=[job.pk]), {"reason": " "})
    assert refused.status_code == 422
    client.post(reverse("outbox:cancel", args=[job.pk]), {"reason": "条件选错了"})

    row = the_job()
    assert (row.status, row.cancel_reason, bytes(row.personal_encrypted)) == ("cancelled", "条件选错了", b"")
    assert services.run_due_jobs() == 0
    assert Event.objects.filter(action="job.cancelled", subject_id=str(job.pk)).exists()


def test_a_running_job_stops_at_its_next_step_and_undoes_it(world: World, declare: Declare) -> None:
    @declare("t.long", label="试", in_steps=True)
    def long(run: Run) -> None:
        with run.step(cursor="1"):
            make_case(world, "submitted")
        services.cancel_job(job_id=run.job_id, by=world.wang, reason="不要了")
        with run.step(cursor="2"):
            make_case(world, "submitted")

    job = services.enqueue(task="t.long", by=world.wang)
    assert services.run_job(job.pk) == JobStatus.CANCELLED
    assert Case.objects.count() == 1


def test_an_ended_or_scheduled_job_is_not_cancelled(world: World, declare: Declare) -> None:
    declare("t.done", label="试")(lambda run: None)
    done = services.enqueue(task="t.done", by=world.wang)
    services.run_due_jobs()
    timed = services.enqueue(task="t.done", by=SYSTEM, scheduled=True)

    with pytest.raises(Refused, match="已经结束"):
        services.cancel_job(job_id=done.pk, by=world.wang, reason="试")
    with pytest.raises(Refused, match="定时任务"):
        services.cancel_job(job_id=timed.pk, by=world.shi, reason="试")


def test_others_cannot_cancel(world: World, declare: Declare) -> None:
    declare("t.theirs", label="试")(lambda run: None)
    job = services.enqueue(task="t.theirs", by=world.wang)
    with pytest.raises(Job.DoesNotExist):
        services.cancel_job(job_id=job.pk, by=world.shen, reason="试")


def test_what_failed_can_be_tried_again(world: World, declare: Declare) -> None:
    broken = [True]

    @declare("t.mended", label="试", max_attempts=1)
    def mended(run: Run) -> None:
        if broken:
            raise RuntimeError

    job = services.enqueue(task="t.mended", by=world.wang)
    services.run_due_jobs()
    broken.clear()
    signed_in(world, "wang").post(reverse("outbox:retry", args=[job.pk]))
    services.run_due_jobs()

    assert (the_job().status, the_job().attempts) == ("done", 1)
    with pytest.raises(Refused, match="可以重试"):
        services.retry_job(job_id=job.pk, by=world.wang)


# --- the export ---


def export(client: Client, key: str = "", **filters: str) -> Job:
    """Ask for the list as a workbook, let the job run, return it."""
    data = {"key": key or uuid4().hex, "purpose": "季度核对", **filters}
    client.post(reverse("pages:case-export"), data)
    services.run_due_jobs()
    return Job.objects.latest("created_at")


def cells(job: Job) -> list[list[str]]:
    content = read(StoredFile.objects.get(pk=job.file_id))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def test_the_workbook_holds_the_rows_and_fields_of_the_list(world: World) -> None:
    own, other = make_case(world, "received"), make_case(world, "filed")
    job = export(signed_in(world, "wang"), group="apply")

    rows = cells(job)
    assert (job.status, job.summary) == ("done", "共 1 件")
    assert rows[1][0] == own.number
    assert other.number not in str(rows)
    assert dict(zip(rows[0], rows[1], strict=True))["身份证号"].count("*") >= 8
    assert AccessLog.objects.get(kind="export").purpose == "季度核对"


def test_an_enterprise_s_workbook_has_no_column_of_what_it_may_not_see(world: World) -> None:
    make_case(world, "designing")
    job = export(signed_in(world, "chen"))

    heading, row = cells(job)
    assert not {"身份证号", "家庭情况"} & set(heading)
    assert dict(zip(heading, row, strict=True))["装修人"] == "张示例"


def test_another_district_s_cases_are_not_in_it(world: World) -> None:
    make_case(world, "received", by=world.bei, street_code="330106002")
    job = export(signed_in(world, "wang"))
    assert cells(job)[1:] == []


def test_text_that_looks_like_a_formula_stays_text(world: World) -> None:
    make_case(world, "received", name="=1+1")
    job = export(signed_in(world, "wang"))
    content = read(StoredFile.objects.get(pk=job.file_id))
    values = [cell for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row]
    assert [cell.data_type for cell in values if cell.value == "=1+1"] in ([], ["s"])
    assert all(cell.data_type != "f" for cell in values)


def test_what_was_searched_for_lies_encrypted_until_the_job_is_done(world: World) -> None:
    make_case(world, "received", name="李示例")
    client = signed_in(world, "wang")
    client.post(reverse("pages:case-search"), {"q": "李示例"})
    found = client.session["case_searches"][0][0]
    client.post(reverse("pages:case-export"), {"key": uuid4().hex, "purpose": "核对", "found": found})

    row = the_job()
    assert "李示例" not in str(Job.objects.values())
    assert "李示例".encode() not in bytes(row.personal_encrypted)
    services.run_due_jobs()
    assert (the_job().summary, bytes(the_job().personal_encrypted)) == ("共 1 件", b"")


def test_a_second_click_asks_for_one_export(world: World) -> None:
    client, key = signed_in(world, "wang"), uuid4().hex
    export(client, key)
    export(client, key)
    assert Job.objects.filter(task="pages.export_cases").count() == 1


def test_a_purpose_must_be_given(world: World) -> None:
    answer = signed_in(world, "wang").post(reverse("pages:case-export"), {"key": uuid4().hex, "purpose": ""})
    assert answer.status_code == 422
    assert "请写明导出用途" in answer.content.decode()


def test_the_result_is_for_its_requester_alone_and_for_a_week(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    make_case(world, "received")
    job = export(signed_in(world, "wang"))
    url = reverse("documents:file", args=[job.file_id])

    assert {
        name: signed_in(world, name).get(url).status_code for name in ("wang", "shen", "ling", "shi")
    } == {
        "wang": 200,
        "shen": 404,
        "ling": 404,
        "shi": 404,
    }
    with clock.at(NOON + timedelta(days=8)), django_capture_on_commit_callbacks(execute=True):
        cleaning = services.enqueue(task="pages.discard_old_exports", by=SYSTEM)
        services.run_job(cleaning.pk)
        assert signed_in(world, "wang").get(url).status_code == 404
