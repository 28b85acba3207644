"""Background work as rows: asked for once, claimed once, ended in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from apps.api.models import IdempotencyKey
from apps.lib import clock, jobs
from apps.lib.actors import SYSTEM, Actor
from apps.lib.decisions import Refused
from apps.lib.jobs import Outcome, Run, TryAgain
from apps.outbox import services
from apps.outbox.enums import JobStatus
from apps.outbox.models import Job
from apps.outbox.services import execution

pytestmark = pytest.mark.django_db

Declare = Callable[..., Any]

NOON = datetime(2026, 9, 1, 4, 0, tzinfo=UTC)
WANG = Actor(
    user_id=7,
    name="王演示",
    role="district_clerk",
    organisation_id=3,
    organisation_name="上城区住建局",
    organisation_kind="district_bureau",
    on_behalf_of="沈演示",
)


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with clock.at(NOON):
        yield


def leave_a_mark(name: str) -> None:
    """Write something a rollback would take away."""
    IdempotencyKey.objects.create(key=name, purpose="mark", created_at=clock.now())


def marks() -> set[str]:
    return set(IdempotencyKey.objects.filter(purpose="mark").values_list("key", flat=True))


def reloaded(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


# --- asking ---


def test_the_actor_comes_back_as_frozen(declare: Declare) -> None:
    seen: list[Actor] = []
    declare("t.who", label="试")(lambda run: seen.append(run.by))

    services.enqueue(task="t.who", by=WANG)
    services.enqueue(task="t.who", by=SYSTEM)
    services.run_due_jobs()

    assert seen == [WANG, SYSTEM]


def test_the_same_key_is_asked_for_once(declare: Declare) -> None:
    declare("t.once", label="试")(lambda run: None)

    first = services.enqueue(task="t.once", by=WANG, key="a")
    second = services.enqueue(task="t.once", by=WANG, key="a")
    other = services.enqueue(task="t.once", by=WANG, key="b")

    assert first.pk == second.pk != other.pk
    assert services.run_due_jobs() == 2


def test_a_job_goes_with_the_business_that_failed(declare: Declare) -> None:
    declare("t.gone", label="试")(lambda run: None)

    def business() -> None:
        with transaction.atomic():
            services.enqueue(task="t.gone", by=WANG)
            raise Refused("不行")

    with pytest.raises(Refused):
        business()

    assert not Job.objects.exists()


def test_personal_values_do_not_lie_open(declare: Declare) -> None:
    declare("t.personal", label="试")(lambda run: str(run.personal["phone"])[-4:])
    number = "13900000001"

    with pytest.raises(ValueError, match="personal"):
        services.enqueue(task="t.personal", by=WANG, args={"phone": number})
    job = services.enqueue(task="t.personal", by=WANG, personal={"phone": number})
    assert number.encode() not in bytes(reloaded(job).personal_encrypted)

    services.run_due_jobs()
    assert (reloaded(job).summary, bytes(reloaded(job).personal_encrypted)) == ("0001", b"")


def test_an_unknown_task_is_refused_at_once() -> None:
    with pytest.raises(KeyError):
        services.enqueue(task="t.nobody", by=WANG)


def test_two_tasks_cannot_share_a_name(declare: Declare) -> None:
    declare("t.same", label="试")(lambda run: None)
    with pytest.raises(ValueError, match="two tasks"):
        declare("t.same", label="试")(lambda run: None)


# --- working ---


def test_effect_and_end_are_written_together(declare: Declare) -> None:
    file_id = uuid4()

    @declare("t.good", label="试")
    def good(run: Run) -> Outcome:
        leave_a_mark(str(run.args["name"]))
        return Outcome("做好了", file_id)

    job = services.enqueue(task="t.good", by=WANG, args={"name": "x"})
    assert services.run_job(job.pk) == JobStatus.DONE

    row = reloaded(job)
    assert (row.status, row.summary, row.file_id, row.attempts) == ("done", "做好了", file_id, 1)
    assert (row.lease, row.finished_at) == (None, NOON)
    assert marks() == {"x"}
    assert services.run_job(job.pk) is None


def test_work_waits_for_its_time(declare: Declare) -> None:
    declare("t.later", label="试")(lambda run: None)
    services.enqueue(task="t.later", by=WANG, run_after=NOON + timedelta(hours=1))

    assert services.run_due_jobs() == 0
    with clock.at(NOON + timedelta(hours=1)):
        assert services.run_due_jobs() == 1


def test_an_error_undoes_everything_and_waits_longer_each_time(declare: Declare) -> None:
    @declare("t.bad", label="试", max_attempts=3)
    def bad(run: Run) -> None:
        leave_a_mark("half")
        raise RuntimeError

    job = services.enqueue(task="t.bad", by=WANG)
    waits = []
    now = NOON
    for _ in range(3):
        with clock.at(now):
            services.run_job(job.pk)
        row = reloaded(job)
        waits.append(row.run_after - now)
        now = row.run_after

    assert waits[:2] == [timedelta(seconds=5), timedelta(seconds=30)]
    assert row.status == JobStatus.FAILED
    assert row.error_text == "程序出错，没有写入任何内容；已试 3 次，不再自动重试"
    assert row.error_detail.startswith("RuntimeError · test_jobs.py:")
    assert marks() == set()


def test_the_log_names_the_place_and_no_person(declare: Declare, caplog: pytest.LogCaptureFixture) -> None:
    person = "张示例 13900000001"

    @declare("t.secret", label="试")
    def bad(run: Run) -> None:
        raise RuntimeError(person)

    services.run_job(services.enqueue(task="t.secret", by=WANG).pk)

    assert "RuntimeError" in caplog.text
    assert "张示例" not in caplog.text
    assert "139" not in caplog.text


def test_a_refusal_is_final_and_keeps_its_words(declare: Declare) -> None:
    @declare("t.no", label="试")
    def no(run: Run) -> None:
        raise Refused("没有可导出的案件", code="empty")

    job = services.enqueue(task="t.no", by=WANG)
    assert services.run_job(job.pk) == JobStatus.FAILED
    assert (reloaded(job).error_text, reloaded(job).attempts) == ("没有可导出的案件", 1)


def test_what_does_not_answer_is_tried_again_when_it_says(declare: Declare) -> None:
    @declare("t.again", label="试")
    def again(run: Run) -> None:
        raise TryAgain("短信网关没有应答", after=timedelta(minutes=7))

    job = services.enqueue(task="t.again", by=WANG)
    assert services.run_job(job.pk) == JobStatus.WAITING
    assert reloaded(job).run_after == NOON + timedelta(minutes=7)
    assert reloaded(job).error_text == "短信网关没有应答"


def test_a_poisoned_job_does_not_hold_up_the_next(declare: Declare) -> None:
    @declare("t.poison", label="试", max_attempts=1)
    def poison(run: Run) -> None:
        raise RuntimeError

    declare("t.fine", label="试")(lambda run: 3)
    bad = services.enqueue(task="t.poison", by=WANG)
    good = services.enqueue(task="t.fine", by=WANG)

    assert services.run_due_jobs() == 2
    assert (reloaded(bad).status, reloaded(good).summary) == ("failed", "处理 3 项")


def test_a_task_of_a_newer_version_waits_for_it(declare: Declare) -> None:
    declare("t.new", label="试")(lambda run: None)
    job = services.enqueue(task="t.new", by=WANG)
    del jobs.REGISTRY["t.new"]

    services.run_job(job.pk)

    assert reloaded(job).error_text.startswith("当前程序版本不认识这项任务")


# --- steps ---


def test_steps_go_on_where_the_last_attempt_was_cut(declare: Declare) -> None:
    @declare("t.steps", label="试", in_steps=True)
    def steps(run: Run) -> str:
        for number in range(int(run.cursor or 0) + 1, 4):
            with run.step(cursor=str(number), done=number, total=3, text=f"第 {number} 步"):
                leave_a_mark(f"{number}")
                if number == 2 and run.cursor == "1" and "broken" not in marks():
                    raise RuntimeError
        return "三步都做了"

    job = services.enqueue(task="t.steps", by=WANG)
    services.run_job(job.pk)
    row = reloaded(job)
    assert (row.status, row.cursor, row.progress_done, marks()) == ("waiting", "1", 1, {"1"})

    leave_a_mark("broken")
    with clock.at(row.run_after):
        services.run_job(job.pk)
    row = reloaded(job)
    assert (row.status, row.summary, row.progress_done) == ("done", "三步都做了", 3)
    assert marks() == {"1", "2", "3", "broken"}


def test_the_last_step_may_end_the_job(declare: Declare) -> None:
    @declare("t.ending", label="试", in_steps=True)
    def ending(run: Run) -> None:
        run.report(1, 2, "读取")
        with run.ending() as end:
            leave_a_mark("end")
            end.outcome = Outcome("完了")

    job = services.enqueue(task="t.ending", by=WANG)
    services.run_job(job.pk)
    row = reloaded(job)
    assert (row.summary, row.progress_done, row.progress_total, marks()) == ("完了", 2, 2, {"end"})


# --- whose claim stands ---


def given_away(job_id: UUID) -> None:
    """Do what the reaper and another worker do meanwhile."""
    Job.objects.filter(pk=job_id).update(lease=uuid4(), claimed_by="other")


def test_a_worker_that_was_given_up_commits_nothing(
    declare: Declare, caplog: pytest.LogCaptureFixture
) -> None:
    @declare("t.zombie", label="试")
    def zombie(run: Run) -> None:
        leave_a_mark("zombie")
        given_away(run.job_id)

    job = services.enqueue(task="t.zombie", by=WANG)
    # The other worker's claim lies in the same transaction here, so it goes with it; the refusal counts.
    with pytest.MonkeyPatch.context() as patch:
        refused: list[Exception] = []
        settle = execution._settle
        patch.setattr(execution, "_settle", lambda *a: (refused.append(a[2]), settle(*a))[1])
        assert services.run_job(job.pk) is None

    assert isinstance(refused[0], services.Lost)
    assert marks() == set()


def test_a_step_of_a_worker_that_was_given_up_is_refused(declare: Declare) -> None:
    @declare("t.zombie_steps", label="试", in_steps=True)
    def zombie(run: Run) -> None:
        with run.step(cursor="1"):
            leave_a_mark("1")
        given_away(run.job_id)
        with run.step(cursor="2"):
            leave_a_mark("2")

    job = services.enqueue(task="t.zombie_steps", by=WANG)
    assert services.run_job(job.pk) is None
    assert marks() == {"1"}
    assert (reloaded(job).status, reloaded(job).claimed_by) == ("running", "other")


def test_a_dead_worker_s_job_goes_back_and_is_done_once(declare: Declare) -> None:
    declare("t.lost", label="试")(lambda run: leave_a_mark("done"))
    job = services.enqueue(task="t.lost", by=WANG)
    execution.claim(job.pk, worker="dead")

    assert services.take_back_lost() == 0
    assert services.run_job(job.pk) is None
    with clock.at(NOON + timedelta(seconds=16)):
        assert services.take_back_lost() == 1
        assert services.run_due_jobs() == 1
    assert (reloaded(job).status, reloaded(job).attempts, marks()) == ("done", 2, {"done"})


def test_who_kills_every_worker_ends_as_failed(declare: Declare) -> None:
    declare("t.killer", label="试", max_attempts=2)(lambda run: None)
    job = services.enqueue(task="t.killer", by=WANG)
    for minute in (0, 1):
        with clock.at(NOON + timedelta(minutes=minute)):
            assert execution.claim(job.pk, worker="dies") is not None
        with clock.at(NOON + timedelta(minutes=minute, seconds=30)):
            services.take_back_lost()

    assert reloaded(job).error_text == "执行进程中断；已试 2 次，不再自动重试"


def test_the_only_runner_takes_everything_back_when_it_starts(declare: Declare) -> None:
    declare("t.restart", label="试")(lambda run: None)
    job = services.enqueue(task="t.restart", by=WANG)
    execution.claim(job.pk, worker="before the restart")

    assert services.take_back_lost(all_claimed=True) == 1
    assert services.run_due_jobs() == 1
    assert reloaded(job).status == JobStatus.DONE


# --- what the database refuses ---


@pytest.mark.parametrize(
    "bad",
    [
        {"status": "running"},
        {"status": "done"},
        {"finished_at": NOON},
        {"progress_done": 2, "progress_total": 1},
    ],
)
def test_the_database_refuses_states_that_cannot_be(bad: dict[str, object], declare: Declare) -> None:
    declare("t.state", label="试")(lambda run: None)
    job = services.enqueue(task="t.state", by=WANG)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**bad)
