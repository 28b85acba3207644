"""The night's work on the counts of the moment: recount them, put them right, fold them (R32)."""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import asdict
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction

from apps.orgs.services.changes import lock_bodies
from apps.reports.models import LiveCount
from apps.reports.queries.live_counts import Key, bureaus_counted, live_differences
from apps.reports.services import triggers

logger = logging.getLogger(__name__)

_SLICE = 5000
"""Rows a statement names at most."""


@transaction.atomic
def mend_live_counts(*, bureau_id: int) -> int:
    """Recount a bureau's households and add what the kept counts lack; return by how many they differed."""
    # Of two that mend at once the second finds nothing lacking; who moves a case waits for neither.
    lock_bodies(bureau_id)
    lacking = live_differences(bureau_id)
    LiveCount.objects.bulk_create(LiveCount(**asdict(key), count=count) for key, count in lacking.items())
    return sum(abs(count) for count in lacking.values())


@transaction.atomic
def fold_live_counts(*, bureau_id: int) -> int:
    """Put a bureau's rows together, one for each number that is not nought; return how many rows remain.

    What others add meanwhile is not seen and stays; a reader sees the rows before or after.
    """
    # Locked: of two that fold at once the second finds the rows gone and leaves the sums of the first.
    rows = LiveCount.objects.select_for_update().filter(bureau_id=bureau_id).order_by("pk")
    sums: dict[Key, int] = defaultdict(int)
    gone = []
    for pk, count, *key in rows.values_list("pk", "count", *Key.__dataclass_fields__):
        sums[Key(*key)] += count
        gone.append(pk)
    standing = {key: count for key, count in sums.items() if count}
    if len(standing) == len(gone):
        return len(gone)
    for start in range(0, len(gone), _SLICE):
        LiveCount.objects.filter(pk__in=gone[start : start + _SLICE]).delete()
    LiveCount.objects.bulk_create(LiveCount(**asdict(key), count=count) for key, count in standing.items())
    return len(standing)


def recount_live_counts() -> int:
    """Recount, put right and fold the counts of every bureau; return how many households were wrong.

    One transaction a bureau. Where one fails the others are done all the same, and the first error is raised.
    """
    wrong = 0
    failures: list[Exception] = []
    for bureau_id in bureaus_counted():
        try:
            differing = mend_live_counts(bureau_id=bureau_id)
            if differing:
                logger.error("counts of the moment of bureau %s were wrong by %s", bureau_id, differing)
            fold_live_counts(bureau_id=bureau_id)
        except Exception as error:
            logger.exception("counts of the moment of bureau %s could not be recounted", bureau_id)
            failures.append(error)
        else:
            wrong += differing
    if failures:
        raise failures[0]
    return wrong


def install_after_migrate(*, using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    """Receive post_migrate: put the triggers in place, and count what changed while they were not there."""
    if not triggers.install(using):
        return
    for bureau_id in bureaus_counted():
        mend_live_counts(bureau_id=bureau_id)
