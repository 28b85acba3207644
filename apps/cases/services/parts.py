"""改属街道: a case of a street that was split goes to the part its home lies in (decision 0130)."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from apps.audit.rules import mask_personal
from apps.audit.services import Subject
from apps.cases.models import Case
from apps.cases.permissions import may_move_street
from apps.cases.queries import dwelling_key_at, parts_beside
from apps.cases.services.corrections import space_is_taken
from apps.cases.services.jurisdiction import hand_over_one
from apps.cases.services.transitions import lock_case
from apps.cases.workflow import STREET
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.enums import ChangeKind, OrganisationKind, Role
from apps.orgs.models import BodyChange, Region
from apps.orgs.queries import responsible
from apps.orgs.services import lock_streets
from apps.outbox.services import Desk, tell


@transaction.atomic
def move_street(
    *, case_id: UUID, by: Actor, street_code: str, reason: str, version: int | None = None
) -> Case:
    """Let an open case go to another part of the street that was split; return it as it stands then.

    Number, history and rules stay. Where another office or bureau has that part, it is a hand-over as on the
    day of the split, as of today: with the moves that the weekly tables count, and messages to desks and
    household. To another bureau its leader alone gives a case.
    """
    # Streets before cases, as a succession that takes effect locks them.
    present = Case.objects.visible_to(by).filter(pk=case_id).values_list("street_code", flat=True)
    lock_streets((), [street_code, *present])
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_move_street(by, case))
    if not reason.strip():
        raise Refused("请写明依据，例如住宅在分界线的哪一边。", field="reason", code="reason")
    street = next((part.street for part in parts_beside(case) if part.street.code == street_code), None)
    change = BodyChange.objects.filter(
        kind=ChangeKind.SUCCESSION, undo__region=case.former_street, done_at__isnull=False
    ).first()
    if street is None or change is None:
        raise Refused("请选择原街道分设出来的另一个街道。", field="street_code", code="street")
    bureau = responsible(street, OrganisationKind.DISTRICT_BUREAU, clock.today())
    if bureau is not None and bureau.pk != case.bureau_id and by.role != Role.DISTRICT_LEADER:
        raise Refused(
            f"{street.name}由{bureau.name}负责，请分管领导办理。", field="street_code", code="leader"
        )
    key = dwelling_key_at(street, case.dwelling.address)
    try:
        # A savepoint: the home may be another case's in the county where that part lies.
        with transaction.atomic():
            Case.objects.filter(pk=case.pk).update(dwelling_key=key)
    except IntegrityError as error:
        if not space_is_taken(error):
            raise
        raise Refused(
            f"{street.name}那里已有同一住宅、同一空间的办件，请先判定是否重复登记。",
            field="street_code",
            code="duplicate",
        ) from error
    hand_over_one(case=case, street=street, change=change, by=by, reason=reason.strip()[:300])
    moved = Case.objects.get(pk=case.pk)
    _tell(moved, street, by, reason)
    return moved


def _tell(case: Case, street: Region, by: Actor, reason: str) -> None:
    desks = [Desk(case.street_office_id, role) for role in sorted(STREET)]
    if case.bureau_id != by.organisation_id:
        desks.append(Desk(case.bureau_id, Role.DISTRICT_CLERK))
    tell(
        to=desks,
        kind="case.street_moved",
        title=f"{case.number or '草稿'} 改属{street.name}",
        # What somebody typed may hold a telephone number.
        text=mask_personal(f"分设街道时没有随到这里的办件，现由您处办理。依据：{reason.strip()}")[:300],
        by=by,
        key=f"street_moved:{case.pk}:{case.version}",
        subject=Subject("case", str(case.pk)),
        page="cases:case",
    )
