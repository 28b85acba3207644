"""区县审查, 退回, 装修结果核准 (43号 三(二))."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from apps.documents.enums import FileKind
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.othertrack.enums import STRUCK, FactKind, Ground, Status, Verdict
from apps.othertrack.models import Fact, Renovation
from apps.othertrack.permissions import may_approve, may_decline, may_return, may_review
from apps.othertrack.rules.asking import COPIES
from apps.othertrack.services.facts import Upload, add_fact, keep_files, lock, not_later, note, stand


@transaction.atomic
def return_renovation(
    *,
    renovation_id: UUID,
    by: Actor,
    reason: str,
    copies: Collection[str] = (),
    undoes_review: bool = False,
) -> Fact:
    """Give it back to its counter with everything that is missing or wrong at once.

    ``reason`` has one item a line; ``copies`` are the fields of the papers to be handed in anew.
    What another has reviewed meanwhile is returned by who says that he knows (``undoes_review``).
    """
    renovation = lock(renovation_id, by)
    require(may_return(by, renovation))
    _known_as_reviewed(renovation, "退回", undoes_review)
    wanted = [name for name, _ in COPIES if name in copies]
    fact = add_fact(renovation, by, FactKind.RETURNED, on=clock.today(), seen=reason, copies=wanted)
    note(renovation, by, "returned", reason=reason)
    stand(renovation, by, status=Status.RETURNED)
    return fact


@transaction.atomic
def review(*, renovation_id: UUID, by: Actor, opinion: str) -> Fact:
    """区县审查: what was looked up agrees with the application; another than who looked it up."""
    renovation = lock(renovation_id, by)
    require(may_review(by, renovation))
    renovation.reviewed_on = clock.today()
    fact = add_fact(renovation, by, FactKind.REVIEW, on=clock.today(), finding=Verdict.PASSED, seen=opinion)
    note(renovation, by, "reviewed")
    stand(renovation, by, status=Status.REVIEWED)
    return fact


@transaction.atomic
def decline(
    *,
    renovation_id: UUID,
    by: Actor,
    ground: str,
    reason: str,
    clause: str,
    undoes_review: bool = False,
) -> Fact:
    """审查不通过: what it falls short of, by which clause; it ends here.

    What another has reviewed meanwhile is declined by who says that he knows (``undoes_review``).

    Works that had begun stay in the count of 传统装修, unless by the ``ground`` there are none of its own.
    """
    renovation = lock(renovation_id, by)
    require(may_decline(by, renovation))
    _known_as_reviewed(renovation, "不通过", undoes_review)
    fact = add_fact(
        renovation,
        by,
        FactKind.DECLINED,
        on=clock.today(),
        finding=Ground(ground),
        source=clause.strip(),
        seen=reason,
    )
    note(renovation, by, "declined", facts={"ground": ground, "clause": clause.strip()}, reason=reason)
    stand(renovation, by, status=Status.DECLINED, is_struck=ground in STRUCK)
    return fact


def _known_as_reviewed(renovation: Renovation, act: str, is_known: bool) -> None:
    if renovation.status == Status.REVIEWED and not is_known:
        words = f"本件已经审查通过，可能是您打开这一页以后通过的。核对以后确要{act}的，请勾选。"
        raise Refused(words, field="undoes_review", code="reviewed")


@transaction.atomic
def approve(
    *,
    renovation_id: UUID,
    by: Actor,
    verdict: str,
    looked_on: date,
    seen: str,
    photos: Sequence[Upload] = (),
) -> Fact:
    """装修结果核准: what was seen of the finished works; what does not agree stays to be mended."""
    renovation = lock(renovation_id, by)
    require(may_approve(by, renovation))
    not_later(looked_on, "looked_on")
    if renovation.finished_on is not None and looked_on < renovation.finished_on:
        raise Refused("核查装修结果的日期不能早于完工日期。", field="looked_on", code="order")
    kept = keep_files(renovation, by, photos, kind=FileKind.WORK_PHOTO, label="装修结果照片", field="photos")
    is_passed = verdict == Verdict.PASSED
    fact = add_fact(
        renovation,
        by,
        FactKind.RESULT,
        on=clock.today(),
        looked_on=looked_on,
        finding=Verdict(verdict),
        seen=seen,
        files=kept,
    )
    if is_passed:
        renovation.approved_on = clock.today()
    note(renovation, by, "result_judged", facts={"verdict": verdict, "looked_on": looked_on.isoformat()})
    stand(renovation, by, status=Status.APPROVED if is_passed else None)
    return fact
