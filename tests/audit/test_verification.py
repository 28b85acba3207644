"""Tampering shows: changed bytes, missing events, cut tails."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from apps.audit import services
from apps.audit.models import Chain, DayDigest, Event
from apps.audit.services import Subject, triggers
from apps.lib import clock
from apps.lib.actors import SYSTEM

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 16)
NOON = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)


def subject(number: int) -> Subject:
    return Subject("cases.case", number)


def history(cases: int = 3, steps: int = 4) -> None:
    """Record some steps of some cases on Monday, interleaved."""
    for step in range(steps):
        for case in range(1, cases + 1):
            with clock.at(NOON + timedelta(minutes=step)):
                services.record(
                    by=SYSTEM, subject=subject(case), action=f"step.{step}", reason="理由", facts={"n": step}
                )


def run(statement: str, *values: object) -> None:
    """Do to the database what the application never does."""
    with triggers.lifted(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_an_untouched_record_is_whole() -> None:
    history()
    result = services.verify_all()
    assert (result.chains, result.events, result.problems) == (3, 12, [])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("action", "step.3"),
        ("reason", "理由。"),
        ("facts", '{"n":9}'),
        ("changes", '[{"field":"x","new":null,"old":null}]'),
        ("at", datetime(2026, 11, 16, 4, 2, 1, tzinfo=UTC)),
        ("user_id", 5),
        ("actor_name", "系统 "),
        ("post", ""),
        ("organisation_id", 1),
        ("organisation_name", "caseflow2"),
        ("on_behalf_of", "某人"),
        ("jurisdiction", "330103"),
        ("version", 2),
        ("prev", "0" * 64),
        ("hash", "0" * 64),
        ("subject_id", "3"),
    ],
)
def test_a_change_in_any_column_names_the_event(column: str, value: object) -> None:
    history()
    target = Event.objects.get(subject_id="2", seq=3)
    run(f"UPDATE audit_event SET {column} = %s WHERE id = %s", value, target.pk)  # noqa: S608
    problems = services.verify()
    changed = [p for p in problems if p.kind == "changed"]
    assert [(p.seq, p.event_id) for p in changed] == [(3, target.pk)]
    assert f"cases.case:2 第 3 号记录（编号 {target.pk}" in changed[0].message


def test_a_change_is_told_of_the_right_subject_only() -> None:
    history()
    run("UPDATE audit_event SET action = 'x' WHERE subject_id = '2' AND seq = 1")
    assert services.verify(subject(1)) == []
    assert [p.subject_id for p in services.verify(subject(2))] == ["2"]


def test_bytes_that_cannot_even_be_read_name_the_event() -> None:
    if connection.vendor == "sqlite":
        history()
        target = Event.objects.get(subject_id="2", seq=3)
        run("UPDATE audit_event SET at = 'noon' WHERE id = %s", target.pk)
        run("UPDATE audit_event SET action = CAST(X'C328' AS TEXT) WHERE subject_id = '3' AND seq = 1")
        problems = services.verify()
        assert [(p.kind, p.subject_id, p.seq) for p in problems] == [
            ("changed", "2", 3),
            ("changed", "3", 1),
        ]


def test_a_missing_event_shows_as_a_gap() -> None:
    history()
    run("DELETE FROM audit_event WHERE subject_id = '1' AND seq = 2")
    (problem,) = services.verify()
    assert (problem.kind, problem.subject_id, problem.seq) == ("gap", "1", 2)


def test_a_removed_last_event_shows() -> None:
    history()
    run("DELETE FROM audit_event WHERE subject_id = '1' AND seq = 4")
    (problem,) = services.verify()
    assert (problem.kind, problem.subject_id, problem.seq) == ("cut_tail", "1", 4)
    assert "应到第 4 号，现到第 3 号" in problem.message


def test_all_events_of_a_subject_removed_shows() -> None:
    history()
    run("DELETE FROM audit_event WHERE subject_id = '3'")
    (problem,) = services.verify()
    assert (problem.kind, problem.subject_id) == ("cut_tail", "3")


def test_two_events_swapped_show() -> None:
    history()
    run("UPDATE audit_event SET seq = 9 WHERE subject_id = '1' AND seq = 2")
    run("UPDATE audit_event SET seq = 2 WHERE subject_id = '1' AND seq = 3")
    run("UPDATE audit_event SET seq = 3 WHERE subject_id = '1' AND seq = 9")
    assert {p.seq for p in services.verify() if p.kind == "changed"} == {2, 3}


def roll_back_tail(case: int) -> None:
    """Remove a last event and set its chain row back, as if it had never been."""
    last = Event.objects.filter(subject_id=str(case)).latest("seq")
    before = Event.objects.get(subject_id=str(case), seq=last.seq - 1)
    run("DELETE FROM audit_event WHERE id = %s", last.pk)
    run("UPDATE audit_chain SET seq = %s, head = %s WHERE id = %s", before.seq, before.hash, last.chain_id)


def test_a_tail_cut_with_its_chain_row_shows_in_the_day_s_digest() -> None:
    history()
    with clock.at(NOON + timedelta(days=1)):
        services.seal_day(MONDAY)
    roll_back_tail(2)
    assert services.verify(subject(2)) == []
    (problem,) = services.verify()
    assert problem.kind == "digest_mismatch"
    assert "2026年11月16日的日封存不符：封存时有 12 条记录" in problem.message
    assert "现有 11 条" in problem.message


def test_a_changed_digest_shows() -> None:
    history()
    with clock.at(NOON + timedelta(days=1)):
        services.seal_day(MONDAY)
    run("UPDATE audit_daydigest SET count = 11")
    assert "digest_changed" in {p.kind for p in services.verify()}


def test_a_removed_digest_shows() -> None:
    for days in range(3):
        with clock.at(NOON + timedelta(days=days)):
            services.record(by=SYSTEM, subject=subject(1), action="step")
            services.seal_day(MONDAY + timedelta(days=days))
    run("DELETE FROM audit_daydigest WHERE day = %s", MONDAY + timedelta(days=1))
    assert "digest_changed" in {p.kind for p in services.verify()}
    assert DayDigest.objects.count() == 2


def test_a_chain_row_moved_on_shows() -> None:
    history()
    run("UPDATE audit_chain SET seq = 5 WHERE subject_id = '1'")
    assert [p.kind for p in services.verify()] == ["cut_tail"]


def test_many_chains_are_walked_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.audit.services.verification._CHAINS_AT_ONCE", 2)
    history(cases=5, steps=2)
    Chain.objects.create(subject_kind="cases.case", subject_id="empty")
    run("UPDATE audit_event SET action = 'x' WHERE subject_id = '5' AND seq = 1")
    result = services.verify_all()
    assert (result.chains, result.events) == (6, 10)
    assert [(p.subject_id, p.seq) for p in result.problems] == [("5", 1)]


def test_the_command_says_the_record_is_whole() -> None:
    history()
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert "已核对 3 个对象、12 条记录、0 个日封存（其后 12 条尚未封存）：未发现改动" in out.getvalue()


def test_the_command_fails_and_names_the_event() -> None:
    history()
    run("UPDATE audit_event SET action = 'step.8' WHERE subject_id = '2' AND seq = 2")
    err = StringIO()
    with pytest.raises(CommandError, match="发现 1 处问题") as failed:
        call_command("verify_audit", stderr=err)
    assert failed.value.returncode == 1
    assert "cases.case:2 第 2 号记录" in err.getvalue()
    assert "step.8" in err.getvalue()


def test_the_command_looks_at_one_subject() -> None:
    history()
    run("UPDATE audit_event SET action = 'x' WHERE subject_id = '2' AND seq = 2")
    out = StringIO()
    call_command("verify_audit", "--subject", "cases.case:1", stdout=out)
    assert "1 个对象、4 条记录" in out.getvalue()
    with pytest.raises(CommandError):
        call_command("verify_audit", "--subject", "cases.case:2", stderr=StringIO())
    with pytest.raises(CommandError, match="发现 1 处"):
        call_command("verify_audit", "--subject", "cases.case:99", stderr=StringIO())
    with pytest.raises(CommandError, match="请写成"):
        call_command("verify_audit", "--subject", "12", stderr=StringIO())


def test_the_command_notices_a_missing_trigger() -> None:
    triggers.drop()
    err = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_audit", stderr=err)
    triggers.install()
    assert "防改触发器缺失：audit_event_no_update" in err.getvalue()
