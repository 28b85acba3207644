"""Asking for background work, inside the transaction it follows from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from apps.audit.rules import canonical_json, refuse_personal
from apps.encryption import Plain
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.jobs import REGISTRY, Json
from apps.outbox.models import Job
from apps.outbox.services.dispatch import publish_soon


@transaction.atomic
def enqueue(
    *,
    task: str,
    by: Actor,
    args: Mapping[str, Json] | None = None,
    personal: Mapping[str, Json] | None = None,
    key: str = "",
    title: str = "",
    run_after: datetime | None = None,
    scheduled: bool = False,
) -> Job:
    """Write a job that runs after the running transaction has committed; return its row.

    With ``key`` the same work is asked for once: a second call returns the first one's job, whatever
    became of it. ``args`` are plain and must not hold personal values (an ID or mobile number raises
    ValueError); ``personal`` may, and is encrypted until the job is done. ``title`` says in words what is
    being done and is shown in lists: no personal values either. Raises KeyError for an unknown task.
    """
    declared = REGISTRY[task]
    refuse_personal(canonical_json(args or {}))
    now = clock.now()
    job = Job(
        id=uuid4(),
        task=task,
        title=title or declared.label,
        args=dict(args or {}),
        key=key,
        scheduled=scheduled,
        user_id=by.user_id,
        actor_name=by.name,
        actor_role=by.role,
        organisation_id=by.organisation_id,
        organisation_name=by.organisation_name,
        organisation_kind=by.organisation_kind,
        on_behalf_of=by.on_behalf_of,
        scope_organisation_id=by.scope_organisation_id,
        scope_kind=by.scope_kind,
        run_after=run_after or now,
        created_at=now,
    )
    if personal:
        job.personal_encrypted = Plain(json.dumps(dict(personal), ensure_ascii=False))
    if key:
        # Not save(): on PostgreSQL an IntegrityError would spoil the caller's whole transaction.
        Job.objects.bulk_create([job], ignore_conflicts=True)
        standing = Job.objects.get(task=task, key=key)
        if standing.pk != job.pk:
            return standing
        job = standing
    else:
        job.save(force_insert=True)
    # A later one is told of by the tick when its time has come.
    if job.run_after <= now:
        publish_soon(job.pk)
    return job
