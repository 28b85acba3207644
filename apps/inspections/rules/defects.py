"""住户反映的问题: who owes what until when, and how long the least warranty lasts. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from apps.inspections.enums import DefectStatus

WARRANTY_YEARS, WATERPROOF_YEARS = 2, 5
"""住宅室内装饰装修管理办法（建设部令第110号）第三十二条: the least, counted from 竣工验收合格."""
WARRANTY_SOURCE = "住宅室内装饰装修管理办法第三十二条"


@dataclass(frozen=True, slots=True)
class Stand:
    """Where 住户反映的问题 stands: words for officials and for the household, who owes what until when."""

    label: str
    household: str
    tone: str
    owes: str
    """enterprise, household or '' for nobody."""
    until: date | None = None
    is_late: bool = False


def stand(
    status: DefectStatus, *, answered: bool, answer_due_on: date | None, comes_on: date | None, today: date
) -> Stand:
    """Say where a household's report stands; without a day set nothing is ever late."""
    if status is DefectStatus.VERIFIED:
        return Stand("已办结", "已经办结", "ok", "")
    if status is DefectStatus.RECTIFIED:
        return Stand("企业说修好了，等住户确认", "企业说修好了，请您看一看", "warn", "household")
    if status is DefectStatus.DISPUTED:
        return Stand("企业认为不是质量问题", "企业说不是质量问题，您可以再说", "warn", "household")
    until = comes_on if answered else answer_due_on
    late = until is not None and until < today
    if not answered:
        label = "超期未答复" if late else "等企业答复"
        return Stand(label, "等装修企业答复", "bad" if late else "warn", "enterprise", until, late)
    label = "约定的日子过了，还没有修" if late else "企业约了来修"
    words = "约好的日子过了，企业还没有说修好" if late else "装修企业约了来修"
    return Stand(label, words, "bad" if late else "accent", "enterprise", until, late)


@dataclass(frozen=True, slots=True)
class Warranty:
    """The last days of the least warranty; a contract may promise more, never less."""

    until: date
    waterproof_until: date
    is_over: bool


def warranty_of(passed_on: date | None, today: date) -> Warranty | None:
    """Return the least warranty of works that passed; None before."""
    if passed_on is None:
        return None
    until, waterproof = (_years_on(passed_on, years) for years in (WARRANTY_YEARS, WATERPROOF_YEARS))
    return Warranty(until, waterproof, waterproof < today)


def _years_on(day: date, years: int) -> date:
    """Return the same-numbered day; of 29 February the month's last (民法典第二百零二条)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def shown_content(*parts: object) -> str:
    """Return the hash of what a household was shown of one report."""
    return sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
