"""Who of the people does not go to which case again (回避)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from django.db.models import Model, Q

from apps.audit.models import Event
from apps.cases.models import Case
from apps.inspections.models import (
    Absence,
    AcceptanceAttempt,
    Appointment,
    AppointmentStep,
    Defect,
    HouseholdOpinion,
    Mediation,
    StopWork,
    Visit,
    WorksCorrection,
    WorksReport,
)
from apps.lib import clock
from apps.lib.actors import Actor
from apps.supervision.models import Tie
from apps.supervision.rules import Inspector

ACCEPTING, VISITING, TIED = "参加过这一户的验收", "到这一户巡查、检查过", "与企业登记过回避"
LIFTED_DAYS = 90
"""So long a tie that was lifted is named in what a draw fixes."""
_ACCEPTING = "acceptance."
_ON_SITE = ("visit.", "works.", "appointment.", "defect.", "absence.", "mediation.")
"""How the actions begin by which somebody came to a home, arranged it or decided of what was found there."""
_SIGNED: tuple[tuple[type[Model], str, str, str, str], ...] = (
    (Visit, "case_id", "inspector_name", "inspector_holder", VISITING),
    (WorksReport, "case_id", "confirmed_by", "confirmed_holder", VISITING),
    (Appointment, "case_id", "offered_by", "offered_holder", VISITING),
    (Appointment, "case_id", "officers", "", VISITING),
    (AppointmentStep, "appointment__case_id", "by", "", VISITING),
    (Absence, "case_id", "officers", "", VISITING),
    (Absence, "case_id", "recorded_by", "", VISITING),
    (Defect, "case_id", "found_by", "", VISITING),
    (Defect, "case_id", "verified_by", "", VISITING),
    (StopWork, "case_id", "settled_by", "", VISITING),
    (WorksCorrection, "case_id", "made_by", "", VISITING),
    (Mediation, "case_id", "opened_by", "", VISITING),
    (AcceptanceAttempt, "case_id", "opened_by", "", ACCEPTING),
    (AcceptanceAttempt, "case_id", "inspector_name", "inspector_holder", ACCEPTING),
    (AcceptanceAttempt, "case_id", "verdict_by", "verdict_by_holder", ACCEPTING),
    (AcceptanceAttempt, "case_id", "concluded_by", "concluded_by_holder", ACCEPTING),
    (AcceptanceAttempt, "case_id", "companions", "", ACCEPTING),
    (HouseholdOpinion, "attempt__case_id", "recorded_by", "recorded_by_holder", ACCEPTING),
)
"""Whose row, its case, the name as it was written, its account's column ('' without one), why."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A tie of one of the people to an enterprise of the population, as a draw takes it."""

    tie: Tie
    bars: bool
    """Not where it was lifted, nor where the organiser of this draw declared it for somebody."""

    def said(self) -> dict[str, Any]:
        """Return it as it stands in what is fixed: who declared it when, who lifted it when."""
        tie = self.tie
        return {
            "key": str(tie.user_id),
            "name": tie.user.name,
            "enterprise": tie.enterprise.name,
            "declared": f"{clock.local(tie.declared_at).date().isoformat()} {tie.declared_by}",
            "lifted": f"{clock.local(tie.ended_at).date().isoformat()} {tie.ended_by}"
            if tie.ended_at
            else "",
            "bars": self.bars,
        }


def ties_to(rows: Iterable[Case], people: Iterable[Inspector], by: Actor) -> list[Declared]:
    """Return the ties of people to enterprises that stand or were lifted within :data:`LIFTED_DAYS`."""
    firms = {row.enterprise_id for row in rows if row.enterprise_id is not None}
    since = clock.now() - timedelta(days=LIFTED_DAYS)
    ties = list(
        Tie.objects.filter(user__in=[int(each.key) for each in people], enterprise__in=firms)
        .filter(Q(ended_at__isnull=True) | Q(ended_at__gt=since))
        .select_related("user", "enterprise")
        .order_by("declared_at", "pk")
    )
    events = Event.objects.filter(
        chain__subject_kind="tie",
        chain__subject_id__in=[str(each.pk) for each in ties],
        action="tie.declared",
    )
    own = {each for each in (by.user_id, by.on_behalf_of_id) if each is not None}
    names = {each for each in (by.name, by.on_behalf_of) if each}
    organised = {
        key
        for key, user, behalf in events.values_list("chain__subject_id", "user_id", "on_behalf_of")
        if user in own or behalf in names
    }
    return [Declared(each, each.ended_at is None and str(each.pk) not in organised) for each in ties]


def barred(
    rows: list[Case], people: Iterable[Inspector], declared: Iterable[Declared]
) -> Mapping[object, dict[str, str]]:
    """Return for each case the keys of who does not go there, with the reason (a fixed number of queries).

    By what rows say, and by every event on site that a person, or a delegate in the person's name, left in
    the case's record: a row keeps the last one who signed it, the record everybody.
    """
    pool = list(people)
    found: dict[object, dict[str, str]] = defaultdict(dict)
    ties: dict[int, list[str]] = defaultdict(list)
    for each in declared:
        if each.bars:
            ties[each.tie.enterprise_id].append(str(each.tie.user_id))
    for row in rows:
        found[row.pk].update(dict.fromkeys(ties[row.enterprise_id or 0], TIED))

    @cache
    def named(text: str) -> tuple[str, ...]:
        # Names without accounts: a namesake stays away too, which costs nothing.
        return tuple(one.key for one in pool if one.name and one.name in text)

    for case, key, why in [*_by_events(rows, pool), *_by_rows([row.pk for row in rows], named)]:
        if why == ACCEPTING or found[case].get(key) != ACCEPTING:
            found[case][key] = why
    return found


def _by_rows(ids: list[Any], named: Callable[[str], tuple[str, ...]]) -> Iterator[tuple[object, str, str]]:
    for model, of, name, holder, why in _SIGNED:
        rows = model._default_manager.filter(**{f"{of.removesuffix('_id')}__in": ids}).exclude(**{name: ""})
        if holder:
            for case, key in rows.exclude(**{holder: ""}).values_list(of, holder):
                yield case, key, why
            # Of rows from before accounts were kept, and imported ones.
            rows = rows.filter(**{holder: ""})
        for case, text in rows.values_list(of, name).distinct().order_by():
            for key in named(text):
                yield case, key, why


def _by_events(rows: list[Case], pool: list[Inspector]) -> Iterator[tuple[object, str, str]]:
    names: dict[str, list[str]] = defaultdict(list)
    for each in pool:
        names[each.name].append(each.key)
    keys = {str(row.pk): row.pk for row in rows}
    users = [int(each.key) for each in pool]
    begins = Q()
    for start in (_ACCEPTING, *_ON_SITE):
        begins |= Q(action__startswith=start)
    events = (
        Event.objects.filter(begins, chain__subject_kind="case", chain__subject_id__in=list(keys))
        .filter(Q(user_id__in=users) | Q(on_behalf_of__in=list(names)))
        .order_by()
        .values_list("chain__subject_id", "user_id", "on_behalf_of", "action")
    )
    for case, user, behalf, action in events.distinct():
        why = ACCEPTING if action.startswith(_ACCEPTING) else VISITING
        for key in (str(user), *names.get(behalf, ())):
            yield keys[case], key, why
