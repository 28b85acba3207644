"""Locking what is changed, so that of two the second sees what the first wrote."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.db.models import Model

from apps.enterprises.models import ConveniencePoint, Enterprise, Listing, Roll
from apps.lib import clock, formats
from apps.lib.decisions import Refused, Stale

R = TypeVar("R", ConveniencePoint, Enterprise, Listing, Roll)


def locked(model: type[R], row: Model, version: int | None) -> R:
    """Lock and return a row; raise Stale unless ``version`` is its present edit."""
    # no_key: rows that only refer to it, such as a new choice of it, need not wait.
    found = model.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if version is not None and found.edit != version:
        raise Stale("这里刚被别人改过，您看到的不是最新内容。请核对后再提交。", code="stale")
    return found


def checked_text(text: str, what: str, field: str, longest: int = 200) -> str:
    """Return a text without its outer blanks; Refused where nothing is said."""
    clean = text.strip()
    if not clean:
        raise Refused(f"请填写{what}。", field=field, code=field)
    if len(clean) > longest:
        raise Refused(f"{what}最多 {longest} 个字。", field=field, code="max_length")
    return clean


def checked_day(on: date | None, what: str, field: str, *, least: date | None = None) -> date:
    """Return a day, by default today; Refused where it lies ahead or before ``least``."""
    day = on or clock.today()
    if day > clock.today():
        raise Refused(f"{what}不能晚于今天。", field=field, code="future")
    if least is not None and day < least:
        raise Refused(f"{what}不能早于{formats.day(least)}。", field=field, code="early")
    return day
