"""What 机构与管辖 shows: bodies, how they stand, what is planned, and what a change would move."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.db.models import Count, Q, QuerySet, Sum

from apps.administration.permissions import administered
from apps.audit.models import Event
from apps.audit.queries import timeline
from apps.cases.enums import ENDED, STARTED, Status
from apps.cases.models import Case
from apps.cases.queries import homes_clashing
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.amounts import ZERO, Yuan
from apps.orgs.enums import OrganisationKind, RegionLevel
from apps.orgs.models import BodyChange, Coverage, Organisation, Region, ReportingLine
from apps.orgs.queries import bureaus_below, responsible, responsible_for, street_of, streets_within
from apps.orgs.services import Heir, coverage_dating
from apps.othertrack.models import Renovation
from apps.reports.models import SetMember
from apps.reports.queries.weeks import week_running_at

EVENTS: dict[str, str] = {
    "organisation.created": "设立",
    "organisation.body_added": "添加下级机构",
    "organisation.phone_set": "更改电话",
    "organisation.site_imported": "导入文件",
    "organisation.contact_set": "登记分管领导或联络员",
    "organisation.change_cancelled": "取消计划中的变更",
    "reporting.start_corrected": "更正报送启用日期",
    **{
        f"organisation.{kind}_decided": f"决定{words}"
        for kind, words in (
            ("coverage", "调整管辖范围"),
            ("succession", "区划更替"),
            ("reporting", "调整报送关系"),
            ("rename", "更名"),
            ("merge", "并入其他机构"),
            ("close", "停用"),
        )
    },
    **{
        f"organisation.{kind}_in_effect": f"{words}生效"
        for kind, words in (
            ("coverage", "管辖范围调整"),
            ("succession", "区划更替"),
            ("reporting", "报送关系调整"),
            ("rename", "更名"),
            ("merge", "并入其他机构"),
            ("close", "停用"),
        )
    },
}
"""Words of a body's record by the action of an event."""


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A body in the list, with what is planned for it."""

    body: Organisation
    is_own: bool
    regions: str
    planned: tuple[BodyChange, ...]


def body_lines(actor: Actor) -> list[BodyLine]:
    """Return the bodies an actor administers, the own one first (a handful of queries however many)."""
    bodies = administered(actor)
    ids = [body.pk for body in bodies]
    today = clock.today()
    covered: dict[int, list[str]] = {}
    rows = Coverage.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=today),
        organisation__in=ids,
        include=True,
        valid_from__lte=today,
    )
    for pk, name in rows.order_by("region_id").values_list("organisation_id", "region__name"):
        covered.setdefault(pk, []).append(name)
    planned: dict[int, list[BodyChange]] = {}
    for change in BodyChange.objects.pending().filter(organisation__in=ids).select_related("other"):
        planned.setdefault(change.organisation_id, []).append(change)
    return [
        BodyLine(
            body=body,
            is_own=body.pk == actor.organisation_id,
            regions=_some(covered.get(body.pk, [])),
            planned=tuple(planned.get(body.pk, ())),
        )
        for body in bodies
    ]


def _some(names: list[str]) -> str:
    return "、".join(names[:3]) + (f"等 {len(names)} 处" if len(names) > 3 else "")


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a body's record."""

    words: str
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class BodyPage:
    """A body as its page shows it."""

    body: Organisation
    coverages: tuple[Coverage, ...]
    lines: tuple[ReportingLine, ...]
    planned: tuple[BodyChange, ...]
    record: tuple[Told, ...]


def body_page(body: Organisation) -> BodyPage:
    """Return what a body's page shows (six queries)."""
    return BodyPage(
        body=body,
        coverages=tuple(body.coverages.select_related("region").order_by("-valid_from", "region_id")[:200]),
        lines=tuple(body.reporting_lines.select_related("reports_to").order_by("-valid_from")),
        planned=tuple(
            BodyChange.objects.pending()
            .filter(Q(organisation=body) | Q(other=body))
            .select_related("organisation", "other")
        ),
        record=tuple(_told(event) for event in timeline("organisation", body.pk, limit=30)),
    )


def bodies_governed(actor: Actor, body: Organisation) -> list[Organisation]:
    """Return the bureaus below another body's, for whoever stands above those too: the province."""
    if actor.organisation_kind != OrganisationKind.PROVINCE or body.kind != OrganisationKind.CITY_BUREAU:
        return []
    return bureaus_below(body, clock.today())


def _told(event: Event) -> Told:
    return Told(EVENTS.get(event.action, "其他记录"), event.at, event.signature, event.reason)


@dataclass(frozen=True, slots=True)
class Leaving:
    """What one body would hand over."""

    body: Organisation | None
    streets: tuple[str, ...]
    open: int
    """Cases that have not ended, drafts among them."""
    queues: tuple[tuple[str, int], ...]
    """By the state they stand in."""
    renovations: int
    """其他装修办件 handed over with them; open ones, of a merger and a new reporting line all."""
    done: int
    ongoing: int
    amount: Yuan
    """What its weekly table loses (划出), by its newest week."""
    uncounted: int
    """Started since that week: in no table yet, so that they are the new body's alone."""


@dataclass(frozen=True, slots=True)
class Moves:
    """What a change would move, and in which week the tables say so."""

    effective_on: date
    at_once: bool
    week: int
    week_due_on: date
    leaving: tuple[Leaving, ...]
    clashing: tuple[str, ...] = ()
    """Numbers of cases whose home would be another case's: of a succession of streets."""

    @property
    def cases(self) -> int:
        """Open cases handed over in all."""
        return sum(each.open for each in self.leaving)


def coverage_moves(body: Organisation, regions: Sequence[str], on: date) -> Moves:
    """Return what moves if a body has some regions from a day on; nothing is written."""
    streets = streets_within(regions)
    rows, dating = coverage_dating(body, regions, on)
    before = responsible_for(streets, body.kind, on, rows=rows)
    after = responsible_for(streets, body.kind, on, rows=dating.rows)
    moving = [each for each in streets if before[each.code] != after[each.code] == body.pk]
    by_body: dict[int | None, list[Region]] = {}
    for street in moving:
        by_body.setdefault(before[street.code], []).append(street)
    known = Organisation.objects.in_bulk([pk for pk in by_body if pk is not None])
    going_on, others = Case.objects.exclude(status__in=ENDED), Renovation.objects.open()
    return _moves(
        on,
        [
            _leaving(
                known.get(pk) if pk is not None else None,
                [street.name for street in streets],
                going_on.filter(street_code__in=[street.code for street in streets]),
                others.filter(street_code__in=[street.code for street in streets]),
                tables=body.kind == OrganisationKind.DISTRICT_BUREAU,
            )
            for pk, streets in by_body.items()
        ],
    )


def succession_moves(region: str, heirs: Sequence[Heir], on: date) -> tuple[Moves, Organisation | None]:
    """Return what follows a street into the first of those in its place, and whose that is.

    Nothing is written. A table changes only where it is another bureau's: a new street is its county's.
    """
    old = street_of(region)
    named = _named(heirs)
    first = named[0] if named else None
    bureau = OrganisationKind.DISTRICT_BUREAU
    before = responsible(old, bureau, on) if old else None
    after = before
    if first is not None and old is not None:
        # A new street of the same county is of whoever the old one is, by the county or by its own row.
        stays = first.parent_id == old.parent_id and street_of(first.code) is None
        after = before if stays else responsible(first, bureau, on)
    cases = Case.objects.exclude(status__in=ENDED).filter(street_code=region)
    others = Renovation.objects.open().filter(street_code=region)
    leaving = _leaving(before, [old.name] if old else [], cases, others, tables=before != after)
    moves = _moves(on, [leaving])
    return replace(moves, clashing=tuple(homes_clashing(old, named)) if old else ()), after


def _named(heirs: Iterable[Heir]) -> list[Region]:
    """Return the streets that lines name, new ones unsaved; none where one lies in no county there is."""
    found = []
    for heir in heirs:
        street = street_of(heir.code)
        if street is None:
            county = Region.objects.select_related("parent__parent").filter(pk=heir.code[:6]).first()
            if county is None:
                return []
            street = Region(code=heir.code, name=heir.name, level=RegionLevel.STREET, parent=county)
        found.append(street)
    return found


def merger_moves(body: Organisation, on: date) -> Moves:
    """Return what moves if a body goes up in another: every case it has, also those that ended."""
    column = {
        OrganisationKind.DISTRICT_BUREAU.value: "bureau",
        OrganisationKind.STREET_OFFICE.value: "street_office",
        OrganisationKind.PROPERTY.value: "patrol_organisation",
    }.get(body.kind)
    cases = Case.objects.filter(**{column: body}) if column else Case.objects.none()
    others = Renovation.objects.filter(**{column: body}) if column else Renovation.objects.none()
    names = body.coverages.filter(include=True, valid_to__isnull=True).values_list("region__name", flat=True)
    return _moves(
        on,
        [_leaving(body, list(names), cases, others, tables=body.kind == OrganisationKind.DISTRICT_BUREAU)],
    )


def reporting_moves(body: Organisation, on: date) -> Moves:
    """Return what a bureau's new upper body sees from a day on: no table changes, all its cases follow."""
    cases, others = Case.objects.filter(bureau=body), Renovation.objects.filter(bureau=body)
    return _moves(on, [_leaving(body, [], cases, others, tables=False)])


def _moves(on: date, leaving: Iterable[Leaving]) -> Moves:
    at_once = on <= clock.today()
    begins = clock.now() if at_once else datetime.combine(on, time(0, 0, 1), clock.SHANGHAI)
    week = week_running_at(begins)
    return Moves(on, at_once, week.number, clock.local(week.due_at).date(), tuple(leaving))


def _leaving(
    body: Organisation | None,
    streets: Collection[str],
    cases: QuerySet[Case],
    others: QuerySet[Renovation],
    *,
    tables: bool,
) -> Leaving:
    counts = dict(cases.order_by().values_list("status").annotate(Count("pk")))
    counted = SetMember.objects.filter(
        to_number__isnull=True,
        program__year=clock.today().year,
        case__in=cases.filter(status__in=STARTED),
    )
    if body is not None:
        counted = counted.filter(bureau=body)
    sums = counted.aggregate(
        done=Count("pk", filter=Q(state="done")),
        ongoing=Count("pk", filter=Q(state="ongoing")),
        amount=Sum("amount"),
    )
    started = sum(count for status, count in counts.items() if status in STARTED)
    done, ongoing = (sums["done"], sums["ongoing"]) if tables else (0, 0)
    return Leaving(
        body=body,
        streets=tuple(streets),
        open=sum(counts.values()),
        queues=tuple((status.label, counts[status]) for status in Status if status in counts),
        renovations=others.count(),
        done=done,
        ongoing=ongoing,
        amount=(sums["amount"] or ZERO) if tables else ZERO,
        uncounted=max(started - done - ongoing, 0) if tables else 0,
    )


def streets_to_choose(body: Organisation) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the streets a body could be given, by who has them now: its city's but for its own."""
    region = body.region
    while region is not None and region.level not in (RegionLevel.CITY, RegionLevel.PROVINCE):
        region = region.parent
    if region is None:
        return []
    today = clock.today()
    streets = streets_within([region.pk], today)
    whose = responsible_for(streets, body.kind, today)
    names = {
        each.pk: each.name
        for each in Organisation.objects.filter(pk__in=[each for each in whose.values() if each is not None])
    }
    groups: dict[str, list[tuple[str, str]]] = {}
    for street in streets:
        holder = whose[street.code]
        if holder == body.pk:
            continue
        office = body.kind == OrganisationKind.STREET_OFFICE and street.parent is not None
        place = f"{street.parent.name}　" if office and street.parent else ""
        heading = names.get(holder or 0, "还没有机构负责")
        groups.setdefault(heading, []).append((street.code, f"{place}{street.name}"))
    return sorted(groups.items(), key=lambda pair: pair[1][0][0])


def regions_to_add(parent: Organisation, kind: str) -> list[tuple[str, str]]:
    """Return the regions a new body below ``parent`` may have: where it lies, by the kind."""
    level = RegionLevel.STREET if kind == OrganisationKind.STREET_OFFICE else RegionLevel.COUNTY
    if parent.kind == OrganisationKind.DISTRICT_BUREAU:
        rows = streets_within(
            parent.coverages.filter(include=True, valid_to__isnull=True).values_list("region_id", flat=True),
            clock.today(),
        )
    else:
        inside = Q(parent=parent.region) | Q(pk=parent.region_id) | Q(parent__parent=parent.region)
        levels = (
            (RegionLevel.CITY, RegionLevel.COUNTY) if parent.kind == OrganisationKind.PROVINCE else (level,)
        )
        rows = list(Region.objects.filter(inside, level__in=levels, valid_to__isnull=True).order_by("code"))
    return [(row.code, row.name) for row in rows]
