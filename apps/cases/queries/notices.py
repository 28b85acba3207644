"""一次性告知书 and 不予备案告知书 as their papers print them: every word of them from somebody's act."""

from __future__ import annotations

import re

from apps.cases.models import Case, ReturnNotice
from apps.cases.queries.jurisdiction import bodies_at
from apps.cases.queries.materials import papers_of
from apps.cases.queries.returns import shown_return
from apps.cases.rules.papers import DeclinePaper, ReceivedPaper, ReturnPaper, ToldItem
from apps.lib import clock, formats

_CLAUSE = re.compile(r"^(?P<reason>.*)（依据：(?P<clause>.*)）$", re.DOTALL)


def return_paper(case: Case, notice: ReturnNotice) -> ReturnPaper:
    """Return the 一次性告知书 of one return; received is what lay there when it was made."""
    told = shown_return(notice)
    bodies = bodies_at(case, told.at)
    return ReturnPaper(
        number=case.number or "",
        times=told.number,
        told_on=clock.local(told.at).date(),
        household_name=case.household.name,
        address=case.dwelling.address,
        received=tuple(
            ReceivedPaper(
                name=paper.name,
                form=paper.form,
                pages=paper.pages,
                compared=f"{paper.compared_by} {formats.moment(paper.compared_at, nothing='')}".strip(),
            )
            for paper in papers_of(case)
            if paper.at <= told.at
        ),
        items=tuple(
            ToldItem(item.number, item.label, item.fault, item.text, item.basis, item.late_reason)
            for item in told.items
        ),
        bureau_name=bodies.bureau.name,
        bureau_phone=bodies.bureau.phone,
        street_name=bodies.office.name,
        street_phone=bodies.office.phone,
        clerk=told.by,
    )


def decline_paper(case: Case) -> DeclinePaper | None:
    """Return the 不予备案告知书; None where the case was not declined."""
    made = case.transitions.filter(name="decline").order_by("-id").first()
    if made is None:
        return None
    said = _CLAUSE.match(made.reason)
    bodies = bodies_at(case, made.recorded_at)
    return DeclinePaper(
        number=case.number or "",
        household_name=case.household.name,
        address=case.dwelling.address,
        applied_on=case.applied_on,
        declined_on=made.effective_on,
        clause=said["clause"] if said else "",
        reason=said["reason"] if said else made.reason,
        bureau_name=bodies.bureau.name,
        bureau_phone=bodies.bureau.phone,
        street_name=bodies.office.name,
        street_phone=bodies.office.phone,
        clerk=made.actor_name,
    )
