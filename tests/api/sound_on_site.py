"""Bodies of what is done on site beside works and acceptance, that the staged cases let through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from apps.cases.models import Case
from apps.documents.enums import FileKind
from apps.inspections.permissions import OPEN_TO_INSIST, standing_reports
from apps.lib import clock
from tests.factories.appointments import slot_of
from tests.factories.streets import OTHER_PART

Files = Callable[[str], str]
Body = dict[str, Any]


def _hours(day: int) -> Body:
    starts = clock.now() + timedelta(days=day)
    return {"starts": starts.isoformat(), "ends": (starts + timedelta(hours=2)).isoformat()}


HANDED_ON: dict[str, Callable[[Any, Files], Body | None]] = {
    "cases.move_street": lambda case, files: {"street_code": OTHER_PART, "reason": "在清河路以西"}
}
ON_APPOINTMENTS: dict[str, Callable[[Any, Files], Body | None]] = {
    "appointments.offer": lambda case, files: {
        "purpose": "survey",
        "officers": "陈样本",
        "slots": [_hours(1), _hours(2)],
    },
    "appointments.choose": lambda row, files: {"slot": slot_of(row), "channel": "phone"},
    "appointments.wish": lambda row, files: {"words": "周末都可以", "channel": "phone"},
    "appointments.decline": lambda row, files: {"channel": "desk"},
    "appointments.move": lambda row, files: {"reason": "改到下午", "slots": [_hours(3)]},
    "appointments.cancel": lambda row, files: {"reason": "人手不够"},
    "appointments.close": lambda row, files: {"met": "yes"},
    # beside the acceptance, too: what the household found of the service
    "ratings.rate": lambda case, files: {"level": "good", "said_on": clock.today().isoformat()},
    "ratings.follow_up": lambda case, files: {
        "words": "补充：柜门已经调好。",
        "said_on": clock.today().isoformat(),
    },
}


def _settled(case: Case, files: Files) -> Body | None:
    row = standing_reports(case).first()
    return {"number": row.number, "channel": "desk", "words": "不积水了"} if row else None


def _insisted(case: Case, files: Files) -> Body | None:
    row = standing_reports(case).filter(status__in=OPEN_TO_INSIST).first()
    return {"number": row.number, "channel": "telephone", "words": "还在积水"} if row else None


REPORTED: dict[str, Callable[[Any, Files], Body | None]] = {
    "defects.record": lambda case, files: {
        "text": "卫生间门口积水",
        "channel": "paper",
        "photos": [files(FileKind.WORK_PHOTO)],
    },
    "defects.schedule": lambda defect, files: {"comes_on": clock.today().isoformat(), "note": "上午来"},
    "defects.dispute": lambda defect, files: {"reason": "淋浴房门没有关严"},
    "defects.settle": _settled,
    "defects.insist": _insisted,
}
