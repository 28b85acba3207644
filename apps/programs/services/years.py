"""The programme year, its targets and milestones (R12)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction

from apps.audit.services import Subject, record
from apps.lib.actors import Actor
from apps.orgs.models import Organisation
from apps.programs.models import Milestone, Program, Target
from apps.programs.services.rule_sets import H


@transaction.atomic
def open_program(
    *, by: Actor, year: int, name: str, group: str, is_assumption: bool = False, note: str = ""
) -> Program:
    """Open a programme year from 1 January to 31 December."""
    program = Program.objects.create(
        year=year,
        name=name,
        group=group,
        opens_on=date(year, 1, 1),
        closes_on=date(year, 12, 31),
        is_assumption=is_assumption,
        note=note,
    )
    record(by=by, subject=Subject("program", str(program.pk)), action="program.opened", facts={"year": year})
    return program


@transaction.atomic
def set_targets(
    *,
    by: Actor,
    program: Program,
    households: Mapping[Organisation, int | None],
    source: str,
    is_assumption: bool = False,
) -> None:
    """Set the targets a year begins with; None prints as “—” (no target of its own).

    A later one is a version of its own: :func:`change_target`.
    """
    for organisation, number in households.items():
        Target.objects.update_or_create(
            program=program,
            organisation=organisation,
            number=1,
            defaults={"households": number, "source": source, "is_assumption": is_assumption},
        )
    record(
        by=by,
        subject=Subject("program", str(program.pk)),
        action="targets.set",
        facts={str(organisation.pk): number for organisation, number in households.items()},
    )


@transaction.atomic
def set_milestones(
    *, by: Actor, program: Program, organisation: Organisation | None = None, is_assumption: bool = False
) -> None:
    """Set the three milestones of 杭房局〔2024〕43号 四(一) for the programme's year.

    They belong to the target of ``organisation`` and of those that report to it; None is every target.
    """
    year = program.year
    for name, due_on, share, measure in (
        ("9月底", date(year, 9, 30), 60, "completed"),
        ("11月底", date(year, 11, 30), 100, "completed"),
        ("12月20日前验收", date(year, 12, 20), 100, "passed"),
    ):
        Milestone.objects.update_or_create(
            program=program,
            organisation=organisation,
            name=name,
            defaults={
                "due_on": due_on,
                "share": Decimal(share),
                "measure": measure,
                "source": f"{H} 四(一)",
                "is_assumption": is_assumption,
            },
        )
    record(
        by=by,
        subject=Subject("program", str(program.pk)),
        action="milestones.set",
        facts={
            "year": year,
            "is_assumption": is_assumption,
            "organisation": organisation.pk if organisation else None,
        },
    )
