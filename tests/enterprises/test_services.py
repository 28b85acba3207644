"""The directory: pinyin order, equal choice off the list, removal that touches no running case."""

from __future__ import annotations

from datetime import date

import pytest

from apps.enterprises.models import Enterprise
from apps.enterprises.services import list_enterprise, record_enterprise, unlist_enterprise
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from tests.factories.people import phone
from tests.factories.world import made_up_credit_code

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 1)


def enterprise(name: str, number: int) -> Enterprise:
    return record_enterprise(
        by=SYSTEM,
        name=name,
        credit_code=made_up_credit_code(number),
        contact_name="联络员甲",
        contact_phone=phone(number),
    )


def listed(name: str, number: int) -> Enterprise:
    row = enterprise(name, number)
    list_enterprise(by=SYSTEM, enterprise=row, criteria="自愿", legal_basis="文号", valid_from=DAY)
    return row


def test_the_directory_stands_in_pinyin_order_whatever_the_order_of_entry() -> None:
    for number, name in enumerate(("样本公司", "百合公司", "示例公司"), start=1):
        listed(name, number)
    assert [row.name for row in Enterprise.objects.listed(DAY)] == ["百合公司", "示例公司", "样本公司"]


def test_an_enterprise_off_the_list_is_recorded_by_its_credit_code() -> None:
    row = enterprise("名录外公司", 7)
    assert row.organisation is None
    assert row not in Enterprise.objects.listed(DAY)


def test_recording_a_known_enterprise_returns_it_unchanged() -> None:
    assert enterprise("甲公司", 7) == enterprise("甲公司", 7)
    assert Enterprise.objects.count() == 1


def test_a_known_credit_code_under_another_name_is_refused_at_the_field() -> None:
    enterprise("甲公司", 7)
    with pytest.raises(Refused) as refusal:
        enterprise("乙公司", 7)
    assert refusal.value.field == "credit_code"


def test_a_wrong_credit_code_is_refused_at_the_field() -> None:
    with pytest.raises(Refused) as refusal:
        record_enterprise(
            by=SYSTEM, name="甲", credit_code="91330100MA0000000A", contact_name="甲", contact_phone=phone(1)
        )
    assert refusal.value.field == "credit_code"


def test_removal_needs_a_reason_and_ends_the_listing_on_its_day() -> None:
    row = listed("甲公司", 1)
    with pytest.raises(Refused, match="原因"):
        unlist_enterprise(by=SYSTEM, enterprise=row, on=DAY, reason=" ")
    unlist_enterprise(by=SYSTEM, enterprise=row, on=date(2026, 9, 2), reason="自愿退出")
    assert row in Enterprise.objects.listed(DAY)
    assert row not in Enterprise.objects.listed(date(2026, 9, 2))
