"""巡查 of a home by its property company or street, and what became of what it reported (43号 四(二))."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max

from apps.cases.models import Case
from apps.documents.enums import FileKind
from apps.encryption import Plain
from apps.inspections.models import Defect
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.enums import Role
from apps.othertrack.enums import FOUND_NOW, Seen
from apps.othertrack.models import Patrol, Renovation
from apps.othertrack.permissions import may_patrol, may_settle, open_problems
from apps.othertrack.services.facts import (
    PATROL_NAMED,
    Upload,
    keep_files,
    lock,
    matter_of,
    not_later,
    note,
    subject_of,
)
from apps.outbox.services import Desk, settle, tell


@transaction.atomic
def patrol(
    *,
    renovation_id: UUID,
    by: Actor,
    on: date,
    seen: str,
    text: str,
    photos: Sequence[Upload] = (),
) -> Patrol:
    """Write down one patrol; a problem that could not be talked out of is told to street and bureau."""
    renovation = lock(renovation_id, by)
    require(may_patrol(by, renovation))
    not_later(on, "on")
    if seen not in FOUND_NOW:
        raise Refused("请选择巡查的结果。", field="seen", code="seen")
    last = Patrol.objects.filter(renovation=renovation).aggregate(last=Max("number"))["last"] or 0
    row = Patrol(
        id=uuid4(),
        renovation=renovation,
        number=last + 1,
        on=on,
        seen=Seen(seen),
        by=by.signature,
        holder=by.holder,
        organisation=by.organisation_name,
        at=clock.now(),
        files=keep_files(renovation, by, photos, kind=FileKind.WORK_PHOTO, label="巡查照片", field="photos"),
    )
    row.text_encrypted, row.settled_encrypted = Plain(text.strip()), Plain("")
    row.save(force_insert=True)
    _touch(renovation)
    note(renovation, by, "patrolled", facts={"number": row.number, "seen": seen})
    settle(subject=subject_of(renovation), keep=(matter_of(renovation), "patrol"))
    if row.is_open:
        _tell_of_problem(row, by, "巡查发现问题")
    return row


def _tell_of_problem(row: Patrol, by: Actor, what: str) -> None:
    renovation = row.renovation
    tell(
        to=[
            Desk(renovation.street_office_id, Role.STREET_CLERK),
            Desk(renovation.bureau_id, Role.DISTRICT_CLERK),
        ],
        kind="renovation.problem",
        title=f"{renovation.number} {what}，等您处理",
        by=by,
        key=f"renovation_patrol:{row.pk}",
        subject=subject_of(renovation),
        page="othertrack:renovation",
        matter="patrol",
    )


def carry_problems(renovation: Renovation, case: Case, by: Actor) -> None:
    """Take over what patrols of a converted case found and nobody has looked at again, to be settled here.

    What the household itself reported stays there, where enterprise and household go on with it.
    """
    rows = Defect.objects.of_works(case).of_visits().unsettled().order_by("found_on", "number")
    for number, defect in enumerate(rows, start=1):
        row = Patrol(
            id=uuid4(),
            renovation=renovation,
            number=number,
            on=defect.found_on,
            seen=Seen.CARRIED,
            by=defect.found_by,
            organisation=defect.found_organisation,
            at=clock.now(),
        )
        mended = (
            f"（企业报告{formats.day(defect.rectified_on)}已整改，没有复查）" if defect.rectified_on else ""
        )
        row.text_encrypted = Plain(f"装配化办件 {case.number} 的巡查问题：{defect.text}{mended}")
        row.settled_encrypted = Plain("")
        row.save(force_insert=True)
        _tell_of_problem(row, by, "转来时有没有复查的巡查问题")


@transaction.atomic
def settle_problem(*, renovation_id: UUID, by: Actor, number: int, settled_on: date, text: str) -> Patrol:
    """Write down what became of a problem; never by who reported it."""
    renovation = lock(renovation_id, by)
    require(may_settle(by, renovation))
    row = renovation.patrols.filter(number=number).first()
    if row is None or not row.is_open:
        raise Refused("这个问题已经处理，或者不在本件里。", field="number", code="number")
    if by.speaks_for(row.holder):
        raise Refused("问题是您报告的，请另一人登记处理结果。", field="number", code="self")
    not_later(settled_on, "settled_on")
    if settled_on < row.on:
        raise Refused("处理日期不能早于巡查日期。", field="settled_on", code="order")
    row.settled_on, row.settled_by = settled_on, by.signature
    row.settled_organisation = by.organisation_name
    row.settled_encrypted = Plain(text.strip())
    row.save()
    _touch(renovation)
    note(renovation, by, "problem_settled", facts={"number": number, "on": settled_on.isoformat()})
    if renovation.patrol_organisation_id is not None:
        tell(
            to=[Desk(renovation.patrol_organisation_id, Role.PROPERTY_PATROL)],
            kind="renovation.settled",
            title=f"{renovation.number} 您报告的巡查问题已处理",
            by=by,
            key=f"renovation_settled:{row.pk}",
            subject=subject_of(renovation),
            page="othertrack:renovation",
        )
    if not open_problems(renovation):
        settle(subject=subject_of(renovation), keep=(matter_of(renovation), PATROL_NAMED))
    return row


def tell_company(renovation: Renovation, by: Actor) -> None:
    """Tell the property company that it patrols a home, once while it does; another's message ends."""
    company = renovation.patrol_organisation_id
    desks = [Desk(company, Role.PROPERTY_PATROL)] if company is not None else []
    keep = (matter_of(renovation), "patrol", PATROL_NAMED)
    settle(subject=subject_of(renovation), keep=keep, matter=PATROL_NAMED, desks=desks)
    tell(
        to=desks,
        kind="renovation.patrol_named",
        title=f"{renovation.number} 由您单位巡查",
        by=by,
        key=f"renovation_named:{renovation.pk}:{company}",
        subject=subject_of(renovation),
        page="othertrack:renovation",
        matter=PATROL_NAMED,
    )


def _touch(renovation: Renovation) -> None:
    renovation.updated_at = clock.now()
    renovation.save(update_fields=["updated_at"])
