"""Letting a submission count once.

Acts write their key last, in the transaction of the act (``apps.acts.services.attempt``). Uploads, which
are no act, claim theirs first, so that no file is examined twice: :func:`claim`, then :func:`settle`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from apps.api.models import IdempotencyKey
from apps.audit.services import joining
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused

REUSED = "这个幂等键已用于另一份内容，请换一个新的键再提交"
EDITED = "这一页刚才已经提交过一次。这次的内容与上次不同，还没有保存；确实要再提交的，请核对后再点一次。"


@dataclass(frozen=True, slots=True)
class Claim:
    """Whether this submission is the first with its key; if not, what the first one led to."""

    pk: int
    is_new: bool
    result_kind: str = ""
    result_id: str = ""


def new_key() -> str:
    """Return a fresh key for the hidden field of a form."""
    return uuid4().hex


# Django masks the CSRF token anew for every page; version and key say which page, not what was typed.
_NOT_CONTENT = frozenset({"csrfmiddlewaretoken", "version", "key"})


def marked(key: str, data: Mapping[str, Any], files: Mapping[str, Any]) -> str:
    """Return a form's key together with a digest of what was sent under it.

    A double click sends the same twice. Who goes back in the browser, changes something and sends
    the same page again must hear that it was not taken, instead of being told it was saved.
    """
    typed = [(name, _all(data, name)) for name in sorted(data) if name not in _NOT_CONTENT]
    sent = [(name, [(each.name, each.size) for each in _all(files, name)]) for name in sorted(files)]
    text = json.dumps([typed, sent], ensure_ascii=True, default=str)
    return f"{key}.{sha256(text.encode()).hexdigest()}"


def _all(values: Mapping[str, Any], name: str) -> list[Any]:
    return list(values.getlist(name)) if hasattr(values, "getlist") else [values[name]]


def claim(*, key: str, purpose: str, by: Actor, fingerprint: str = "") -> Claim:
    """Claim a key for the running transaction; a second claim gets the first one's result.

    Two at once: the second waits until the first has committed (and gets its result) or rolled
    back (and is then the first). Must run inside ``transaction.atomic``, so that key and business
    rows appear together or not at all. Keys of different purposes and organisations are apart.
    ``fingerprint`` (SHA-256 of the content sent) guards the key: sent again with another content it is
    refused with code ``key_reused``. Raises Refused when there is no usable key.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("claim() belongs inside the business transaction")
    mine = IdempotencyKey(
        key=_checked(key),
        purpose=purpose,
        organisation_id=by.organisation_id or 0,
        user_id=by.user_id,
        fingerprint=fingerprint,
        created_at=clock.now(),
    )
    # ON CONFLICT DO NOTHING waits for the other transaction and leaves ours usable; get_or_create would
    # need a savepoint, for PostgreSQL aborts a transaction in which an INSERT failed.
    IdempotencyKey.objects.bulk_create([mine], ignore_conflicts=True)
    row = IdempotencyKey.objects.get(key=mine.key, purpose=mine.purpose, organisation_id=mine.organisation_id)
    if row.claim == mine.claim:
        return Claim(pk=row.pk, is_new=True)
    if row.fingerprint != fingerprint:
        raise Refused(REUSED, code="key_reused")
    if not row.result_id:
        raise Refused("这份表单已经提交过，请刷新页面查看结果", code="already_submitted")
    return Claim(pk=row.pk, is_new=False, result_kind=row.result_kind, result_id=row.result_id)


def _checked(key: str) -> str:
    try:
        return UUID(key).hex
    except ValueError:
        raise Refused("页面已过期，请刷新后重新提交", code="key_missing") from None


@joining
def settle(claimed: Claim, *, result_id: object, result_kind: str = "") -> None:
    """Remember what a new claim led to, in the same transaction."""
    if not claimed.is_new:
        raise ValueError("only the first submission has a result to remember")
    IdempotencyKey.objects.filter(pk=claimed.pk).update(result_id=str(result_id), result_kind=result_kind)


@transaction.atomic
def forget_old_keys(*, days: int = 30) -> int:
    """Delete keys older than ``days`` and return how many; no page stays open that long."""
    deleted, _ = IdempotencyKey.objects.filter(created_at__lt=clock.now() - timedelta(days=days)).delete()
    return deleted
