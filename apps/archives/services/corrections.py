"""Facts of a household put right after the end: its telephone, and who it is (R24)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction

from apps.archives.models import Archive
from apps.archives.permissions import ARCHIVE_FILES, may_put_right
from apps.archives.services.supplements import Later, supplement
from apps.cases.enums import CorrectionKind
from apps.cases.models import Case, Correction
from apps.cases.services import lock_case, put_right_after_end, text_household
from apps.cases.services.notices import tell_desks
from apps.documents.enums import FileKind
from apps.documents.services import Owner, keep
from apps.inspections.services.photos import Upload
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.enums import Role

ALLOWED = {
    CorrectionKind.FACT: frozenset({"phone"}),
    CorrectionKind.SUCCESSOR: frozenset({"phone", "name", "id_type", "id_number", "owner_name"}),
}
"""What may still be changed; everything else of a filed case stays as it was filed."""
_TITLES = {CorrectionKind.FACT: "更正联系方式的材料", CorrectionKind.SUCCESSOR: "变更装修人的材料"}


@transaction.atomic
def put_right(
    *,
    case_id: UUID,
    by: Actor,
    kind: CorrectionKind,
    changes: Mapping[str, object],
    reason: str,
    scan: Upload,
    responsible: str = "",
    formed_on: date | None = None,
    version: int | None = None,
) -> Correction:
    """Correct the telephone, or the household itself, of a case that has ended; its paper is a supplement.

    What was signed and filed stays under the name it had. From then on the household is the new one: slips of
    the one before open nothing, and a defect that is reported is the new one's. ``responsible`` and
    ``formed_on`` describe the paper in its list: asked for where the case is filed, and kept nowhere else.
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_put_right(by, case))
    if set(changes) - ALLOWED[CorrectionKind(kind)]:
        raise Refused("办结以后只能更正联系方式，或变更装修人。", code="field")
    is_filed = Archive.objects.filter(pk=case.pk).exists()
    said = _of_paper(_TITLES[CorrectionKind(kind)], responsible, formed_on, reason) if is_filed else None
    if formed_on is not None and formed_on > clock.today():
        raise Refused("材料上的日期不能晚于今天。", field="formed_on", code="future")
    made = put_right_after_end(case=case, by=by, changes=changes, reason=reason, kind=kind)
    file = keep(
        by=by,
        file=scan,
        owner=Owner(ARCHIVE_FILES if said else "case", str(case.pk)),
        kind=FileKind.SUPPLEMENT if said else FileKind.CORRECTION_PROOF,
        sensitive=True,
        label=_TITLES[CorrectionKind(kind)],
        field="scan",
    )
    if said is not None:
        supplement(case=case, by=by, said=said, file=file)
    made.proof_id = file.pk
    made.save(update_fields=["proof_id"])
    _tell(case, by, kind, str(made.pk))
    return made


def _of_paper(title: str, responsible: str, formed_on: date | None, reason: str) -> Later:
    if not responsible.strip():
        raise Refused("请填写材料由谁出具。", field="responsible", code="responsible")
    if formed_on is None:
        raise Refused("请填写材料上的日期。", field="formed_on", code="formed_on")
    return Later(title, responsible, formed_on, reason)


def _tell(case: Case, by: Actor, kind: CorrectionKind, key: str) -> None:
    text_household(case=case, event="put_right", by=by, key=f"put_right:{key}")
    who = "装修人已变更" if kind == CorrectionKind.SUCCESSOR else "装修人联系方式已更正"
    tell_desks(
        case=case,
        roles=(Role.SITE_MANAGER,),
        kind="case.put_right",
        title=who,
        text="保修等事项按现在登记的装修人联系。",
        by=by,
        key=f"put_right:{key}",
        page="inspections:works",
    )
