"""一次性告知书 and 不予备案告知书 as their papers print them: every word of them from somebody's act."""

from __future__ import annotations

import re
from datetime import datetime

from apps.cases.models import Case, ReturnNotice
from apps.cases.queries.as_of import stood_at
from apps.cases.queries.jurisdiction import bodies_at
from apps.cases.queries.materials import PaperView, papers_of
from apps.cases.queries.returns import shown_return
from apps.cases.rules.papers import DeclinePaper, ReceivedPaper, ReturnPaper, ToldItem
from apps.lib import clock, formats
from apps.orgs.enums import Sight

_CLAUSE = re.compile(r"^(?P<reason>.*)（依据：(?P<clause>.*)）$", re.DOTALL)


def return_paper(case: Case, notice: ReturnNotice) -> ReturnPaper:
    """Return the 一次性告知书 of one return; received is what lay there when it was made."""
    told = shown_return(notice)
    bodies = bodies_at(case, told.at)
    # Whom it was told: a later correction or 变更装修人 makes no other notice of it.
    stood = stood_at(case, told.at, Sight.PLAIN)
    return ReturnPaper(
        number=case.number or "",
        times=told.number,
        told_on=clock.local(told.at).date(),
        household_name=stood.name,
        address=stood.address,
        received=tuple(
            ReceivedPaper(
                name=paper.name,
                form=paper.form,
                pages=paper.pages,
                compared=_compared(paper, told.at),
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
    stood = stood_at(case, made.recorded_at, Sight.PLAIN)
    return DeclinePaper(
        number=case.number or "",
        household_name=stood.name,
        address=stood.address,
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


def _compared(paper: PaperView, told_at: datetime) -> str:
    """Say who compared a paper with the original; what was compared after the notice is none of it."""
    if paper.compared_at is None or paper.compared_at > told_at:
        return ""
    return f"{paper.compared_by} {formats.moment(paper.compared_at)}"
