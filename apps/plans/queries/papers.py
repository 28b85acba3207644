"""方案与预算 and 申请表 as the papers print them."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import cast
from uuid import UUID

from apps.cases.enums import CorrectionKind, RenovationScope
from apps.cases.facts import BY_NAME, CORRECTABLE, FACTS
from apps.cases.facts.masking import veiled_name
from apps.cases.models import Correction
from apps.cases.queries.as_of import stood_at
from apps.documents.models import StoredFile
from apps.documents.rules.papers import PaperCheck, PaperMark, Signature
from apps.documents.services import read
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.amounts import from_wan
from apps.orgs.enums import SensitiveField, Sight
from apps.orgs.permissions import sight
from apps.plans.enums import CheckCode, CheckResult, Means, PlanStatus, Signer
from apps.plans.models import (
    ApplicationForm,
    Confirmation,
    Evaluation,
    HouseholdSignature,
    KeptCheck,
    OverrunNote,
    PlanVersion,
)
from apps.plans.queries.application import application_state
from apps.plans.queries.content import checks_of, content_of, prefab_words, rules_for, stated_content
from apps.plans.queries.panels import beside_on_paper
from apps.plans.queries.state import seen_plan
from apps.plans.queries.version_page import RULE_OF_CHECK
from apps.plans.rules import differences, measured, papers, red_lines
from apps.programs.queries import RuleValues

_LIMITS = {
    CheckCode.PREFAB_SURFACES: "≥ {} 个部位",
    CheckCode.DRY_RATIO: "≥ {} %",
    CheckCode.WORKS_DAYS: "≤ {} 天",
    CheckCode.RED_LINES: "{}",
}

# What is neither, also a long duration with its reason, reads 须说明 on paper.
_VERDICTS = {CheckResult.PASSED: True, CheckResult.FAILED: False}


def paper_check(row: KeptCheck, source: str) -> PaperCheck:
    """Return a check as papers print it, of a plan or of what was built; ``source`` says by which rule."""
    # Of the days the first line is what was found, the rest its reason; of the other checks every line
    # is one space.
    explained = 1 if row.code == CheckCode.WORKS_DAYS else len(row.explanation)
    return PaperCheck(
        title=row.title,
        found="；".join(row.explanation[:explained]),
        # As the rule set writes it, not by formats.per_cents: it is part of what was hashed.
        limit=_LIMITS[CheckCode(row.code)].format(row.threshold) if row.threshold else "未设定",
        passed=_VERDICTS.get(CheckResult(row.result)),
        explanation="；".join(row.explanation[explained:]),
        source=source,
    )


def _check(row: Evaluation, values: RuleValues) -> PaperCheck:
    if row.code == CheckCode.RED_LINES:
        return paper_check(row, red_lines.articles(row.inputs))
    source = values.sources.get(RULE_OF_CHECK[CheckCode(row.code)])
    return paper_check(
        row, f"{source.source}，{source.strength_label}" if source else f"规则 {row.rule_version}"
    )


def _live_checks(plan: PlanVersion) -> tuple[Evaluation, ...]:
    now = clock.now()
    return tuple(Evaluation.of(check, at=now) for check in checks_of(plan.case, content_of(plan)))


def plan_summary(plan: PlanVersion) -> papers.PlanSummary:
    """Return a version, loaded ``with_content``, as every paper prints it."""
    content, values = stated_content(plan), rules_for(plan.case)
    # A submitted version prints the checks it was submitted with; only a draft is evaluated now.
    checks = tuple(plan.evaluations.all()) or _live_checks(plan)
    # A missing reverse one-to-one raises an AttributeError as well, so getattr() can say None.
    note = getattr(plan, "overrun_note", None)
    confirmation = getattr(plan, "confirmation", None)
    return papers.PlanSummary(
        version=plan.number,
        content=content,
        spaces=tuple(measured(space, values) for space in content.spaces),
        # an unset threshold checks nothing, so it has no verdict to print
        checks=tuple(_check(row, values) for row in checks if row.result != CheckResult.NOT_SET),
        days_note="日历日，首日和末日都计算在内" if values.first_day_counts else "日历日，首日不计",
        overrun_note=_noted(note) if note else "",
        designer=_author(plan),
        confirmed=_confirmed_text(confirmation) if confirmation else "",
        rule_note=f"核验依据：规则 {values.version}；干式工法比例按公式 {values.formula_id}"
        "（干式工法面积 ÷ 墙面、地面、吊顶总面积）计算，截去两位小数后的部分，不进位；"
        f"{prefab_words(values)}。",
    )


def _noted(note: OverrunNote) -> str:
    who = f"{note.noted_organisation} {note.noted_by}"
    return f"{note.opinion}（{who}，{formats.day(clock.local(note.noted_at).date())}）"


def _author(plan: PlanVersion) -> str:
    """Say who drew the plan up; a counter that typed it in for an enterprise designed nothing."""
    role = "由窗口代装修企业录入" if plan.entered_on_behalf else "设计"
    return f"{role}：{plan.designer_organisation} {plan.designer_name}"


def _confirmed_text(confirmation: Confirmation) -> str:
    day = formats.day(confirmation.signed_on)
    if confirmation.means == Means.CODED:
        if confirmation.signer == Signer.SELF:
            return f"{day}经装修人以手机验证码确认"
        return f"{day}经代办人（持委托书）以手机验证码确认"
    return f"{day}经{confirmation.signed_by}签字确认"


def drawn_signature(file_id: UUID, note: str) -> Signature:
    """Return a drawing as a paper shows it, with the words under it."""
    content = read(StoredFile.objects.get(pk=file_id))
    # Inside the page: the typesetter opens no address, so that no paper can fetch anything.
    return Signature(image=f"data:image/png;base64,{base64.b64encode(content).decode()}", note=note)


def household_signature(signed: HouseholdSignature, *, paper: str, witness: str, seen: Sight) -> Signature:
    """Return the household's signature under the very ``paper`` it was made for, with means and time (R23).

    The drawing, or words where a scan was kept. ``witness``: the words that name the witness, '' for none.
    ``seen``: how much of an agent's name.
    """
    # Whoever signed is a person like the household, under the same policy (R18).
    agent = veiled_name(seen, lambda: signed.signer_name)
    who = "" if signed.signer == Signer.SELF else f"（代办人 {agent}）"
    witnessed = f"；{witness}" if witness else ""
    if signed.means == Means.CODED:
        at, tail = formats.moment(signed.signed_at), signed.phone_tail
        if not who:
            return Signature(note=f"{at} 户主本人在自己的手机上确认，短信验证码（号码尾号 {tail}）")
        return Signature(note=f"{at} 代办人 {agent} 在自己的手机上确认，短信验证码（号码尾号 {tail}）")
    if signed.signature_file_id is None or signed.means != Means.DRAWN:
        on = formats.day(signed.signed_on)
        return Signature(note=f"已于 {on} 在纸质{paper}上签字{who}，扫描件存档{witnessed}")
    at = formats.moment(signed.signed_at)
    return drawn_signature(signed.signature_file_id, f"{at} {signed.means_label}{who}{witnessed}")


def signature_of(confirmation: Confirmation, seen: Sight) -> Signature:
    """Return the signature under a plan, with its witness; ``seen``: how much of an agent's name."""
    witness = f"见证人：{confirmation.witness_organisation} {confirmation.witness_name}"
    return household_signature(confirmation, paper="方案", witness=witness, seen=seen)


def plan_paper(actor: Actor, plan: PlanVersion) -> papers.PlanPaper:
    """Return 方案与预算 to read and sign; it carries no 身份证号 and no 家庭情况."""
    case, before = plan.case, seen_plan(plan)
    changes = differences(stated_content(before), stated_content(plan)) if before else ()
    confirmation = getattr(plan, "confirmation", None)
    status = "" if plan.status == PlanStatus.CONFIRMED else plan.state.label
    seen = sight(actor, SensitiveField.NAME)
    stood = stood_at(case, confirmation.signed_at if confirmation else None, seen)
    # As handed in: what was signed under the former name is not printed under the new one.
    enterprise = plan.enterprise.as_of(plan.submitted_at)
    return papers.PlanPaper(
        household_name=stood.name,
        address=stood.address,
        spaces_label=RenovationScope(case.renovation_scope).label,
        enterprise_name=enterprise.name,
        enterprise_contact=enterprise.contact_name,
        enterprise_phone=enterprise.contact_phone,
        plan=plan_summary(plan),
        return_to=case.street_office.name,
        street_phone=case.street_office.phone,
        changes=tuple(f"{each.label}：{each.before} → {each.after}" for each in changes),
        compared=before.number if before else None,
        beside=beside_on_paper(plan),
        awaits_signature=plan.status == PlanStatus.SUBMITTED,
        # A scan was signed under the sentence of the printed paper; all else under the one on the screen.
        statement=confirmation.statement if confirmation and confirmation.means != Means.SIGNED_SCAN else "",
        signature=signature_of(confirmation, seen) if confirmation else None,
        later=(*stood.later, *enterprise.later),
        mark=PaperMark(
            number=plan_number(plan),
            content_hash=plan.content_hash,
            issued_at=plan.submitted_at,
            status=status,
        ),
    )


def frozen_fields(form: ApplicationForm) -> Mapping[str, object]:
    """Return every field of the issued 申请表 in plain; check the field policy before."""
    return cast(
        "Mapping[str, object]",
        json.loads(form.content_encrypted.text()),
    )


def application_paper(form: ApplicationForm) -> papers.ApplicationForm:
    """Return the issued 申请表 with every field of that day; check the field policy before."""
    fields = frozen_fields(form)
    # The version it was issued with, not the one in force: changes are appended, never printed over it (R1).
    plan = PlanVersion.objects.with_content().get(pk=form.plan_id)

    def text(name: str) -> str:
        return str(fields[name])

    return papers.ApplicationForm(
        filled_on=date.fromisoformat(text("filled_on")),
        # a form issued before a fact was asked for does not print it
        facts={fact.frozen: str(fields.get(fact.frozen, "")) for fact in FACTS if fact.frozen},
        enterprise_name=text("enterprise_name"),
        enterprise_contact=text("enterprise_contact"),
        enterprise_phone=text("enterprise_phone"),
        # Frozen in 万元, as in every form issued so far; its hash would change with the unit.
        budget=from_wan(Decimal(text("budget"))),
        # The district notes an overrun after the form is issued: it stands below, among what came later.
        plan=replace(plan_summary(plan), overrun_note=""),
        ink=application_state(form.case).words,
        later_changes=_later_changes(form),
        mark=PaperMark(number=form.number, content_hash=form.content_hash, issued_at=form.issued_at),
    )


def _word(name: str, value: str) -> str:
    """Return a value of a correction in the words of the form."""
    fact = BY_NAME[name]
    return (fact.text(value) if fact.choices else value) or "空"


def _later_changes(form: ApplicationForm) -> tuple[papers.LaterChange, ...]:
    """Return what was appended since the form was issued, 更正 of registered facts among it (R1, R24)."""
    rows = [(row.appended_at, row.text, row.appended_by) for row in form.appendices.all()]
    rows += [
        (row.made_at, _corrected_text(row), row.made_by)
        # An earlier 更正 stands in the form itself.
        for row in form.case.corrections.filter(made_at__gt=form.issued_at)
    ]
    rows += [
        (note.noted_at, f"方案第 {note.plan.number} 版超期知悉意见：{note.opinion}", note.noted_by)
        for note in OverrunNote.objects.filter(plan__case=form.case).select_related("plan")
    ]
    # Of what was signed before 备案 a return may still put right a fact.
    for notice in form.case.returns.filter(resubmitted_at__gt=form.issued_at):
        changed = [row for row in notice.changes if row["field"] != "note"]
        if changed and notice.resubmitted_at is not None:
            said = "；".join(f"{row['label']}由“{row['before']}”改为“{row['after']}”" for row in changed)
            rows.append((notice.resubmitted_at, f"补正：{said}", notice.resubmitted_by))
    return tuple(
        papers.LaterChange(on=clock.local(at).date(), text=text, by=by)
        # By the moment alone: of two at once the texts must not decide.
        for at, text, by in sorted(rows, key=lambda row: row[0])
    )


def _corrected_text(correction: Correction) -> str:
    values: dict[str, list[str]] = json.loads(correction.values_encrypted.text())
    changed = "；".join(
        f"{CORRECTABLE[name]}由“{_word(name, old)}”改为“{_word(name, new)}”"
        for name, (old, new) in values.items()
    )
    return f"{CorrectionKind(correction.kind).label}：{changed}"


def plan_number(plan: PlanVersion) -> str:
    """Return the number that a plan's paper bears."""
    return f"{plan.case.number}-方案{plan.number}"
