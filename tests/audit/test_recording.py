"""Writing events and accesses."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from apps.audit import queries, services
from apps.audit.models import AccessLog, Chain, Event
from apps.audit.services import FieldChange, Subject
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused

CASE = Subject("cases.case", 12)
CLERK = Actor(
    user_id=7,
    name="周示例",
    role="street_clerk",
    organisation_id=3,
    organisation_name="清波街道",
    on_behalf_of="吴示例",
)


@pytest.mark.django_db
def test_an_event_freezes_who_acted() -> None:
    moment = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    with clock.at(moment):
        event = services.record(by=CLERK, subject=CASE, action="case.receive", jurisdiction="330102")
    event.refresh_from_db()
    assert (event.user_id, event.role, event.organisation_name) == (7, "street_clerk", "清波街道")
    assert event.signature == "周示例（代吴示例）"
    assert event.at == moment
    assert event.jurisdiction == "330102"


@pytest.mark.django_db
def test_events_of_a_subject_are_numbered_and_linked() -> None:
    first = services.record(by=CLERK, subject=CASE, action="a")
    other = services.record(by=CLERK, subject=Subject("cases.case", 13), action="a")
    second = services.record(by=CLERK, subject=CASE, action="b")
    assert [first.seq, second.seq, other.seq] == [1, 2, 1]
    assert first.prev == ""
    assert second.prev == first.hash
    chain = Chain.objects.get(subject_id="12")
    assert (chain.seq, chain.head) == (2, second.hash)


@pytest.mark.django_db
def test_no_value_of_a_field_stands_in_the_record() -> None:
    change = FieldChange("phone", "13800000970", "13800000971")
    services.record(by=CLERK, subject=CASE, action="case.correct", changes=[change])
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM audit_event")
        row = str(cursor.fetchall())
    assert "13800000970" not in row
    assert "13800000971" not in row
    assert Event.objects.get().changed_fields == ["phone"]


@pytest.mark.django_db
def test_equal_values_leave_different_digests_in_different_events() -> None:
    for _ in range(2):
        services.record(
            by=CLERK, subject=CASE, action="a", changes=[FieldChange("hardship", None, "困难家庭")]
        )
    one, two = Event.objects.values_list("changes", flat=True)
    assert one != two


@pytest.mark.django_db
def test_facts_come_back_as_plain_values() -> None:
    services.record(by=CLERK, subject=CASE, action="a", facts={"version": 2, "from": "draft"})
    assert Event.objects.get().fact_values == {"version": 2, "from": "draft"}


@pytest.mark.django_db
def test_personal_numbers_among_facts_are_refused() -> None:
    with pytest.raises(ValueError, match="personal"):
        services.record(by=CLERK, subject=CASE, action="a", facts={"phone": "13800000970"})
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_personal_numbers_in_a_reason_are_masked() -> None:
    event = services.record(by=CLERK, subject=CASE, action="a", reason="来电 13800000970")
    assert event.reason == "来电 138****0970"


@pytest.mark.django_db
def test_an_event_disappears_with_the_write_it_tells_of() -> None:
    with transaction.atomic():
        services.record(by=CLERK, subject=CASE, action="a")
        transaction.set_rollback(True)
    assert not Event.objects.exists()
    assert services.verify() == []


@pytest.mark.django_db
def test_the_timeline_is_newest_first_and_pages() -> None:
    for number in range(5):
        services.record(by=CLERK, subject=CASE, action=f"step.{number}")
    services.record(by=CLERK, subject=Subject("cases.case", 1), action="elsewhere")
    newest = queries.timeline("cases.case", 12, limit=2)
    assert [event.action for event in newest] == ["step.4", "step.3"]
    older = queries.timeline("cases.case", 12, limit=9, before=newest[-1].seq)
    assert [event.seq for event in older] == [3, 2, 1]


@pytest.mark.django_db
def test_an_access_is_logged_with_its_purpose() -> None:
    services.log_access(by=CLERK, subject=CASE, kind="unmask", field="id_number", purpose="核对证件")
    (access,) = queries.accesses("cases.case", 12)
    assert (access.actor_name, access.field, access.purpose) == ("周示例", "id_number", "核对证件")


@pytest.mark.django_db
@pytest.mark.parametrize("purpose", ["", "  ", "长" * 301])
def test_an_access_without_a_usable_purpose_is_refused(purpose: str) -> None:
    with pytest.raises(Refused) as refused:
        services.log_access(by=CLERK, subject=CASE, kind="unmask", field="phone", purpose=purpose)
    assert refused.value.field == "purpose"
    assert not AccessLog.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_writers_at_once_keep_one_gapless_chain() -> None:
    writers = 8
    barrier = threading.Barrier(writers)

    def write() -> None:
        try:
            barrier.wait(timeout=10)
            services.record(by=CLERK, subject=CASE, action="race")
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(Event.objects.values_list("seq", flat=True)) == list(range(1, writers + 1))
    assert services.verify() == []
