"""What the papers of a renovation print."""

from __future__ import annotations

from apps.lib import clock, formats
from apps.othertrack.enums import STRUCK, Extent, FactKind, Seen, Status, found_words
from apps.othertrack.models import Fact, Patrol, Renovation
from apps.othertrack.queries.codes import code_for
from apps.othertrack.rules.codes import grouped
from apps.othertrack.rules.papers import (
    AppliedPaper,
    CheckedLine,
    DeclinedPaper,
    RenovationReceipt,
    RenovationSheet,
)

_ON_SHEET = (
    FactKind.CONVERTED,
    *(FactKind.FILING, FactKind.CODE, FactKind.CONTRACT, FactKind.REVIEW),
    *(FactKind.STARTED, FactKind.FINISHED, FactKind.RESULT, FactKind.DECLINED, FactKind.WITHDRAWN),
)


def _applied(renovation: Renovation) -> AppliedPaper:
    source = renovation.converted_from
    return AppliedPaper(
        number=renovation.number,
        household_name=renovation.name,
        address=renovation.address,
        area=renovation.get_area_type_display(),
        extent=Extent(renovation.extent).label if renovation.extent else "",
        items=tuple(renovation.item_labels),
        applied_on=renovation.applied_on,
        proof=renovation.proof_words,
        contractor=renovation.contractor,
        contract_amount=renovation.contract_amount,
        contract_signed_on=renovation.contract_signed_on,
        converted_from=(source.number or "") if source is not None else "",
    )


def receipt_paper(renovation: Renovation) -> RenovationReceipt:
    """Return the receipt of an application as it stands."""
    return RenovationReceipt(
        applied=_applied(renovation),
        office_name=renovation.street_office.name,
        office_phone=renovation.street_office.phone,
        bureau_name=renovation.bureau.name,
        clerk=_taken_down_by(renovation),
        code=grouped(code_for(renovation)),
        standing="" if renovation.status == Status.SUBMITTED else Status(renovation.status).label,
    )


def _taken_down_by(renovation: Renovation) -> str:
    # Who opened the row may have converted a case; who took down what is printed is in the facts.
    said = renovation.facts.filter(kind__in=[FactKind.APPLIED, FactKind.AMENDED])
    return said.order_by("-number").values_list("by", flat=True).first() or renovation.created_by


def declined_paper(renovation: Renovation) -> DeclinedPaper | None:
    """Return the 审查不通过告知书; None where it was not declined."""
    facts = renovation.facts.filter(kind=FactKind.DECLINED)
    made = facts.order_by("-number").first() if renovation.status == Status.DECLINED else None
    if made is None:
        return None
    office, bureau = renovation.street_office, renovation.bureau
    return DeclinedPaper(
        number=renovation.number,
        household_name=renovation.name,
        address=renovation.address,
        applied_on=renovation.applied_on,
        declined_on=made.on or clock.local(made.at).date(),
        ground=found_words(made.kind, made.finding),
        clause=made.source,
        reason=made.seen_encrypted.text(),
        may_reapply=made.finding not in STRUCK,
        bureau_name=bureau.name,
        bureau_phone=bureau.phone,
        office_name=office.name,
        office_phone=office.phone,
        reviewer=made.by,
    )


def sheet_paper(renovation: Renovation) -> RenovationSheet:
    """Return the sheet: of each kind the last fact that holds, in the order of the source."""
    last: dict[str, Fact] = {
        fact.kind: fact for fact in renovation.facts.filter(undone_at=None).order_by("number")
    }
    held = [last[kind] for kind in _ON_SHEET if kind in last]
    if renovation.reviewed_on is None:
        held = [fact for fact in held if fact.kind != FactKind.REVIEW]
    return RenovationSheet(
        applied=_applied(renovation),
        lines=tuple(_line(fact) for fact in held),
        patrols=tuple(_patrol(each) for each in renovation.patrols.order_by("number")),
        status=Status(renovation.status).label,
        bureau_name=renovation.bureau.name,
    )


def _line(fact: Fact) -> CheckedLine:
    place = [each for each in (fact.source, fact.reference) if each]
    seen = fact.seen_encrypted.text()
    return CheckedLine(
        label=FactKind(fact.kind).label,
        day=formats.day(fact.on or (fact.looked_on if fact.kind == FactKind.CONTRACT else None), nothing=""),
        found=found_words(fact.kind, fact.finding),
        seen="；".join([*place, *([seen] if seen else [])]),
        who=f"{fact.organisation}\n{fact.by}".strip(),
        looked=formats.day(fact.looked_on or fact.at),
    )


def _patrol(patrol: Patrol) -> CheckedLine:
    settled = ""
    if patrol.settled_on is not None:
        settled = f"；{formats.day(patrol.settled_on)}处理：{patrol.settled_encrypted.text()}"
    return CheckedLine(
        label="巡查",
        day=formats.day(patrol.on),
        found=Seen(patrol.seen).label,
        seen=patrol.text_encrypted.text() + settled,
        who=f"{patrol.organisation}\n{patrol.by}".strip(),
        looked=formats.day(patrol.at),
    )
