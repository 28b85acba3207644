"""Receipts and notices of a case by their check code, and what the end of a case does to its papers."""

from __future__ import annotations

from dataclasses import replace

from apps.cases.enums import ENDED, Status
from apps.cases.models import Case
from apps.documents.queries import printed_papers
from apps.documents.rules.checking import IssuedPaper, Standing

NO_END = ENDED - {Status.ARCHIVED, Status.CLOSED_UNCONFIRMED, Status.REVOKED}
"""States in which a case ended without what its papers were made for.

Not 已撤销: what was decided is the acceptance, and of that its own papers say it.
"""
TELLS_THE_END = {"不予备案告知书": Status.DECLINED}
"""Papers that say how a case ended: that end does not cancel them."""


def where_it_ended(case: Case, standing: Standing, note: str) -> tuple[Standing, str]:
    """Return how a paper stands, which is cancelled where its case was given up or undone."""
    if standing in (Standing.GENUINE, Standing.REPLACED) and case.status in NO_END:
        return Standing.REVOKED, f"这个办件{Status(case.status).label}，文书随之作废。"
    return standing, note


def issued_papers(first: str, last: str) -> list[IssuedPaper]:
    """Return the printed papers whose digest lies in a range (:func:`digest_range`)."""
    papers = printed_papers(first, last)
    # Each number is its case's number and a word for the paper: 上城-2026-0001-回执.
    numbers = {paper.number.rpartition("-")[0] for paper in papers}
    cases = {case.number: case for case in Case.objects.filter(number__in=numbers)} if papers else {}
    return [_of(paper, cases.get(paper.number.rpartition("-")[0])) for paper in papers]


def _of(paper: IssuedPaper, case: Case | None) -> IssuedPaper:
    if case is None or TELLS_THE_END.get(paper.kind) == case.status:
        return paper
    standing, note = where_it_ended(case, paper.standing, paper.note)
    return replace(paper, standing=standing, note=note)
