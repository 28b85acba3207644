"""Cases follow their bodies: a street, a bureau or its upper body changes on a day (decision 0118)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from apps.audit.services import Subject, record
from apps.cases.enums import ENDED, STARTED, Status
from apps.cases.models import Case, JurisdictionChange, RegistrationDraft, Transition
from apps.cases.queries.days import LIMITED
from apps.cases.queries.wordings import saying_of
from apps.cases.services.homes import homes_of, know_homes_again
from apps.cases.services.notices import tell_turn
from apps.cases.services.texts import text_household
from apps.cases.workflow import HANDED_OVER
from apps.cases.workflow.texts import BODY
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.orgs.enums import ChangeKind, OrganisationKind, Role
from apps.orgs.models import BodyChange, Organisation, Region
from apps.orgs.queries import present_of, region_path, reports_to, responsible, street_of, streets_within
from apps.orgs.services import complete_change, due_changes, lock_due_change, lock_streets
from apps.outbox.services import Desk, end_told, tell

logger = logging.getLogger(__name__)

_COLUMN_OF_KIND = {
    OrganisationKind.DISTRICT_BUREAU.value: "bureau_id",
    OrganisationKind.STREET_OFFICE.value: "street_office_id",
    OrganisationKind.PROPERTY.value: "patrol_organisation_id",
}
_TOLD = {
    OrganisationKind.DISTRICT_BUREAU.value: (Role.DISTRICT_LEADER, Role.DISTRICT_CLERK),
    OrganisationKind.STREET_OFFICE.value: (Role.STREET_CLERK,),
    OrganisationKind.PROPERTY.value: (Role.PROPERTY_PATROL,),
    OrganisationKind.CITY_BUREAU.value: (Role.CITY_OFFICER,),
    OrganisationKind.PROVINCE.value: (Role.PROVINCE_OFFICER,),
}


_following: list[Callable[[BodyChange, Actor], None]] = []


def register_following(follow: Callable[[BodyChange, Actor], None]) -> None:
    """Let rows of an app above follow their bodies in the transaction in which cases do."""
    if follow not in _following:
        _following.append(follow)


@transaction.atomic
def take_effect(*, change_id: int, by: Actor = SYSTEM) -> int:
    """Let a change of bodies that is due take effect; return how many cases were handed over.

    Once: a change that is in effect, was called off or lies ahead does nothing. Body and cases change in one
    transaction. What was counted stays where it was counted; a started case leaves a row among its moves, by
    which the week takes it out of one table and into the other.
    """
    change = lock_due_change(change_id)
    if change is None:
        return 0
    homes = list(_homes(change))
    concerned = [rows for rows, _ in homes]
    if change.kind == ChangeKind.SUCCESSION:
        concerned.append(homes_of(change))
    _lock_cases(concerned)
    handed = dict.fromkeys(each.pk for rows in homes for each in _hand_over(change, *rows, by=by))
    if change.kind == ChangeKind.MERGE:
        drafts = RegistrationDraft.objects.filter(street_office_id=change.organisation_id)
        drafts.update(street_office_id=change.other_id)
    if change.kind == ChangeKind.SUCCESSION:
        know_homes_again(change=change, by=by)
    for follow in _following:
        follow(change, by)
    complete_change(by=by, change=change, moved=len(handed))
    _tell_bodies(change, handed, by)
    return len(handed)


def take_due_effects(*, by: Actor = SYSTEM) -> Iterable[int]:
    """Let every change that is due take effect, one transaction each; yield how many cases each moved.

    One that fails stops none after it; the first failure is raised at the end.
    """
    failures: list[Exception] = []
    for change_id in due_changes():
        try:
            moved = take_effect(change_id=change_id, by=by)
        except Exception as error:
            logger.exception("change %s of a body could not take effect", change_id)
            failures.append(error)
        else:
            yield moved
    if failures:
        raise failures[0]


def _homes(change: BodyChange) -> Iterable[tuple[QuerySet[Case], Mapping[str, Any]]]:
    """Yield cases that a change concerns, with the columns they have from now on."""
    today = clock.today()
    if change.kind == ChangeKind.COVERAGE:
        streets = streets_within(change.regions)
        lock_streets(streets)
        # What has ended stays with whom it ended: its papers are that body's records.
        going_on = Case.objects.exclude(status__in=ENDED)
        for street in streets:
            office = responsible(street, OrganisationKind.STREET_OFFICE, today)
            bureau = responsible(street, OrganisationKind.DISTRICT_BUREAU, today)
            columns: dict[str, Any] = {}
            if office is not None:
                columns["street_office_id"] = office.pk
            if bureau is not None:
                columns |= {"bureau_id": bureau.pk, "city_bureau_id": _city_of(bureau)}
            yield going_on.filter(street_code=street.code), columns
    elif change.kind == ChangeKind.SUCCESSION:
        yield from _succeeding(change)
    elif change.kind == ChangeKind.REPORTING:
        lock_streets(streets_within(_covered(change.organisation)))
        # Ended ones too: the upper body's figures are those of the whole bureau.
        rows = Case.objects.filter(bureau=change.organisation)
        yield rows, {"city_bureau_id": _city_of(change.organisation)}
    elif change.kind == ChangeKind.MERGE and change.other is not None:
        lock_streets(streets_within(change.regions))
        column = _COLUMN_OF_KIND[change.organisation.kind]
        columns = {column: change.other_id}
        if column == "bureau_id":
            columns["city_bureau_id"] = _city_of(change.other)
        # Ended ones too: the body that has them goes.
        yield Case.objects.filter(**{column: change.organisation_id}), columns
    elif change.kind == ChangeKind.CLOSE and change.organisation.kind == OrganisationKind.PROPERTY:
        # Without a company the street patrols (R6).
        patrolled = Case.objects.filter(patrol_organisation=change.organisation)
        yield patrolled.exclude(status__in=ENDED), {"patrol_organisation_id": None}


def _succeeding(change: BodyChange) -> Iterable[tuple[QuerySet[Case], Mapping[str, Any]]]:
    """Yield the open cases of a street that has ended, with place and bodies of the one they follow to."""
    lock_streets((), change.regions)
    old = street_of(change.undo["region"])
    street = old and present_of(old)
    if old is None or street is None or street.pk == old.pk:
        return
    columns = _columns_in(street)
    if old.successions.count() > 1:
        # Of which part a home is no register knows: the bureau may move it to another one (改属街道).
        columns["former_street"] = old.code
    yield Case.objects.exclude(status__in=ENDED).filter(street_code=old.code), columns


def _columns_in(street: Region) -> dict[str, Any]:
    """Return place and bodies of a case in a street, as they are today."""
    today = clock.today()
    county, city = region_path(street)[1:3]
    columns: dict[str, Any] = {
        "street_code": street.code,
        "county_code": county.code,
        "city_code": city.code,
    }
    office = responsible(street, OrganisationKind.STREET_OFFICE, today)
    bureau = responsible(street, OrganisationKind.DISTRICT_BUREAU, today)
    if office is not None:
        columns["street_office_id"] = office.pk
    if bureau is not None:
        columns |= {"bureau_id": bureau.pk, "city_bureau_id": _city_of(bureau)}
    return columns


def hand_over_one(*, case: Case, street: Region, change: BodyChange, by: Actor, reason: str) -> None:
    """Let one locked case go from its part of a street that ``change`` split to another part, as of today."""
    own = copy(change)
    own.reason, own.effective_on = reason, clock.today()
    _hand_over(own, Case.objects.filter(pk=case.pk), _columns_in(street), by=by)


def _lock_cases(homes: Iterable[QuerySet[Case]]) -> None:
    """Lock every case that is changed before the first is recorded, in one order for everybody."""
    # By id and all at once: with a record of one street written, whoever holds a case of the next one and
    # waits to record would be waited for.
    ids = {pk for rows in homes for pk in rows.order_by().values_list("pk", flat=True)}
    locked = Case.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    list(locked.values_list("pk"))


def _covered(body: Organisation) -> list[str]:
    return list(body.coverages.filter(include=True).values_list("region_id", flat=True))


def _city_of(bureau: Organisation) -> int | None:
    upper = reports_to(bureau, clock.today())
    return upper.pk if upper is not None and upper.kind == OrganisationKind.CITY_BUREAU else None


@dataclass(frozen=True, slots=True)
class _Standing:
    """The columns of a case that say whose it is."""

    pk: UUID
    status: str
    contract_amount: Any
    was: Mapping[str, Any]


_COLUMNS = (
    *("bureau_id", "street_office_id", "city_bureau_id", "patrol_organisation_id"),
    *("street_code", "county_code", "city_code", "former_street"),
)


def _hand_over(
    change: BodyChange, rows: QuerySet[Case], columns: Mapping[str, Any], *, by: Actor
) -> list[_Standing]:
    """Give cases other bodies, with their records, moves and messages; return those that changed."""
    locked = rows.order_by("pk").select_for_update(of=("self",))
    fields = ("pk", "status", "contract_amount", *_COLUMNS)
    found = [
        _Standing(pk, status, amount, dict(zip(_COLUMNS, columns_before, strict=True)))
        for pk, status, amount, *columns_before in locked.values_list(*fields)
    ]
    moving = [each for each in found if any(each.was[name] != value for name, value in columns.items())]
    if not moving:
        return []
    now = clock.now()
    _keep_limits(moving, columns)
    Case.objects.filter(pk__in=[each.pk for each in moving]).update(
        **columns, version=F("version") + 1, updated_at=now
    )
    for each in moving:
        record(
            by=by,
            subject=Subject("case", str(each.pk)),
            action="case.handed_over" if _passes(each, columns) else "case.street_succeeded",
            facts={
                "change": change.pk,
                "before": {name.removesuffix("_id"): each.was[name] for name in columns},
                "after": {name.removesuffix("_id"): value for name, value in columns.items()},
            },
            reason=change.reason,
            jurisdiction=each.was["county_code"],
        )
    # A change of the upper body alone is no other place: nothing is counted or printed otherwise.
    placed = [each for each in moving if _place(each.was) != _place({**each.was, **columns})]
    JurisdictionChange.objects.bulk_create(
        JurisdictionChange(
            case_id=each.pk,
            change=change,
            made_at=now,
            bureau_before_id=each.was["bureau_id"],
            bureau_after_id=columns.get("bureau_id", each.was["bureau_id"]),
            office_before_id=each.was["street_office_id"],
            office_after_id=columns.get("street_office_id", each.was["street_office_id"]),
        )
        for each in placed
    )
    _count_elsewhere(change, moving, columns, by)
    _pass_on(change, [each for each in moving if _passes(each, columns)], columns, by)
    return moving


def _passes(each: _Standing, columns: Mapping[str, Any]) -> bool:
    """Whether a case comes to another body, and not only to another street's code."""
    return any(each.was[name] != value for name, value in columns.items() if name.endswith("_id"))


def _keep_limits(moving: Iterable[_Standing], columns: Mapping[str, Any]) -> None:
    """Let a clock that runs go on under the limits of the bureau that began it (decision 0129)."""
    bureau = columns.get("bureau_id")
    running = [
        each.pk
        for each in moving
        if bureau is not None and each.was["bureau_id"] != bureau and each.status in LIMITED
    ]
    Case.objects.filter(pk__in=running, limits_bureau__isnull=True).update(limits_bureau=F("bureau"))


def _place(columns: Mapping[str, Any]) -> tuple[int | None, int | None]:
    return columns["bureau_id"], columns["street_office_id"]


def _count_elsewhere(
    change: BodyChange, moving: Iterable[_Standing], columns: Mapping[str, Any], by: Actor
) -> None:
    """Write the rows by which the weekly tables take started cases out here and in there (0010)."""
    bureau = columns.get("bureau_id")
    # One moment for all: a move that runs across a cut-off must not fall into two weeks.
    now = clock.now()
    Transition.objects.bulk_create(
        Transition(
            case_id=each.pk,
            name=HANDED_OVER,
            source=each.status,
            target=each.status,
            effective_on=change.effective_on,
            recorded_at=now,
            actor_name=by.signature,
            actor_holder=by.holder,
            actor_role=by.role,
            actor_organisation=by.organisation_name,
            reason=change.reason,
            bureau_id_at=bureau,
            contract_amount=each.contract_amount,
        )
        for each in moving
        if bureau is not None and each.was["bureau_id"] != bureau and each.status in STARTED
    )


def _pass_on(change: BodyChange, moving: Iterable[_Standing], columns: Mapping[str, Any], by: Actor) -> None:
    """End what the earlier desks were asked, ask the new ones, and tell each household whom to telephone."""
    going_on = [each for each in moving if each.status not in ENDED and each.status != Status.DRAFT]
    left = {
        each.was[name]
        for each in going_on
        for name, value in columns.items()
        if name.endswith("_id") and each.was[name] != value
    }
    end_told(
        subject_kind="case",
        subject_ids=[str(each.pk) for each in going_on],
        organisation_ids=[body for body in left if body is not None],
    )
    for each in going_on:
        tell_turn(case_id=each.pk, by=by)
    if columns.keys() & {"street_office_id", "bureau_id"}:
        rows = Case.objects.filter(pk__in=[each.pk for each in going_on])
        said = cache(saying_of)  # read once for each bureau, not for each of thousands
        for case in rows.select_related("street_office", "bureau"):
            text_household(
                case=case,
                event="handed_over",
                by=by,
                # With the version: a case may come to a part of a split street, and go on to another.
                key=f"handed_over:{change.pk}:{case.pk}:{case.version}",
                values={BODY: case.bureau.name},
                said=said,
            )


def _tell_bodies(change: BodyChange, handed: Iterable[UUID], by: Actor) -> None:
    """Tell the bodies that lose and gain, once each, that the change is in effect."""
    ids: set[Any] = {change.organisation_id, change.other_id}
    rows = JurisdictionChange.objects.filter(change=change)
    for name in ("bureau_before_id", "bureau_after_id", "office_before_id", "office_after_id"):
        ids |= set(rows.order_by().values_list(name, flat=True).distinct())
    count = len(list(handed))
    for body in Organisation.objects.filter(pk__in=ids - {None}).order_by("pk"):
        tell(
            to=[Desk(body.pk, role) for role in _TOLD.get(body.kind, ())],
            kind=f"body.{change.kind}",
            title=f"{change.organisation.name} {change.get_kind_display()}今天生效"[:120],
            text=f"移交办件 {count} 件。依据：{change.reason}" if count else f"依据：{change.reason}",
            by=by,
            key=f"body:{change.pk}",
            subject=Subject("organisation", str(change.organisation_id)),
        )
