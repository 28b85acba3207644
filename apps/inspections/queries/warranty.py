"""保修: what the enterprise's 质量保修书 promises, else the least that a decree gives."""

from __future__ import annotations

from datetime import date

from apps.cases.models import Case
from apps.inspections.models import WarrantyLetter
from apps.inspections.rules.defects import Terms, Warranty, warranty_of
from apps.lib import clock, formats
from apps.programs.queries import statutes_of
from apps.programs.rules.statutes import LEAKS, STATUTES, WARRANTY, Concern, Standing, in_force


def least_warranty(case: Case, on: date) -> tuple[Standing, ...]:
    """Return the lines of a warranty that a bureau has read, as they hold for a case on a day."""
    return in_force(statutes_of(case.bureau_id, on), Concern.WARRANTY)


def warranty_letters(case: Case) -> list[WarrantyLetter]:
    """Return the 质量保修书 of a case's present enterprise, newest first."""
    rows = WarrantyLetter.objects.filter(case=case, enterprise=case.enterprise_id)
    return list(rows.order_by("-number"))


def warranty(case: Case) -> Warranty | None:
    """Return until when somebody answers for a case's works; None before they passed."""
    if case.passed_on is None:
        return None
    letter = next(iter(warranty_letters(case)), None)
    if letter is not None:
        source = f"质量保修书，{formats.day(letter.issued_on)}出具"
        terms = Terms(letter.years, letter.leak_years, source, is_letter=True)
        return warranty_of(case.passed_on, clock.today(), terms)
    lines = {line.code: line for line in statutes_of(case.bureau_id, clock.today())}
    years, leaks = (lines[code].years or STATUTES[code].years or 0 for code in (WARRANTY, LEAKS))
    marks = dict.fromkeys(lines[code].source for code in (WARRANTY, LEAKS))
    return warranty_of(case.passed_on, clock.today(), Terms(years, leaks, "；".join(marks)))
