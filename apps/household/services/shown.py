"""Which version of a plan was shown under which slip."""

from __future__ import annotations

from django.db import transaction

from apps.household.models import ShownPlan, Slip
from apps.lib import clock
from apps.plans.models import PlanVersion


@transaction.atomic
def note_shown(*, slip: Slip, plan: PlanVersion) -> None:
    """Remember that a version was shown; the first time counts, and opening it again writes nothing."""
    if not ShownPlan.objects.filter(slip=slip, plan=plan).exists():
        # Two clicks at once: the second finds the row there.
        ShownPlan.objects.bulk_create(
            [ShownPlan(slip=slip, plan=plan, shown_at=clock.now())], ignore_conflicts=True
        )


@transaction.atomic
def note_letters_seen(*, slip: Slip) -> None:
    """Remember that the letters were shown: those that come later are new."""
    Slip.objects.filter(pk=slip.pk).update(letters_seen_at=clock.now())
