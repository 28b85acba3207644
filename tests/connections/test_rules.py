"""What an answer of a system outside means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import Model

from apps.connections.models import Call, Delivery
from apps.connections.rules.answers import (
    DATA,
    OPERATIONAL,
    SILENT_FOR,
    Answer,
    is_silent,
    judged,
    pause_after,
)

FIELDS = {"matter_code": "事项编码对方不认"}
NOW = datetime(2026, 10, 1, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "fault", "is_passing"),
    [
        (None, OPERATIONAL, True),
        (200, "", False),
        (202, "", False),
        (302, OPERATIONAL, False),
        (400, DATA, False),
        (401, OPERATIONAL, False),
        (404, OPERATIONAL, False),
        (408, OPERATIONAL, True),
        (409, DATA, False),
        (422, DATA, False),
        (429, OPERATIONAL, True),
        (500, OPERATIONAL, True),
        (503, OPERATIONAL, True),
    ],
)
def test_faults_of_the_line_and_of_what_was_sent_are_told_apart(
    status: int | None, fault: str, is_passing: bool
) -> None:
    verdict = judged(Answer(status, {}), FIELDS)
    assert (verdict.fault, verdict.is_passing) == (fault, is_passing)
    assert verdict.words


def test_what_the_other_side_has_counts_as_delivered() -> None:
    verdict = judged(Answer(409, {"code": "duplicate", "id": "P-1"}), FIELDS)
    assert (verdict.fault, verdict.remote_id) == ("", "P-1")


def test_a_field_of_the_contract_is_named_with_who_mends_it() -> None:
    verdict = judged(Answer(422, {"field": "matter_code", "message": "张示例 不对"}), FIELDS)
    assert (verdict.fault, verdict.field, verdict.words) == (DATA, "matter_code", "事项编码对方不认")


@pytest.mark.parametrize("field", ["张示例", "name", 5, None, "x" * 200])
def test_what_is_no_field_of_the_contract_is_not_kept(field: object) -> None:
    verdict = judged(Answer(422, {"field": field}), FIELDS)
    assert (verdict.field, "张示例" in verdict.words) == ("", False)


def test_an_id_that_may_be_words_is_not_kept() -> None:
    assert judged(Answer(200, {"id": "张示例 13800000000"}), FIELDS).remote_id == ""


def test_three_calls_without_an_answer_make_a_system_silent_for_a_while() -> None:
    calls = [(OPERATIONAL, NOW - timedelta(seconds=n)) for n in range(3)]
    assert is_silent(calls, NOW)
    assert not is_silent(calls[:2], NOW)
    assert not is_silent(calls, NOW + SILENT_FOR)


def test_a_refusal_is_an_answer() -> None:
    calls = [(OPERATIONAL, NOW), (DATA, NOW), (OPERATIONAL, NOW)]
    assert not is_silent(calls, NOW)


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 0), (4, 0), (8, 10), (12, 30), (16, 70), (36, 1440), (100_000, 1440)]
)
def test_what_is_not_answered_rests_longer_each_time_up_to_a_day(attempts: int, minutes: int) -> None:
    assert pause_after(attempts) == timedelta(minutes=minutes)


@pytest.mark.parametrize(("model", "name"), [(Delivery, "attempts"), (Call, "number")])
def test_ten_years_of_calls_can_be_counted(model: type[Model], name: str) -> None:
    kind = model._meta.get_field(name).get_internal_type()
    assert BaseDatabaseOperations.integer_field_ranges[kind][1] > 10 * 365 * 24 * 6
