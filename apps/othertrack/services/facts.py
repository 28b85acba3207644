"""What every write here does: lock, take down a fact, see where the row stands, tell whose turn it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID, uuid4

from django.core.files.base import File
from django.db.models import Max, QuerySet
from django.dispatch import Signal

from apps.audit.services import FieldChange, Subject, record
from apps.cases.models import Transition
from apps.documents.models import StoredFile
from apps.documents.rules.uploads import CheckedUpload
from apps.documents.services import Owner, keep
from apps.encryption import Plain
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.enums import Role
from apps.othertrack.enums import BEFORE_REVIEW, ENDED, FactKind, Status
from apps.othertrack.models import Fact, Renovation
from apps.othertrack.permissions import faults_of, looks_of
from apps.othertrack.rules.order import status_after_look, unchecked
from apps.othertrack.services.spans import keep_span
from apps.othertrack.services.texts import text_household
from apps.outbox.services import Desk, settle, tell

stood = Signal()
"""A locked renovation stands where its facts put it (renovation, by): an app above ends what is not asked
any more."""
Upload: TypeAlias = StoredFile | CheckedUpload | File[bytes]


def subject_of(renovation: Renovation) -> Subject:
    """Return what record and messages know a renovation by."""
    return Subject("renovation", str(renovation.pk))


def lock(renovation_id: UUID, by: Actor) -> Renovation:
    """Lock a renovation within the actor's scope; raise DoesNotExist for any other."""
    return Renovation.objects.visible_to(by).select_for_update(of=("self",)).get(pk=renovation_id)


def not_later(on: date, field: str) -> None:
    """Refuse a day that is still to come."""
    if on > clock.today():
        raise Refused("日期不能晚于今天。", field=field, code="future")


def keep_files(
    renovation: Renovation, by: Actor, files: Sequence[Upload], *, kind: str, label: str, field: str
) -> list[str]:
    """Store what was handed in; return the ids."""
    return [
        str(
            keep(
                by=by,
                file=file,
                owner=Owner("renovation", str(renovation.pk)),
                kind=kind,
                sensitive=True,
                label=label,
                field=field,
            ).pk
        )
        for file in files
    ]


def add_fact(
    renovation: Renovation,
    by: Actor,
    kind: FactKind,
    *,
    seen: str = "",
    recorded: Transition | None = None,
    **said: Any,
) -> Fact:
    """Write one fact down; the row is locked, or new. ``recorded``: the move of a case that said it first."""
    last = Fact.objects.filter(renovation=renovation).aggregate(last=Max("number"))["last"] or 0
    fact = Fact(
        id=uuid4(),
        renovation=renovation,
        number=last + 1,
        kind=kind,
        by=recorded.actor_name if recorded else by.signature,
        holder=recorded.actor_holder if recorded else by.holder,
        organisation=recorded.actor_organisation if recorded else by.organisation_name,
        at=recorded.recorded_at if recorded else clock.now(),
        **said,
    )
    fact.seen_encrypted = Plain(seen.strip())
    fact.save(force_insert=True)
    return fact


def note(
    renovation: Renovation,
    by: Actor,
    action: str,
    *,
    facts: Mapping[str, object] | None = None,
    changes: Collection[FieldChange] = (),
    reason: str = "",
) -> None:
    """Leave the event of a write."""
    record(
        by=by,
        subject=subject_of(renovation),
        action=f"renovation.{action}",
        facts={"status": str(renovation.status), **(facts or {})},
        changes=changes,
        reason=reason,
        jurisdiction=renovation.county_code,
    )


def stand(
    renovation: Renovation,
    by: Actor,
    *,
    status: Status | None = None,
    is_new_turn: bool = False,
    is_struck: bool = False,
) -> None:
    """Save a locked row where its facts put it, keep what counts, and tell a desk that it has its turn.

    Without ``status`` the looks decide between 待核查 and 待审查. Told once for each time it comes to a
    status; ``is_new_turn`` where something else begins one: the first fact, and 完工 after the review.
    ``is_struck``: it ends because there is no renovation of its own to count.
    """
    looks = looks_of(renovation)
    checked = not unchecked(looks) and not faults_of(renovation, looks)
    if status is None:
        status = status_after_look(Status(renovation.status), is_checked=checked)
    elif status == Status.SUBMITTED:
        status = status_after_look(status, is_checked=checked)
    filed, coded = looks.get(FactKind.FILING), looks.get(FactKind.CODE)
    renovation.filed_on = filed.on if filed and filed.is_found else None
    renovation.coded_on = coded.on if coded and coded.is_found else None
    was = renovation.status
    if status in BEFORE_REVIEW or status in (Status.OPENED, Status.RETURNED, Status.DECLINED):
        renovation.reviewed_on = None
        if was == Status.REVIEWED:
            _review_of(renovation).update(undone_at=clock.now())
    is_voided = was == Status.REVIEWED and status in BEFORE_REVIEW
    moved = is_new_turn or status != was
    renovation.status = status
    now = clock.now()
    if moved:
        renovation.waits_since = now
    renovation.updated_at = now
    renovation.ended_at = (renovation.ended_at or now) if status in ENDED else None
    renovation.save()
    keep_span(renovation, looks, is_struck=is_struck)
    kept = () if status in ENDED else (PATROL_NAMED,)
    settle(subject=subject_of(renovation), keep=(matter_of(renovation), "patrol", *kept))
    if moved:
        _tell(renovation, by)
        if status != was:
            key = f"renovation:{renovation.pk}:{renovation.facts.count()}"
            text_household(renovation, by, key=key, is_voided=is_voided)
    if was == Status.REVIEWED and status in _VOIDS:
        _tell_reviewers(renovation, by)
    stood.send(sender=Renovation, renovation=renovation, by=by)
    if moved and status == Status.DECLINED:
        _tell_of_decline(renovation, by)


def _review_of(renovation: Renovation) -> QuerySet[Fact]:
    return Fact.objects.filter(renovation=renovation, kind=FactKind.REVIEW, undone_at__isnull=True)


def voids_review(look: Fact) -> bool:
    """Whether a look took back the review that stood until then."""
    reviews = Fact.objects.filter(renovation=look.renovation_id, kind=FactKind.REVIEW)
    return reviews.filter(number__lt=look.number, undone_at__gte=look.at).exists()


PATROL_NAMED = "patrol_named"
"""What a property company is told of a home that it patrols, until it has been there."""
_FINISHED = "finished"
_TURNS: Mapping[str, tuple[str, str, tuple[Role, ...]]] = {
    Status.OPENED: ("street_office", "转来其他装修，等补申请材料", (Role.STREET_CLERK,)),
    Status.RETURNED: ("street_office", "退回补正", (Role.STREET_CLERK,)),
    Status.SUBMITTED: ("street_office", "等核查装修备案、一码和合同", (Role.STREET_CLERK,)),
    Status.VERIFIED: ("bureau", "已核查，等区县审查", (Role.DISTRICT_REVIEWER,)),
    Status.REVIEWED: ("bureau", "已审查，完工后核准装修结果", (Role.DISTRICT_INSPECTOR,)),
    _FINISHED: ("bureau", "已审查、已完工，等核准装修结果", (Role.DISTRICT_INSPECTOR,)),
}
"""Whose turn it is at each matter: at which body, and what waits there."""


def matter_of(renovation: Renovation) -> str:
    """Return what its messages ask for now: by the status, of a reviewed one by whether works have ended."""
    if renovation.status == Status.REVIEWED and renovation.finished_on is not None:
        return _FINISHED
    return str(renovation.status)


_AGAIN = "重新核查清楚以后要重新审查；不合要求的可以退回或者不通过。"
_VOIDS: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(BEFORE_REVIEW, ("后来的核查与审查不一致", _AGAIN)),
    Status.RETURNED: ("审查通过以后退回补正", "补正、核查清楚以后要重新审查。"),
    Status.DECLINED: ("审查通过以后登记了不通过", "理由和依据写在办件页上。"),
}
"""What took a review back, by where it went, and what comes of it."""


def _tell_reviewers(renovation: Renovation, by: Actor) -> None:
    """Tell who reviews at the bureau that a look, a return or a decline took a review back."""
    what, next_ = _VOIDS[renovation.status]
    tell(
        to=[Desk(renovation.bureau_id, role) for role in (Role.DISTRICT_REVIEWER, Role.DISTRICT_LEADER)],
        kind="renovation.review_voided",
        title=f"{renovation.number} {what}，区县审查作废",
        text=next_,
        by=by,
        key=f"renovation_voided:{renovation.pk}:{renovation.facts.count()}",
        subject=subject_of(renovation),
        page="othertrack:renovation",
    )


def _tell_of_decline(renovation: Renovation, by: Actor) -> None:
    """Tell the street, which the household asks, that there is a paper to hand over."""
    tell(
        to=[Desk(renovation.street_office_id, Role.STREET_CLERK)],
        kind="renovation.declined_at_street",
        title=f"{renovation.number} 审查不通过，请打印告知书交给本人",
        by=by,
        key=f"renovation_declined:{renovation.pk}:{renovation.facts.count()}",
        subject=subject_of(renovation),
        page="othertrack:renovation",
    )


def _tell(renovation: Renovation, by: Actor) -> None:
    """Tell the desk where it is now; nothing of whose home it is."""
    turn = _TURNS.get(matter_of(renovation))
    if turn is None:
        return
    column, words, roles = turn
    tell(
        to=[Desk(getattr(renovation, f"{column}_id"), role) for role in roles],
        kind="renovation.waits",
        title=f"{renovation.number} {words}",
        by=by,
        key=f"renovation:{renovation.pk}:{renovation.status}:{renovation.facts.count()}",
        subject=subject_of(renovation),
        page="othertrack:renovation",
        matter=matter_of(renovation),
    )
