"""办件编号: taken in the order of submission, within bureau and year."""

from __future__ import annotations

from apps.cases.models import Case, CaseNumber


def next_number(case: Case) -> str:
    """Return the next number of a locked case's bureau and year; a transaction that fails gives it back."""
    rows = CaseNumber.objects.select_for_update().filter(bureau_id=case.bureau_id, year=case.program.year)
    series = rows.first()
    # The first of a year finds no row to lock: two at once both insert, one row stays, and both then lock it.
    if series is None:
        CaseNumber.objects.get_or_create(bureau_id=case.bureau_id, year=case.program.year)
        series = rows.get()
    series.last += 1
    series.save(update_fields=["last"])
    return f"{case.bureau.short_name}-{case.program.year}-{series.last:04d}"
