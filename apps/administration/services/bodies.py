"""Changes of bodies: decided by the body above, dated in orgs, followed by the cases, told to the bodies."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q

from apps.administration import permissions
from apps.administration.permissions import ADDED_BELOW, governs
from apps.audit.services import Subject
from apps.cases.models import Case
from apps.cases.services import take_effect
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Decision, Refused, require
from apps.orgs import services as orgs
from apps.orgs.enums import ChangeKind, ContactDuty, OrganisationKind, Role
from apps.orgs.models import BodyChange, Organisation, OrganisationContact, Region
from apps.orgs.queries import body_above, reporting_since, version_of
from apps.orgs.services import Heir
from apps.othertrack.models import Renovation
from apps.outbox.services import Desk, enqueue, tell
from apps.reports.queries.weeks import all_weeks
from apps.reports.services import correct_reporting_start

TOLD = (
    Role.DISTRICT_LEADER,
    Role.DISTRICT_CLERK,
    Role.STREET_CLERK,
    Role.CITY_OFFICER,
    Role.PROVINCE_OFFICER,
    Role.ADMINISTRATOR,
)
"""Who hears what was decided of a body; no body has all of these roles."""


@transaction.atomic
def add_body(
    *,
    by: Actor,
    organisation_id: int,
    kind: str,
    name: str,
    short_name: str,
    phone: str,
    regions: Sequence[str],
    effective_on: date,
    version: int | None = None,
) -> Organisation:
    """Add a body below one; its regions must be nobody's: of others they come by a change of coverage."""
    parent = orgs.open_body(organisation_id, version)
    require(permissions.may_add(by, parent))
    if kind not in ADDED_BELOW.get(parent.kind, ()):
        raise Refused("这一级不设立这类机构。", field="kind", code="kind")
    areas = list(Region.objects.filter(pk__in=regions).order_by("pk"))
    if kind != OrganisationKind.PROPERTY:
        if not areas:
            raise Refused("请选择它管辖的区划。", field="regions", code="regions")
        taken = orgs.taken_regions(kind, [area.pk for area in areas], effective_on)
        if taken:
            raise Refused(
                f"{'、'.join(taken)}已有机构负责：请先添加机构，再用“调整管辖范围”划入。",
                field="regions",
                code="taken",
            )
    reports = kind in (OrganisationKind.DISTRICT_BUREAU, OrganisationKind.CITY_BUREAU)
    body = orgs.create_organisation(
        by=by,
        kind=OrganisationKind(kind),
        name=name.strip(),
        short_name=short_name.strip(),
        valid_from=effective_on,
        region=areas[0] if areas else parent.region,
        covers=areas if kind in orgs.COVERING else (),
        reports_to=parent if reports else None,
        phone=phone.strip(),
    )
    orgs.note_change(by=by, body=parent, action="organisation.body_added", facts={"body": body.pk})
    return body


@transaction.atomic
def set_contacts(
    *,
    by: Actor,
    organisation_id: int,
    phone: str,
    address: str,
    hours: str,
    version: int | None = None,
    **said: str,
) -> Organisation:
    """Put a body's telephone, window, 分管领导 and 联络员 right; refused where nothing is changed.

    ``address`` and ``hours``: where and when it receives people, as the public page says it.
    ``said``: ``leader_name``, ``leader_title``, ``leader_phone`` and the same of ``liaison``. A duty
    without a name is nobody's.
    """
    body = orgs.open_body(organisation_id, version)
    require(permissions.may_set_contacts(by, body))
    known = {each.duty: each for each in body.contacts.all()}
    changed = False
    if phone.strip() != body.phone:
        orgs.set_telephone(by=by, organisation_id=body.pk, phone=phone)
        changed = True
    if (address.strip(), hours.strip()) != (body.window_address, body.window_hours):
        orgs.set_window(by=by, organisation_id=body.pk, address=address, hours=hours)
        changed = True
    for duty in ContactDuty:
        given = {field: said[f"{duty}_{field}"].strip() for field in ("name", "title", "phone")}
        if given["name"] and not given["phone"]:
            raise Refused("请填写办公电话。", field=f"{duty}_phone", code="phone")
        if not given["name"] and (given["phone"] or given["title"]):
            raise Refused("请填写姓名。", field=f"{duty}_name", code="name")
        if given != _standing(known.get(duty)):
            orgs.set_contact(
                by=by,
                organisation_id=body.pk,
                duty=duty,
                name=given["name"],
                title=given["title"],
                phone=given["phone"],
            )
            changed = True
    if not changed:
        raise Refused("和现在登记的一样，没有要改的。", field="phone", code="nothing")
    body.refresh_from_db()
    return body


def _standing(contact: OrganisationContact | None) -> dict[str, str]:
    fields = ("name", "title", "phone")
    return {field: getattr(contact, field) if contact else "" for field in fields}


@transaction.atomic
def move_coverage(
    *,
    by: Actor,
    organisation_id: int,
    regions: Sequence[str],
    effective_on: date,
    reason: str,
    version: int | None = None,
) -> BodyChange:
    """Give a body some regions from a day on; its cases follow, today or on the day.

    Decided by whoever stands above the body and above all that lose something.
    """
    _require(permissions.may_move, by, organisation_id)
    change = orgs.plan_coverage(
        by=by,
        organisation_id=organisation_id,
        regions=regions,
        effective_on=effective_on,
        reason=reason,
        version=version,
    )
    losing = set(change.undo["losing"])
    for body in Organisation.objects.filter(pk__in=losing):
        require_field(by, body, "regions")
    return _follow(change, by, losing)


@transaction.atomic
def succeed(
    *,
    by: Actor,
    organisation_id: int,
    region: str,
    heirs: Sequence[Heir],
    effective_on: date,
    reason: str,
    version: int | None = None,
) -> BodyChange:
    """Let other streets take a street's place from a day on; whoever stands above all concerned decides."""
    _require(permissions.may_succeed, by, organisation_id)
    change = orgs.plan_succession(
        by=by,
        organisation_id=organisation_id,
        region=region,
        heirs=heirs,
        effective_on=effective_on,
        reason=reason,
        version=version,
    )
    concerned = set(change.undo["losing"])
    bureaus = Organisation.objects.filter(pk__in=concerned, kind=OrganisationKind.DISTRICT_BUREAU)
    for body in bureaus.exclude(pk=organisation_id):
        require_field(by, body, "heirs")
    return _follow(change, by, concerned)


@transaction.atomic
def change_reporting(
    *,
    by: Actor,
    organisation_id: int,
    reports_to: Organisation,
    effective_on: date,
    reason: str,
    version: int | None = None,
) -> BodyChange:
    """Let a bureau report to another body from a day on, with all its cases."""
    body = _require(permissions.may_change_reporting, by, organisation_id)
    before = body_above(body, clock.today())
    change = orgs.plan_reporting(
        by=by,
        organisation_id=organisation_id,
        reports_to=reports_to,
        effective_on=effective_on,
        reason=reason,
        version=version,
    )
    return _follow(change, by, {before.pk} if before else ())


@transaction.atomic
def set_reporting_start(
    *, by: Actor, organisation_id: int, effective_on: date, reason: str, version: int | None = None
) -> Organisation:
    """Let a bureau owe the weeks due on a day or after it, and no earlier ones; the bureau hears it."""
    body = orgs.open_body(organisation_id, version)
    require(permissions.may_set_start(by, body))
    if reporting_since(body) == effective_on:
        raise Refused("和现在的启用日期一样。", field="effective_on", code="nothing")
    try:
        correct_reporting_start(by=by, bureau=body, on=effective_on, reason=reason)
    except Refused as refused:
        field = "effective_on" if refused.field == "on" else refused.field
        raise Refused(refused.reason, field=field, code=refused.code) from None
    tell(
        to=[Desk(body.pk, role) for role in TOLD],
        kind="body.reporting_start",
        title=f"{body.name} 周报自{formats.day(effective_on)}起报送"[:120],
        text=f"依据：{reason}",
        by=by,
        key=f"body:{body.pk}:start:{version_of(body)}",
        subject=Subject("organisation", str(body.pk)),
    )
    return body


@transaction.atomic
def rename(
    *,
    by: Actor,
    organisation_id: int,
    name: str,
    short_name: str,
    effective_on: date,
    reason: str,
    version: int | None = None,
) -> BodyChange:
    """Give a body another name from a day on."""
    _require(permissions.may_rename, by, organisation_id)
    change = orgs.plan_rename(
        by=by,
        organisation_id=organisation_id,
        name=name,
        short_name=short_name,
        effective_on=effective_on,
        reason=reason,
        version=version,
    )
    above = body_above(change.organisation, clock.today())
    return _follow(change, by, {above.pk} if above else ())


@transaction.atomic
def merge(
    *,
    by: Actor,
    organisation_id: int,
    into: Organisation,
    effective_on: date,
    reason: str,
    version: int | None = None,
) -> BodyChange:
    """Let a body go up in another from a day on; decided by whoever stands above both."""
    _require(permissions.may_merge, by, organisation_id)
    require_field(by, into, "into")
    _require_no_report_due(organisation_id, effective_on)
    change = orgs.plan_merge(
        by=by,
        organisation_id=organisation_id,
        into=into,
        effective_on=effective_on,
        reason=reason,
        version=version,
    )
    return _follow(change, by)


@transaction.atomic
def close(
    *, by: Actor, organisation_id: int, effective_on: date, reason: str, version: int | None = None
) -> BodyChange:
    """Put a body that covers nothing any more out of use from a day on."""
    body = _require(permissions.may_close, by, organisation_id)
    _require_no_report_due(organisation_id, effective_on)
    theirs = Q(bureau=body) | Q(street_office=body)
    if Case.objects.filter(theirs).exists() or Renovation.objects.filter(theirs).exists():
        # Ended ones stay with a body that gave its regions away: out of use, nobody would count them.
        raise Refused(
            "它名下还有办件（含已归档的和其他装修的），请改用“并入其他机构”。",
            field="effective_on",
            code="cases",
        )
    change = orgs.plan_closing(
        by=by, organisation_id=organisation_id, effective_on=effective_on, reason=reason, version=version
    )
    return _follow(change, by)


@transaction.atomic
def call_off(
    *, by: Actor, change_id: int, organisation_id: int, reason: str, version: int | None = None
) -> BodyChange:
    """Call a planned change off; whoever was told of it hears that."""
    known = BodyChange.objects.select_related("organisation").get(
        pk=change_id, organisation_id=organisation_id
    )
    require(permissions.may_call_off(by, known))
    change = orgs.cancel_change(
        by=by, change_id=change_id, organisation_id=organisation_id, reason=reason, version=version
    )
    _tell(change, by, change.undo.get("losing", ()), called_off=True)
    return change


def _require_no_report_due(organisation_id: int, day: date) -> None:
    """Refuse a day on which a bureau owes its week, or has just ended a year: nobody would hand it in."""
    bureau, on = OrganisationKind.DISTRICT_BUREAU, "effective_on"
    if not Organisation.objects.filter(pk=organisation_id, kind=bureau).exists():
        return
    if (day.month, day.day) == (1, 1):
        raise Refused("1月1日起并入或停用，上一年度将无人核定：请定为12月31日。", field=on, code="year")
    if any(clock.local(week.due_at).date() == day for week in all_weeks(day.year)):
        raise Refused("这一天是周报报送日，当期将无人报送：请改为前一天或后一天。", field=on, code="due")


def _require(may: Callable[[Actor, Organisation], Decision], by: Actor, organisation_id: int) -> Organisation:
    body = Organisation.objects.get(pk=organisation_id)
    require(may(by, body))
    return body


def require_field(by: Actor, body: Organisation, field: str) -> None:
    """Refuse at a field where the actor does not stand above a further body that an act touches."""
    _at(field, lambda: require(governs(by, body)))


def _at(field: str, ask: Callable[[], None]) -> None:
    try:
        ask()
    except Refused as refused:
        raise Refused(refused.reason, field=field, code=refused.code) from None


def _follow(change: BodyChange, by: Actor, others: Collection[int] = ()) -> BodyChange:
    """Let a change of today take effect; of a later one tell the bodies it concerns.

    Nobody waits in a page for thousands of cases: a job hands them over right after the commit.
    """
    if change.effective_on <= clock.today() and change.kind == ChangeKind.RENAME:
        take_effect(change_id=change.pk, by=by)
        change.refresh_from_db()
    elif change.effective_on <= clock.today():
        enqueue(
            task="cases.follow_bodies",
            by=by,
            args={"change": change.pk},
            key=f"change:{change.pk}",
            title=f"{change.organisation.name}{change.get_kind_display()}，移交办件"[:120],
        )
    else:
        _tell(change, by, others)
    return change


def _tell(change: BodyChange, by: Actor, others: Collection[int], *, called_off: bool = False) -> None:
    ids = {change.organisation_id, change.other_id, *others} - {None, by.organisation_id}
    what = "已取消" if called_off else f"{formats.day(change.effective_on)}起生效"
    tell(
        to=[Desk(pk, role) for pk in sorted(filter(None, ids)) for role in TOLD],
        kind=f"body.{change.kind}_{'called_off' if called_off else 'planned'}",
        title=f"{change.organisation.name} {change.get_kind_display()}，{what}"[:120],
        text=f"依据：{change.reason}",
        by=by,
        key=f"body:{change.pk}:{'off' if called_off else 'plan'}",
        subject=Subject("organisation", str(change.organisation_id)),
    )
