"""What anybody may learn of a paper that lies before them (R16): no name, no address, no figure."""

from __future__ import annotations

from apps.documents.queries import printed_papers
from apps.documents.rules.checking import IssuedPaper, digest_range
from apps.inspections.queries import checking as inspections
from apps.plans.queries import checking as plans
from apps.reports.queries import checking as reports

_SOURCES = (plans.issued_papers, inspections.issued_papers, reports.issued_papers, printed_papers)


def issued_papers(typed: str) -> list[IssuedPaper]:
    """Return the papers that a typed 校验码, or the digest in a QR, stands for; newest first."""
    found = digest_range(typed)
    if found is None:
        return []
    papers = [paper for source in _SOURCES for paper in source(*found)]
    return sorted(papers, key=lambda paper: paper.issued_at, reverse=True)
