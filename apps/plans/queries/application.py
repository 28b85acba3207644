"""附件 1 in ink: what was handed in of it, and where works go on without the district's stamp (R1)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from apps.cases.enums import STARTED
from apps.cases.models import Case
from apps.lib import formats
from apps.plans.models import SignedApplication

UNSTAMPED = "申请表未盖章"


@dataclass(frozen=True, slots=True)
class ApplicationState:
    """How far 附件 1 in ink has come, beside the day of 备案."""

    scans: tuple[SignedApplication, ...]
    filed_on: date | None
    started_on: date | None

    @property
    def stamped(self) -> SignedApplication | None:
        """The last scan with the district's stamp."""
        return next((scan for scan in reversed(self.scans) if scan.stamped), None)

    @property
    def latest(self) -> SignedApplication | None:
        """The scan that counts: the stamped one, else the last."""
        return self.stamped or (self.scans[-1] if self.scans else None)

    @property
    def words(self) -> str:
        """Who signed and stamped it when, beside the day of 备案; '' while nothing in ink was handed in."""
        scan = self.latest
        if scan is None:
            return ""
        if scan.signed_on:
            said = [f"双方签字盖章 {formats.day(scan.signed_on)}"]
        else:
            # A scan of before was asked for with both; what came in as a paper of the list says nothing.
            said = ["双方已签字盖章" if scan.stamped else "双方签字盖章日期未登记"]
        if scan.opinion_on:
            said.append(f"区住建部门意见 {formats.day(scan.opinion_on)}")
        else:
            said.append("区住建部门已盖章，意见日期未登记" if scan.stamped else "区住建部门尚未盖章")
        if self.filed_on:
            said.append(f"备案 {formats.day(self.filed_on)}")
        if self.started_on and scan.opinion_on and scan.opinion_on > self.started_on:
            said.append(f"{formats.day(self.started_on)}开工时尚未盖章")
        return "，".join(said)


def application_state(case: Case) -> ApplicationState:
    """Return the scans of a case's 附件 1, oldest first, and the day of 备案."""
    filing = case.transitions.filter(name="file").values_list("effective_on", flat=True).first()
    return ApplicationState(tuple(SignedApplication.objects.filter(case=case)), filing, case.started_on)


def unstamped_remark(case: Case) -> str:
    """Say on a case whose works began that the district has not stamped its 附件 1; '' for nothing to say."""
    return UNSTAMPED if case.status in STARTED and not stamped_of([case.pk]) else ""


def stamped_of(cases: Collection[UUID]) -> frozenset[UUID]:
    """Return which of these cases have an 附件 1 with the district's stamp."""
    rows = SignedApplication.objects.filter(case_id__in=cases, stamped=True)
    return frozenset(rows.values_list("case_id", flat=True))
