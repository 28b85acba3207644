"""What the pages of years, targets, rules and parameters show; queries grow with bodies, not with cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.cases.models import Case
from apps.cases.queries.wordings import Notice
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.orgs.models import Organisation
from apps.orgs.queries import body_above, bureaus_below
from apps.programs.enums import ParameterCode, RuleCode, Strength
from apps.programs.models import Milestone, Parameter, Program, RuleSet, SpanTarget, Target
from apps.programs.permissions import BUREAU_KINDS
from apps.programs.queries import limits_of, targets_of
from apps.programs.rules.statutes import Statute

YES_NO = {"yes": "是", "no": "否", "suspend": "停计", "restart": "重新计算"}


@dataclass(frozen=True, slots=True)
class OfBody:
    """A body's numbers: its target or milestones of a year, its spans, or one parameter."""

    organisation: Organisation
    program: Program | None = None
    code: ParameterCode | None = None
    condition: int | None = None
    """Code of one of its 申请条件."""
    track: str = ""
    """Of its 材料清单."""
    notice: Notice | None = None
    """One of the notices it words."""
    statute: Statute | None = None
    """A line of a decree that it reads."""

    @property
    def pk(self) -> int:
        """The body's."""
        return self.organisation.pk


def bodies_of(actor: Actor) -> list[Organisation]:
    """Return the bodies whose numbers an actor looks at: the own one and those that report to it."""
    own = (
        Organisation.objects.active()
        .filter(pk=actor.scope_organisation_id or actor.organisation_id or 0, kind__in=BUREAU_KINDS)
        .first()
    )
    return [own, *bureaus_below(own, clock.today())] if own else []


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A body with its target of the year in view."""

    body: Organisation
    target: Target | None
    span: SpanTarget | None


def body_lines(actor: Actor, program: Program | None) -> list[BodyLine]:
    """Return the actor's bodies with what holds today (four queries)."""
    bodies = bodies_of(actor)
    keys = [body.pk for body in bodies]
    targets = targets_of(program, keys) if program else None
    spans = _newest_spans(keys)
    today = clock.today()
    return [
        BodyLine(
            body,
            targets.at(body.pk, max(today, program.opens_on)) if targets and program else None,
            next(iter(spans.get(body.pk, ())), None),
        )
        for body in bodies
    ]


def _newest_spans(organisations: Sequence[int]) -> dict[int, list[SpanTarget]]:
    today = clock.today()
    newest: dict[tuple[int, int, int], SpanTarget] = {}
    for row in SpanTarget.objects.filter(organisation__in=organisations).order_by("number"):
        if row.begun(today) or (row.organisation_id, row.first_year, row.last_year) not in newest:
            newest[row.organisation_id, row.first_year, row.last_year] = row
    found: dict[int, list[SpanTarget]] = {}
    for row in sorted(newest.values(), key=lambda each: -each.last_year):
        found.setdefault(row.organisation_id, []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class YearTarget:
    """A body's target of a year with its versions, newest first, and its milestones."""

    program: Program
    now: Target | None
    versions: tuple[Target, ...]
    milestones: tuple[Milestone, ...]
    handed_down: tuple[Milestone, ...]
    """Those of the body it reports to, and of everybody."""


def year_targets(body: Organisation) -> list[YearTarget]:
    """Return every year's target of a body, newest year first (four queries)."""
    today = clock.today()
    above = body_above(body, today)
    versions: dict[int, list[Target]] = {}
    for row in Target.objects.filter(organisation=body).order_by("-number"):
        versions.setdefault(row.program_id, []).append(row)
    own: dict[int, list[Milestone]] = {}
    others: dict[int, list[Milestone]] = {}
    for each in Milestone.objects.all():
        if each.organisation_id == body.pk:
            own.setdefault(each.program_id, []).append(each)
        elif each.organisation_id is None or (above and each.organisation_id == above.pk):
            others.setdefault(each.program_id, []).append(each)
    return [
        YearTarget(
            program,
            next(
                (row for row in versions.get(program.pk, ()) if row.begun(max(today, program.opens_on))), None
            ),
            tuple(versions.get(program.pk, ())),
            tuple(own.get(program.pk, ())),
            tuple(others.get(program.pk, ())),
        )
        for program in Program.objects.all()
    ]


def spans_of(body: Organisation) -> list[SpanTarget]:
    """Return a body's targets over several years with all versions, newest first."""
    return list(SpanTarget.objects.filter(organisation=body).order_by("-last_year", "-first_year", "-number"))


@dataclass(frozen=True, slots=True)
class ParameterLine:
    """One parameter as it stands for a body today."""

    code: ParameterCode
    value: str
    is_set: bool
    owner: str
    """Whose it is where it is another body's."""
    source: str
    strength: str
    since: Any
    coming: str
    """A version that begins later, in words."""


def parameter_lines(body: Organisation) -> list[ParameterLine]:
    """Return every parameter of a body (three queries)."""
    today = clock.today()
    limits = limits_of(body.pk, today)
    later = {
        row.code: row
        for row in Parameter.objects.filter(organisation=body, valid_from__gt=today).order_by("number")
    }
    lines = []
    for code in ParameterCode:
        row, coming = limits.rows.get(code), later.get(code)
        lines.append(
            ParameterLine(
                code=code,
                value=limits.said(code),
                is_set=row is not None,
                owner=row.organisation.name if row and row.organisation_id != body.pk else "",
                source=row.source if row else "",
                strength=row.get_strength_display() if row else "",
                since=row.valid_from if row else None,
                coming=f"{formats.day(coming.valid_from)}起 {code.kind.write(coming.value)}"
                if coming
                else "",
            )
        )
    return lines


def rule_sets() -> list[tuple[RuleSet, str, str]]:
    """Return every rule set with its state in words and its tone, newest first."""
    today = clock.today()
    rows = list(RuleSet.objects.all())
    frozen = [row for row in rows if row.frozen_at and row.effective_from <= today]
    now = max(frozen, key=lambda row: (row.effective_from, row.pk), default=None)
    found = []
    for row in rows:
        if row.frozen_at is None:
            found.append((row, "草稿", "warn"))
        elif row.effective_from > today:
            found.append((row, "已发布，尚未生效", ""))
        else:
            found.append((row, "现行", "ok") if row == now else (row, "已被替代", ""))
    return found


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One parameter of a rule set, and what it was in the version in force."""

    label: str
    value: str
    is_set: bool
    before: str
    """'' where it is the same."""
    source: str
    clause: str
    strength: str


def rule_lines(rule_set: RuleSet) -> list[RuleLine]:
    """Return a rule set's parameters; a draft's beside those of the newest published version before it."""
    rows = {row.code: row for row in rule_set.rules.all()}
    before = {row.code: row.value for row in earlier.rules.all()} if (earlier := _before(rule_set)) else {}
    lines = []
    for code in RuleCode:
        row = rows.get(code)
        value = row.value if row else ""
        old = before.get(code, value)
        lines.append(
            RuleLine(
                label=code.label,
                value=_said(value),
                is_set=bool(value),
                before=_said(old) if old != value else "",
                source=row.source if row else "",
                clause=row.clause if row else "",
                strength=Strength(row.strength).label if row else "",
            )
        )
    return lines


def _said(value: str) -> str:
    return YES_NO.get(value, value) or "未设定"


def _before(rule_set: RuleSet) -> RuleSet | None:
    earlier = RuleSet.objects.filter(frozen_at__isnull=False, effective_from__lt=rule_set.effective_from)
    return earlier.exclude(pk=rule_set.pk).order_by("-effective_from", "-id").first()


COUNTED = 1000
"""Beyond it a count is said to be “more than”: a page must not grow with the programme (decision 0064)."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """Cases that were registered under a version, and keep it."""

    version: str
    count: int
    more: bool
    """Whether there are more than were counted."""


@dataclass(frozen=True, slots=True)
class Touched:
    """Whom a rule set touches."""

    pinned: tuple[Pinned, ...]
    """By the version they were registered under; none of them moves."""
    changes: tuple[RuleLine, ...]


def touched_by(rule_set: RuleSet) -> Touched:
    """Return what publishing a draft comes to: which parameters change, and which cases keep theirs.

    Asks a query for each published version, and never counts beyond :data:`COUNTED`.
    """
    pinned = []
    for row in RuleSet.objects.filter(frozen_at__isnull=False).order_by("effective_from", "pk"):
        found = Case.objects.filter(rule_set=row).order_by()[: COUNTED + 1].values("pk").count()
        if found:
            pinned.append(Pinned(row.version, min(found, COUNTED), found > COUNTED))
    return Touched(tuple(pinned), tuple(line for line in rule_lines(rule_set) if line.before))


# --- what a form starts with ---


def in_force_of(subject: OfBody) -> dict[str, Any]:
    """Return what the form of a target starts with: what stands."""
    rows = Target.objects.filter(organisation=subject.organisation, program=subject.program)
    last = rows.order_by("-number").first()
    if last is None:
        return {}
    return {"households": last.households, "source": last.source, "is_assumption": last.is_assumption}


def milestones_of(subject: OfBody) -> dict[str, Any]:
    """Return the body's milestones still to come, by the names of the form's fields."""
    rows = list(_milestones(subject).filter(due_on__gte=clock.today()))
    said: dict[str, Any] = {}
    for number, row in enumerate(rows):
        for column in ("name", "due_on", "share", "measure"):
            said[f"milestones-{number}-{column}"] = getattr(row, column)
        said[f"milestones-{number}-share"] = row.share.normalize().__format__("f")
    if rows:
        said |= {"source": rows[0].source, "is_assumption": rows[0].is_assumption}
    return said


def judged_of(subject: OfBody) -> list[Milestone]:
    """Return the body's milestones whose day is over."""
    return list(_milestones(subject).filter(due_on__lt=clock.today()))


def _milestones(subject: OfBody) -> Any:
    return Milestone.objects.filter(organisation=subject.organisation, program=subject.program)


def rows_of(rule_set: RuleSet) -> dict[str, Any]:
    """Return a draft's parameters by the names of the form's fields."""
    said: dict[str, Any] = {"effective_from": rule_set.effective_from, "note": rule_set.note}
    for row in rule_set.rules.all():
        for column in ("value", "source", "clause", "strength"):
            said[f"rules-{row.code}-{column}"] = getattr(row, column)
    return said


def parameter_now(subject: OfBody) -> Mapping[str, Any]:
    """Return what the form of a parameter starts with: the body's newest version."""
    rows = Parameter.objects.filter(organisation=subject.organisation, code=subject.code)
    last = rows.order_by("-number").first()
    return {"value": last.value, "source": last.source, "strength": last.strength} if last else {}
