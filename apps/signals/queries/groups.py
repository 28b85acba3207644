"""What several cases show together: peers of a bureau, contracts of a street, homes of a telephone.

Each statement reads one group, which is as large as a bureau's year and does not grow with the programme.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from apps.cases.enums import RenovationScope
from apps.cases.models import Case, Household
from apps.enterprises.models import Enterprise
from apps.lib.amounts import ZERO, Yuan
from apps.orgs.models import Organisation
from apps.plans.enums import LineKind, Surface
from apps.plans.models import BudgetLine, Contract, SurfacePart
from apps.programs.enums import ParameterCode
from apps.programs.models import Program
from apps.signals.enums import Kind
from apps.signals.queries.facts import NOT_LOOKED_AT
from apps.signals.queries.lines import LineBook, Lines
from apps.signals.rules import Found, Priced, peers_above, phone_in_many, street_share

_MOST_HOMES = 5000


@dataclass(slots=True)
class Touched:
    """Groups of a bureau in which a case has changed."""

    peers: set[tuple[int, str]] = field(default_factory=set)
    """Programme and 改造意愿."""
    streets: set[tuple[int, str]] = field(default_factory=set)
    """Programme and street's code."""

    def add(self, cases: Iterable[Case]) -> None:
        """Note the groups of some cases."""
        for case in cases:
            self.peers.add((case.program_id, case.renovation_scope))
            self.streets.add((case.program_id, case.street_code))


def peers_key(bureau: int, program: int, scope: str) -> str:
    """Return by what a group of peers is known."""
    return f"peers:{bureau}:{program}:{scope}"


def street_key(bureau: int, program: int, street: str) -> str:
    """Return by what a street's contracts of a year are known."""
    return f"street:{bureau}:{program}:{street}"


def found_among_peers(bureau: int, program: int, scope: str, lines: Lines) -> list[Found]:
    """Return the contracts far above their peers (four statements)."""
    if not lines.looks_for(Kind.PEERS):
        return []
    year = Program.objects.get(pk=program).year
    body = Organisation.objects.get(pk=bureau)
    return peers_above(
        _priced(bureau, program, scope),
        least=lines.number(ParameterCode.SIGNAL_PEERS_LEAST),
        times=lines.number(ParameterCode.SIGNAL_PEERS_TIMES),
        over=lines.number(ParameterCode.SIGNAL_PEERS_OVER),
        among=f"{body.name} {year} 年度“{RenovationScope(scope).label}”",
        group=peers_key(bureau, program, scope),
    )


def _priced(bureau: int, program: int, scope: str) -> list[Priced]:
    standing = Contract.objects.filter(
        case__bureau=bureau, case__program=program, case__renovation_scope=scope, voided_at__isnull=True
    ).exclude(case__status__in=NOT_LOOKED_AT)
    # A supplement's amount is the whole from then on: the last one of a case stands.
    last: dict[UUID, tuple[Yuan, UUID]] = {
        case: (amount, plan)
        for case, amount, plan in standing.order_by("number").values_list("case_id", "amount", "plan_id")
    }
    plans = standing.order_by().values("plan_id")
    floors: dict[UUID, Decimal | None] = dict(
        SurfacePart.objects.filter(surface=Surface.FLOOR.value, space__plan__in=plans)
        .order_by()
        .values("space__plan_id")
        .annotate(floor=Sum("area"))
        .values_list("space__plan_id", "floor")
    )
    support: dict[UUID, Yuan | None] = dict(
        BudgetLine.objects.filter(kind=LineKind.SUPPORT.value, plan__in=plans)
        .order_by()
        .values("plan_id")
        .annotate(given=Sum("amount"))
        .values_list("plan_id", "given")
    )
    return [
        Priced(str(case), amount + (support.get(plan) or ZERO), floor)
        for case, (amount, plan) in last.items()
        if (floor := floors.get(plan))
    ]


def found_in_street(bureau: int, program: int, street: str, lines: Lines) -> list[Found]:
    """Return the enterprises that have most of a street's contracts of a year (three statements)."""
    if not lines.looks_for(Kind.STREET_SHARE):
        return []
    rows = (
        Case.objects.filter(
            bureau=bureau,
            program=program,
            street_code=street,
            enterprise__isnull=False,
            contract_amount__isnull=False,
        )
        .exclude(status__in=NOT_LOOKED_AT)
        .order_by("-updated_at", "-pk")
    )
    counts: dict[int, list[str]] = defaultdict(list)
    office = 0
    for pk, enterprise, at in rows.values_list("pk", "enterprise_id", "street_office_id"):
        counts[enterprise or 0].append(str(pk))
        office = office or at
    if not counts:
        return []
    year = Program.objects.get(pk=program).year
    return street_share(
        counts,
        place=street_key(bureau, program, street),
        street=f"{Organisation.objects.get(pk=office).name} {year} 年度",
        names=dict(Enterprise.objects.filter(pk__in=counts).values_list("pk", "name")),
        percent=lines.number(ParameterCode.SIGNAL_STREET_SHARE),
        least=lines.number(ParameterCode.SIGNAL_STREET_LEAST),
    )


def phones_of(cases: Sequence[Case]) -> list[str]:
    """Return the keyed hashes of the telephones of some cases."""
    rows = Household.objects.filter(case__in=[case.pk for case in cases]).exclude(phone_index="")
    return list(rows.values_list("phone_index", flat=True).distinct())


def found_of_phones(phones: Sequence[str], lines: Lines, book: LineBook) -> Iterator[Found]:
    """Yield the telephones that stand for too many homes, of whatever bureau (one statement).

    Homes of several bureaus are counted against the lowest of their lines.
    """
    if not lines.looks_for(Kind.PHONE_MANY) or not phones:
        return
    rows = (
        Household.objects.filter(phone_index__in=phones)
        .exclude(case__status__in=NOT_LOOKED_AT)
        .order_by("-case__created_at", "-case_id")
        .values_list("phone_index", "case_id", "case__dwelling_key", "case__bureau_id")
    )
    homes: dict[str, dict[str, str]] = defaultdict(dict)
    bureaus: dict[str, dict[str, int]] = defaultdict(dict)
    for phone, case, home, bureau in rows[:_MOST_HOMES]:
        homes[phone][str(case)] = home
        bureaus[phone][str(case)] = bureau
    for phone, theirs in homes.items():
        concerned = set(bureaus[phone].values())
        bound = min(book.numbers(ParameterCode.SIGNAL_PHONE_HOMES, concerned), default=None)
        yield from phone_in_many(phone, _one_of_each_first(theirs, bureaus[phone]), bound=bound)


def _one_of_each_first(homes: dict[str, str], bureaus: dict[str, int]) -> dict[str, str]:
    """Put a case of every bureau in front: by the named ones it is known whose matter it is."""
    first: dict[int, str] = {}
    for case, bureau in bureaus.items():
        first.setdefault(bureau, case)
    return {case: homes[case] for case in [*first.values(), *homes]}
