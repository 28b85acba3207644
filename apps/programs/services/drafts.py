"""A rule set as a draft: taken from the newest, changed, and frozen for a day to come (R4, R25)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.db import transaction

from apps.audit.rules import mask_personal
from apps.audit.services import Subject, record
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale, require
from apps.orgs.enums import WORK_OF_KIND
from apps.orgs.models import Organisation
from apps.outbox.services import Desk, tell
from apps.programs.enums import RuleCode
from apps.programs.models import Rule, RuleSet
from apps.programs.permissions import BUREAU_KINDS, may_change_rules, may_steer
from apps.programs.services.rule_sets import RuleSpec, require_readable

STALE = "这一版规则刚被别人改过，您看到的不是最新内容。请核对后再提交。"


@transaction.atomic
def draft_rule_set(
    *, by: Actor, base: RuleSet, name: str, effective_from: date, version: int | None = None
) -> RuleSet:
    """Begin a version with the parameters of another; it binds nobody until it is frozen.

    ``version`` is the edit of ``base`` that was seen.
    """
    require(may_steer(by))
    name = name.strip()[:20]
    if not name:
        raise Refused("请填写版本名称。", field="name", code="name")
    _one_at_a_time()
    source = RuleSet.objects.get(pk=base.pk)
    if version is not None and source.edit != version:
        raise Stale(STALE, code="stale")
    if RuleSet.objects.filter(version=name).exists():
        raise Refused(f"规则版本 {name} 已经存在。", field="name", code="exists")
    _require_ahead(effective_from)
    draft = RuleSet.objects.create(version=name, formula_id=source.formula_id, effective_from=effective_from)
    known = {rule.code: rule for rule in source.rules.all()}
    Rule.objects.bulk_create(
        Rule(
            rule_set=draft,
            code=code.value,
            # What the older set did not know yet begins as 未设定.
            **{
                column: getattr(known[code.value], column) if code.value in known else default
                for column, default in (("value", ""), ("source", ""), ("clause", ""), ("strength", "local"))
            },
        )
        for code in RuleCode
    )
    record(
        by=by,
        subject=Subject("rule_set", name),
        action="rule_set.drafted",
        facts={"from": source.version, "effective_from": str(effective_from)},
    )
    return draft


@transaction.atomic
def change_rule_set(
    *,
    by: Actor,
    rule_set: RuleSet,
    effective_from: date,
    rules: Sequence[RuleSpec],
    note: str = "",
    version: int | None = None,
) -> RuleSet:
    """Change a draft's parameters; what ``rules`` does not name stays. A value needs its source."""
    locked = _locked(by, rule_set, version)
    _require_ahead(effective_from)
    rows = {row.code: row for row in locked.rules.all()}
    changed = []
    for spec in rules:
        require_readable(spec)
        if spec.value and not spec.source.strip():
            raise Refused(
                f"请写明“{spec.code.label}”的文号或依据。", field=f"{spec.code.value}-source", code="source"
            )
        row = rows[spec.code.value]
        said = (spec.value, spec.source.strip()[:120], spec.clause.strip()[:300], spec.strength.value)
        if said != (row.value, row.source, row.clause, row.strength):
            row.value, row.source, row.clause, row.strength = said
            changed.append(row)
    Rule.objects.bulk_update(changed, ["value", "source", "clause", "strength"])
    locked.effective_from, locked.note = effective_from, note.strip()[:200]
    locked.edit += 1
    locked.save(update_fields=["effective_from", "note", "edit"])
    record(
        by=by,
        subject=Subject("rule_set", locked.version),
        action="rule_set.changed",
        facts={"effective_from": str(effective_from), **{row.code: row.value for row in changed}},
    )
    return locked


@transaction.atomic
def publish_rule_set(*, by: Actor, rule_set: RuleSet, version: int | None = None) -> RuleSet:
    """Freeze a draft: it holds for what is applied for from its day on, not for what is there."""
    require(may_steer(by))
    _one_at_a_time()
    locked = _locked(by, rule_set, version)
    _require_ahead(locked.effective_from)
    rivals = RuleSet.objects.filter(frozen_at__isnull=False, effective_from=locked.effective_from)
    if rivals.exists():
        day = formats.day(locked.effective_from)
        raise Refused(f"已有另一版规则自 {day} 起生效，请改这一版的生效日期。", code="rival")
    locked.rules.update(is_frozen=True)
    locked.frozen_at = clock.now()
    locked.edit += 1
    locked.save(update_fields=["frozen_at", "edit"])
    values = dict(locked.rules.values_list("code", "value"))
    record(by=by, subject=Subject("rule_set", locked.version), action="rule_set.frozen", facts=values)
    bodies = Organisation.objects.active().filter(kind__in=BUREAU_KINDS).values_list("pk", "kind")
    tell(
        to=[Desk(pk, role) for pk, kind in bodies for role in sorted(WORK_OF_KIND[kind])],
        kind="rule_set.frozen",
        title=mask_personal(f"规则 {locked.version} 自 {formats.day(locked.effective_from)} 起施行"),
        text=mask_personal(f"此前申请的办件仍按各自登记时的版本。{locked.note}"),
        by=by,
        key=f"rule_set|{locked.pk}",
        # By its key and not, as the record, by its name: a message leads to the page of its subject.
        subject=Subject("rule_set", str(locked.pk)),
        page=settings.RULE_SET_PAGE,
    )
    return locked


def _one_at_a_time() -> None:
    """Let who names or publishes a version wait for another who does: of two drafts no row is the same."""
    # NO KEY: registrations, which point at the set in force, need not wait.
    RuleSet.objects.select_for_update(no_key=True).order_by("pk").first()


def _locked(by: Actor, rule_set: RuleSet, version: int | None) -> RuleSet:
    locked = RuleSet.objects.select_for_update().get(pk=rule_set.pk)
    require(may_change_rules(by, locked))
    if version is not None and locked.edit != version:
        raise Stale(STALE, code="stale")
    return locked


def _require_ahead(day: date) -> None:
    # What was applied for today may be registered already, under the version in force.
    if day <= clock.today():
        raise Refused(
            "新的一版最早从明天起生效：已登记的办件按登记时的版本。", field="effective_from", code="past"
        )
