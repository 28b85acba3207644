"""Homes of a street that ended are known again under the one in its place (decision 0130)."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from apps.audit.services import Subject, record
from apps.cases.enums import ENDED, HoldKind
from apps.cases.models import Case
from apps.cases.queries import conflicting_case, place_of
from apps.cases.services.corrections import space_is_taken
from apps.cases.services.holds import open_hold
from apps.cases.services.notices import tell_turn
from apps.cases.workflow import DISTRICT_DESK
from apps.lib.actors import Actor
from apps.orgs.models import BodyChange
from apps.orgs.queries import street_of
from apps.outbox.services import Desk, tell


def homes_of(change: BodyChange) -> QuerySet[Case]:
    """Return the cases of streets that succeed one another, whose homes may be known by another key then.

    Ended ones too, which hold their space.
    """
    return Case.objects.filter(street_code__in=change.regions)


def know_homes_again(*, change: BodyChange, by: Actor) -> int:
    """Give every home of a street that ended the key it would have now; return how many could not be.

    Those would be another case's home: they keep their key, and the bureau judges them. Within the
    transaction that locked :func:`homes_of` the change. Ended cases keep their place as it was registered.
    """
    streets = {code: street_of(code) for code in change.regions}
    places = {code: place_of(street) for code, street in streets.items() if street is not None}
    rows = homes_of(change).filter(street_code__in=places).order_by("pk")
    clashes = 0
    for pk, code, known, address in list(
        rows.values_list("pk", "street_code", "dwelling_key", "dwelling__address")
    ):
        key = places[code].key(address)
        if key != known and not _known_as(pk, key):
            clashes += 1
            _suspect(change, pk, key, by)
    return clashes


def _known_as(pk: UUID, key: str) -> bool:
    """Give one home a key; False where another case has the same space under it."""
    try:
        # A savepoint each: one home that is registered twice must not keep the others where they were.
        with transaction.atomic():
            Case.objects.filter(pk=pk).update(dwelling_key=key)
    except IntegrityError as error:
        if not space_is_taken(error):
            raise
        return False
    return True


def _suspect(change: BodyChange, pk: UUID, key: str, by: Actor) -> None:
    """Record two cases of one home, tell their bureaus, and let one of them that goes on be judged."""
    case = Case.objects.get(pk=pk)
    other = conflicting_case(
        program_group=case.program_group,
        dwelling_key=key,
        renovation_scope=case.renovation_scope,
        exclude=pk,
    )
    if other is None:
        return
    judged = next(
        (
            each
            for each in (case, other)
            # Only what is locked gets a hold: the other may lie in a street that nothing happens to.
            if each.status not in ENDED and each.street_code in change.regions
        ),
        None,
    )
    for each, twin in ((case, other), (other, case)):
        record(
            by=by,
            subject=Subject("case", str(each.pk)),
            action="case.home_doubted",
            facts={"change": change.pk, "other": str(twin.pk)},
            reason=change.reason,
            jurisdiction=each.county_code,
        )
        if each is judged:
            text = f"区划更替后与办件 {twin.number} 疑似同一住宅、同一空间"
            open_hold(case=each, kind=HoldKind.DUPLICATE, text=text, by=by)
        if each is case or each.bureau_id != case.bureau_id or each is judged:
            tell(
                to=[Desk(each.bureau_id, role) for role in sorted(DISTRICT_DESK)],
                kind="case.home_doubted",
                title=f"{each.number} 与 {twin.number} 疑似同一住宅",
                text=f"{change.name}：两件登记的地址成了同一处，请判定是否重复登记。依据：{change.reason}",
                by=by,
                key=f"home_doubted:{change.pk}:{each.pk}",
                subject=Subject("case", str(each.pk)),
                page="cases:case",
                # Told here with its reason, so that the turn is not told once more.
                matter="duplicate" if each is judged else "",
            )
        if each is judged:
            tell_turn(case_id=each.pk, by=by)
