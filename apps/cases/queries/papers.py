"""What the cases app hands to the papers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from apps.cases.enums import CorrectionKind
from apps.cases.facts import CORRECTABLE, FACTS, Fact, number_label
from apps.cases.models import AnswerCorrection, Case
from apps.cases.queries.conditions import answers_of
from apps.cases.queries.jurisdiction import bodies_at
from apps.cases.queries.privacy import acknowledged, acknowledged_words, told_by, wording_of
from apps.cases.rules.papers import NoticePaper, RegistrationReceipt
from apps.lib import formats
from apps.lib.actors import Actor
from apps.orgs.enums import Sight

NEXT_STEPS = (
    "乡镇（街道）统一受理后，报区、县（市）住建局备案。",
    "备案后，由您自主选择装修企业，企业上门设计并编制预算。",
    "方案和预算经您签字确认后，签订装修合同，再开始施工。",
    "完工后 1 个月内，住建部门组织验收，并请您确认是否满意。",
)
"""杭房局〔2024〕43号 三（一）, in the words of the counter."""


def receipt_of(case: Case) -> RegistrationReceipt:
    """Return the content of the 登记回执, numbers masked."""
    told = acknowledged(case)
    submitted = case.transitions.filter(name="submit").order_by("id").first()
    bodies = bodies_at(case, submitted.recorded_at if submitted else case.created_at)
    return RegistrationReceipt(
        number=case.number or "",
        registered_on=submitted.effective_on if submitted else case.applied_on,
        rows=tuple((_heading(case, fact), _on_receipt(case, fact)) for fact in FACTS if fact.receipt),
        programme=case.program.name,
        street_name=bodies.office.name,
        street_phone=bodies.office.phone,
        clerk=case.created_by_name,
        next_steps=NEXT_STEPS,
        bureau_name=bodies.bureau.name,
        tags=tuple(case.linked_programme_labels),
        conditions=tuple((each.condition.text, each.said, each.basis) for each in answers_of(case)),
        later=tuple(_later(case)),
        told=acknowledged_words(told),
        told_by=told_by(told) if told else "",
        wording=tuple(told.notice.text.split("\n")) if told else (),
    )


def notice_paper(actor: Actor) -> NoticePaper:
    """Return the wording of the actor's counter as a paper to be handed over."""
    wording = wording_of(actor)
    return NoticePaper(actor.organisation_name, wording.code, tuple(wording.lines))


ANSWERS = "申请条件的回答"


def _later(case: Case) -> Iterator[str]:
    """Yield what was changed of the registered facts since, oldest first, by their names."""
    made: list[tuple[datetime, str, list[str]]] = [
        (row.made_at, CorrectionKind(row.kind).label, row.fields) for row in case.corrections.all()
    ]
    made += [
        (row.resubmitted_at, "补正", [change["label"] for change in row.changes])
        for row in case.returns.all()
        if row.resubmitted_at is not None
    ]
    put_right = AnswerCorrection.objects.filter(answer__case=case).values_list("made_at", flat=True)
    made += [(at, "更正", [ANSWERS]) for at in sorted(set(put_right))]
    registered = {*CORRECTABLE.values(), ANSWERS}
    handed = case.jurisdiction_changes.select_related("bureau_after", "office_after")
    for each in handed:
        yield (
            f"{formats.day(each.made_at)}辖区调整：现由{each.bureau_after.name}、{each.office_after.name}负责"
        )
    for at, label, fields in sorted(made, key=lambda row: row[0]):
        changed = [field for field in fields if field in registered]
        if changed:
            yield f"{formats.day(at)}{label}：{'、'.join(changed)}"


def _heading(case: Case, fact: Fact) -> str:
    return number_label(case.household.id_type) if fact.name == "id_number" else fact.receipt


def _on_receipt(case: Case, fact: Fact) -> str:
    """Return a fact as the household carries it home: names in full, numbers in part."""
    # Whoever prints it: a name in full and a number in part is what REVEALABLE leaves.
    value = fact.cut(Sight.REVEALABLE, lambda: fact.value(case)) if fact.cut else fact.value(case)
    agent = case.household.agent_name if fact.name == "name" else ""
    return fact.text(value) + (f"（代办人：{agent}）" if agent else "")
