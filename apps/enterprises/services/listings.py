"""Places on a list: applied for or entered, sent back for what is missing, ended with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import IntegrityError, transaction

from apps.audit.services import Subject, record
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.documents.rules.uploads import CheckedUpload
from apps.documents.services import Owner, keep
from apps.enterprises.enums import ListingStatus
from apps.enterprises.models import Enterprise, Listing, Roll
from apps.enterprises.permissions import PAPERS, may_apply, may_decide, may_enter, may_remove
from apps.enterprises.queries import why_unlisted
from apps.enterprises.rules import STATEMENT, asked_papers
from apps.enterprises.services.firms import change_contact, record_enterprise
from apps.enterprises.services.locks import checked_day, checked_text, locked
from apps.enterprises.services.telling import tell_enterprise, tell_keeper
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.chinese import normalise_prose
from apps.lib.decisions import Refused, require
from apps.lib.identity import check_phone
from apps.outbox.services import enqueue


@transaction.atomic
def enter_enterprise(
    *,
    by: Actor,
    roll: Roll,
    name: str,
    credit_code: str,
    contact_name: str,
    contact_phone: str,
    valid_from: date,
) -> Listing:
    """Enter an enterprise by the keeper; one known already is joined by its 统一社会信用代码."""
    require(may_enter(by, locked(Roll, roll, None)))
    checked_text(contact_name, "联系人", "contact_name", 60)
    enterprise = record_enterprise(
        by=by, name=name, credit_code=credit_code, contact_name=contact_name, contact_phone=contact_phone
    )
    place = list_enterprise(by=by, roll=roll, enterprise=enterprise, valid_from=valid_from)
    contact = (normalise_prose(contact_name), check_phone(contact_phone))
    if contact != (enterprise.contact_name, enterprise.contact_phone):
        # Known with another contact: the newest word counts, and the enterprise is told.
        change_contact(by=by, enterprise=enterprise, contact_name=contact[0], contact_phone=contact[1])
    return place


@transaction.atomic
def list_enterprise(*, by: Actor, roll: Roll, enterprise: Enterprise, valid_from: date) -> Listing:
    """Put an enterprise on a list from a day on; an application that waits is answered by it."""
    # Locked, and judged as it stands now: it may have been closed since the page was drawn.
    roll = locked(Roll, roll, None)
    require(may_enter(by, roll))
    day = checked_day(valid_from, "列入日期", "valid_from", least=roll.valid_from)
    place = _open_place(roll, enterprise)
    if place is not None and place.status == ListingStatus.LISTED:
        raise Refused(f"{enterprise.name}已经在这份名录中。", field="credit_code", code="listed")
    if place is None:
        try:
            # A savepoint: the constraint settles between two who enter the same enterprise at once.
            with transaction.atomic():
                place = Listing.objects.create(
                    roll=roll, enterprise=enterprise, status=ListingStatus.LISTED, valid_from=day
                )
        except IntegrityError as error:
            raise Refused(
                f"{enterprise.name}刚由别人列入这份名录。", field="credit_code", code="listed"
            ) from error
    else:
        _admit(place, day)
    _tell_listed(place, by)
    return place


@transaction.atomic
def apply_for_listing(
    *,
    by: Actor,
    enterprise: Enterprise,
    roll: Roll,
    statement: str,
    papers: Sequence[StoredFile | CheckedUpload] = (),
) -> Listing:
    """Ask for a place on a list, or ask again after something was missing.

    ``papers`` are kept with the place; those handed in before stay beside them.
    """
    require(may_apply(by, enterprise))
    roll = locked(Roll, roll, None)
    if not roll.is_open(clock.today()):
        raise Refused("这份名录已停用，请选择其他名录。", field="roll", code="closed")
    if roll.keeper_id is None:
        raise Refused("这份名录没有公布机构，没有人能答复申请。请选择其他名录。", field="roll", code="keeper")
    said = checked_text(statement, STATEMENT, "statement", 500)
    place = _open_place(roll, enterprise)
    if place is not None and place.status == ListingStatus.LISTED:
        raise Refused("您的企业已经在这份名录中。", field="roll", code="listed")
    if place is not None and place.status == ListingStatus.APPLIED:
        raise Refused("已经申请，正等公布机构办理。", field="roll", code="applied")
    if place is None:
        try:
            with transaction.atomic():
                place = Listing.objects.create(roll=roll, enterprise=enterprise, status=ListingStatus.APPLIED)
        except IntegrityError as error:
            raise Refused("已经申请，正等公布机构办理。", field="roll", code="applied") from error
    place.status, place.statement, place.missing = ListingStatus.APPLIED, said, []
    place.applied_at = clock.now()
    _save(place, "status", "statement", "missing", "applied_at")
    for paper in papers:
        keep(
            by=by,
            file=paper,
            owner=Owner(PAPERS, str(place.pk)),
            kind=FileKind.LISTING_PAPER,
            sensitive=False,
            field="papers",
        )
    record(
        by=by,
        subject=Subject("enterprise", str(enterprise.pk)),
        action="listing.applied",
        facts={"roll": roll.pk, "papers": len(papers)},
    )
    tell_keeper(
        roll,
        enterprise,
        by=by,
        kind="listing.applied",
        title=f"{enterprise.name}申请列入名录",
        text=f"{roll.title}。材料齐全的列入；缺材料的一次性告知缺什么。",
        key=f"applied:{place.pk}:{place.edit}",
    )
    return place


@transaction.atomic
def accept_application(
    *, by: Actor, listing: Listing, valid_from: date, version: int | None = None
) -> Listing:
    """Enter an enterprise that applied."""
    require(may_decide(by, listing))
    place = locked(Listing, listing, version)
    require(may_decide(by, place))
    day = checked_day(valid_from, "列入日期", "valid_from", least=place.roll.valid_from)
    _admit(place, day)
    _tell_listed(place, by)
    return place


@transaction.atomic
def return_application(
    *, by: Actor, listing: Listing, missing: Sequence[str], version: int | None = None
) -> Listing:
    """Send an application back: only for papers of the list's own form, all of them named at once."""
    require(may_decide(by, listing))
    place = locked(Listing, listing, version)
    require(may_decide(by, place))
    asked = asked_papers(place.roll.asks)
    wanting = [each for each in asked if each in set(missing)]
    if not wanting or len(wanting) != len(set(missing)):
        raise Refused("请在申请材料中选择缺少的，一次选全。", field="missing", code="missing")
    place.status, place.missing = ListingStatus.RETURNED, wanting
    _save(place, "status", "missing")
    named = "、".join(wanting)
    record(
        by=by,
        subject=Subject("enterprise", str(place.enterprise_id)),
        action="listing.returned",
        facts={"roll": place.roll_id, "missing": wanting},
    )
    tell_enterprise(
        place.enterprise,
        by=by,
        kind="listing.returned",
        title="列入名录的申请缺材料",
        text=f"{place.roll.title}：缺{named}，除此以外没有其他要求。补齐后再次申请。"[:300],
        key=f"returned:{place.pk}:{place.edit}",
    )
    return place


@transaction.atomic
def remove_from_roll(
    *, by: Actor, listing: Listing, on: date, reason: str, version: int | None = None
) -> Listing:
    """Take an enterprise off a list; its running cases go on, new choices of it are off the list."""
    require(may_remove(by, listing))
    place = locked(Listing, listing, version)
    require(may_remove(by, place))
    day = checked_day(on, "移出日期", "on", least=place.valid_from)
    end_place(place, by=by, on=day, reason=checked_text(reason, "移出原因", "reason"))
    return place


def end_place(place: Listing, *, by: Actor, on: date, reason: str) -> None:
    """End a locked place and tell who is concerned; an application that waits ends with it."""
    was_listed = place.status == ListingStatus.LISTED
    # Ended and not deleted: a choice may be entered later, as of a day when it was still listed.
    place.status, place.removal_reason = ListingStatus.REMOVED, reason
    if was_listed:
        place.valid_to = max(on, place.valid_from or on)
    _save(place, "status", "removal_reason", "valid_to")
    record(
        by=by,
        subject=Subject("enterprise", str(place.enterprise_id)),
        action="enterprise.unlisted",
        facts={"roll": place.roll_id, "valid_to": on.isoformat()},
        reason=reason,
    )
    tell_enterprise(
        place.enterprise,
        by=by,
        kind="enterprise.unlisted",
        title=f"已移出名录：{place.roll.title}"[:120],
        text=f"{formats.day(on)}起；原因：{reason}。在办的案件照常办理。"[:300],
        key=f"unlisted:{place.pk}:{place.edit}",
    )
    if was_listed:
        # Found by its name: the cases lie above this app, and are many.
        enqueue(
            task="cases.tell_unlisted",
            by=by,
            args={"enterprise": place.enterprise_id, "reason": reason},
            key=f"unlisted:{place.pk}:{place.edit}",
        )


def still_listed(*, enterprise: Enterprise, on: date, regions: Iterable[str]) -> None:
    """Hold the enterprise's places until the choice of it is written; Refused if it has left every list.

    Without the lock a removal could commit between this look and the choice, and the choice would say it
    was made from a list that had already lost the enterprise.
    """
    places = Listing.objects.in_force(on, regions).filter(enterprise=enterprise)
    if list(places.select_for_update(of=("self",), no_key=True)):
        return
    raise Refused(why_unlisted(enterprise), field="enterprise", code="unlisted")


def _open_place(roll: Roll, enterprise: Enterprise) -> Listing | None:
    places = Listing.objects.select_for_update(of=("self",), no_key=True).exclude(
        status=ListingStatus.REMOVED
    )
    return places.filter(roll=roll, enterprise=enterprise).first()


def _admit(place: Listing, day: date) -> None:
    place.status, place.valid_from, place.missing = ListingStatus.LISTED, day, []
    _save(place, "status", "valid_from", "missing")


def _save(place: Listing, *names: str) -> None:
    place.edit += 1
    place.save(update_fields=[*names, "edit"])


def _tell_listed(place: Listing, by: Actor) -> None:
    since = place.valid_from or clock.today()
    record(
        by=by,
        subject=Subject("enterprise", str(place.enterprise_id)),
        action="enterprise.listed",
        facts={"roll": place.roll_id, "valid_from": since.isoformat()},
    )
    tell_enterprise(
        place.enterprise,
        by=by,
        kind="enterprise.listed",
        title=f"已列入名录：{place.roll.title}"[:120],
        text=f"{formats.day(since)}起。名录供装修人自主选择，不分先后。",
        key=f"listed:{place.pk}:{place.edit}",
    )
