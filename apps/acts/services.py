"""The one way in: page, API, bulk, import and phone make an act by :func:`attempt`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, models, transaction

from apps.acts.acts import Act
from apps.acts.forms import ActForm
from apps.api.models import IdempotencyKey
from apps.api.services import EDITED, REUSED
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Denied, Refused, Stale

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Key:
    """What makes a submission count once: a random key, its purpose and a digest of what was sent."""

    value: str
    purpose: str
    fingerprint: str
    reused: str = REUSED
    """Said when the key comes back with another content."""


@dataclass(frozen=True, slots=True)
class Done:
    """The act was made; ``result`` is what the service returned: read again where an earlier try made it."""

    result: object
    result_id: str
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Invalid:
    """The form carries its errors; nothing was written."""

    form: ActForm


@dataclass(frozen=True, slots=True)
class NotNow:
    """The service refused with its reason; :class:`Stale` where somebody was faster. Nothing was written."""

    form: ActForm
    refused: Refused


@dataclass(frozen=True, slots=True)
class NeverYours:
    """The actor's role never does this."""

    denied: Denied


Outcome = Done | Invalid | NotNow | NeverYours


class _KeyTaken(Exception):
    """Another submission with the same key has committed meanwhile: everything is undone."""


def attempt(
    act: Act[S],
    *,
    by: Actor,
    subject: S,
    data: Any,
    files: Any = None,
    key: Key | None = None,
) -> Outcome:
    """Bind what was sent to the act's form, and make the one service call if it is valid.

    ``data`` is what a browser posted, or a :class:`~apps.acts.forms.Body`. A page's key stands in its
    form; a channel with keys of its own gives ``key``. The key is written last, in the transaction of
    the act: whoever comes second, at once or later, fails (stale, refused, files used up) or finds the
    key taken, is undone, and gets the first one's result. So an act that succeeds pays one statement.
    """
    barred = act.barred(by, subject)
    if barred is not None:
        return NeverYours(barred)
    form = opened(act, by=by, subject=subject, data=data, files=files)
    outcome: Outcome = Invalid(form)
    # Faults of a body have no field that could carry them: the form alone would call it valid.
    if form.is_valid() and not any(form.missing_files()) and not getattr(data, "faults", ()):
        key = key or _of_page(act, subject, form)
        try:
            with transaction.atomic():
                result = act.perform(by, subject, form)
                act.ground.follow(by, subject)
                # "done", not '': readers of keys take an empty result for none.
                made = Done(result, str(result.pk) if isinstance(result, models.Model) else "done")
                if key is not None:
                    _remember(key, by, result, made.result_id)
            return made
        # Caught outside the atomic block, which has undone the act; PostgreSQL takes no statement inside it.
        except _KeyTaken:
            pass
        except Refused as refused:
            outcome = NotNow(form, refused)
    # Asked after a failure only: what failed may be the second try of what has just succeeded.
    return _earlier(key or _of_page(act, subject, form), by, form) or outcome


def opened(act: Act[S], *, by: Actor, subject: S, data: Any = None, files: Any = None) -> ActForm:
    """Return the act's form on a subject: fresh without ``data``, else bound."""
    return act.opened(by, subject, data, files)


def _of_page(act: Act[Any], subject: Any, form: ActForm) -> Key | None:
    """Return the key that a page carried in its form; None for other channels and for a lost page."""
    sent = form.cleaned_data.get("key", "") if hasattr(form, "cleaned_data") else ""
    value, _, content = sent.partition(".")
    try:
        plain = UUID(value).hex
    except ValueError:
        return None
    place = sha256(f"{act.ground.place(subject)}.{content}".encode()).hexdigest()
    return Key(plain, act.name, place, reused=EDITED)


def _remember(key: Key, by: Actor, result: object, result_id: str) -> None:
    kind = result._meta.label_lower if isinstance(result, models.Model) else ""
    row = IdempotencyKey(
        **_owned(key, by),
        user_id=by.user_id,
        fingerprint=key.fingerprint,
        result_kind=kind,
        result_id=result_id,
        created_at=clock.now(),
    )
    try:
        # A plain INSERT that fails, not get_or_create: whoever comes second must lose the whole act.
        row.save(force_insert=True)
    except IntegrityError as error:
        raise _KeyTaken from error


def _earlier(key: Key | None, by: Actor, form: ActForm) -> Outcome | None:
    """Return what an earlier submission with the key led to; None where there was none."""
    row = IdempotencyKey.objects.filter(**_owned(key, by)).first() if key is not None else None
    if row is None or key is None:
        return None
    # A colleague with the same key is refused too: what was written under it is its author's to hear.
    if (row.fingerprint, row.user_id) != (key.fingerprint, by.user_id):
        return NotNow(form, Refused(key.reused, code="key_reused"))
    # _base_manager: a default manager may hide rows, and this one was written.
    made = apps.get_model(row.result_kind)._base_manager if row.result_kind else None
    return Done(made and made.filter(pk=row.result_id).first(), row.result_id, replayed=True)


def _owned(key: Key, by: Actor) -> Mapping[str, Any]:
    return {"key": key.value, "purpose": key.purpose, "organisation_id": by.organisation_id or 0}


def show_again(
    form: ActForm, refused: Refused, version: int, standing: Mapping[str, Any] | None = None
) -> None:
    """Put a refusal at its field; after a stale page the next try is made against ``version``.

    ``standing``: the act's initial values by then, for forms that show what stands.
    """
    if isinstance(refused, Stale) or refused.code == "key_reused":
        form.show_again_on(version, standing)
    form.add_error(form.field_of(refused.field), refused.reason)
