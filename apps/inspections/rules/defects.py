"""住户反映的问题: who owes what until when, and how long the least warranty lasts. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from apps.inspections.enums import DefectStatus
from apps.programs.rules.statutes import LEAKS, WARRANTY, Standing


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
class Terms:
    """How many years a warranty lasts, and which paper says so."""

    years: int
    leak_years: int
    source: str
    """最低保修期限 of a decree with its mark, or the enterprise's 质量保修书."""
    is_letter: bool = False


@dataclass(frozen=True, slots=True)
class Warranty:
    """The last days of a warranty; where only the least is known, a contract may promise more."""

    until: date
    waterproof_until: date
    is_over: bool
    terms: Terms

    @property
    def label(self) -> str:
        """What the days are the ends of."""
        return "保修期限" if self.terms.is_letter else "最低保修期限"


def warranty_of(passed_on: date | None, today: date, terms: Terms) -> Warranty | None:
    """Return the warranty of works that passed; None before."""
    if passed_on is None:
        return None
    until, waterproof = (_years_on(passed_on, years) for years in (terms.years, terms.leak_years))
    return Warranty(until, waterproof, max(until, waterproof) < today, terms)


def too_short(years: int, leak_years: int, least: Iterable[Standing]) -> tuple[str, str] | None:
    """Return field and words of what a 质量保修书 promises less than the lines in force; None for nothing."""
    said = {WARRANTY: ("years", years), LEAKS: ("leak_years", leak_years)}
    for line in least:
        field, promised = said[line.code]
        if line.years is not None and promised < line.years:
            return field, f"{line.source}规定不短于 {line.years} 年。"
    return None


def _years_on(day: date, years: int) -> date:
    """Return the same-numbered day; of 29 February the month's last (民法典第二百零二条)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def shown_content(*parts: object) -> str:
    """Return the hash of what a household was shown of one report."""
    return sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
