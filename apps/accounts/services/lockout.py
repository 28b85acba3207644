"""Lock-out after failed sign-ins: axes counts, this sets the limits and writes the audit record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.db.models import Max, Sum
from django.http import HttpRequest

from apps.accounts.models import Credential
from apps.audit.services import Subject, record
from apps.lib import clock, crypto
from apps.lib.actors import SYSTEM, Actor
from apps.lib.chinese import normalise_text
from apps.orgs.models import User


def digest_of(username: str) -> str:
    """Return the keyed digest by which failures of a typed account are counted.

    People type passwords into the wrong field, so what was typed is never kept.
    """
    return crypto.blind_index(normalise_text(username).casefold(), purpose="login")


def name_in_logs(request: HttpRequest | None, credentials: Mapping[str, Any] | None = None) -> str:
    """Return what stands for the account in the tables of failures."""
    typed = (credentials or {}).get("username")
    if typed is None and request is not None:
        typed = request.POST.get("username")
    return digest_of(str(typed or ""))


class Handler(AxesDatabaseHandler):  # type: ignore[misc]  # axes carries no types
    """Two limits: per account and address, and a softer one per account over all addresses."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Return the failures, those from everywhere scaled to the limit of one address."""
        here, anywhere = self._counts(request, credentials)
        # axes knows one limit only, so the softer one is expressed in units of it.
        scaled: int = anywhere * settings.AXES_FAILURE_LIMIT // settings.LOGIN_FAILURE_LIMIT_ANYWHERE
        return max(here, scaled)

    def _counts(self, request: HttpRequest, credentials: dict[str, Any] | None) -> tuple[int, int]:
        here, anywhere = (
            attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        return here, anywhere

    def locked_until(self, request: HttpRequest, credentials: dict[str, Any] | None) -> datetime | None:
        """Return until when the account is locked for this address, None if it is not."""
        if not self.is_locked(request, credentials):
            return None
        here, _ = self._counts(request, credentials)
        queries = self.get_user_attempts(request, credentials)
        attempts = queries[0] if here >= settings.AXES_FAILURE_LIMIT else queries[1]
        latest = attempts.aggregate(latest=Max("attempt_time"))["latest"]
        return latest + settings.AXES_COOLOFF_TIME if latest else None

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        """Count the failure at the project's clock; write an audit event when it locks the account."""
        # Taken before axes counts: every further try during a lock would else enter the record again.
        was_locked = bool(request is not None and getattr(request, "axes_locked_out", False))
        super().user_login_failed(sender, credentials, request, **kwargs)
        if request is None or was_locked:
            return
        # axes' column is auto_now_add: on a new row Django's own now replaces the moment that was given.
        at: Any = getattr(request, "axes_attempt_time", None)
        AccessAttempt.objects.filter(
            username=name_in_logs(request, credentials), ip_address=getattr(request, "axes_ip_address", None)
        ).update(attempt_time=at)
        if getattr(request, "axes_locked_out", False):
            user = User.objects.filter(username=credentials.get("username")).first()
            if user is not None:
                record(by=SYSTEM, subject=Subject("user", user.pk), action="user.locked_out")


def prepare(request: HttpRequest) -> None:
    """Let axes count this request at the project's clock rather than Django's."""
    AxesProxyHandler.update_request(request)
    request.axes_attempt_time = clock.wall()  # type: ignore[attr-defined]


def locked_until(request: HttpRequest, username: str) -> datetime | None:
    """Return until when a typed account is locked for the request's address."""
    handler = AxesProxyHandler.get_implementation()
    until: datetime | None = handler.locked_until(request, {"username": username})
    return until


@transaction.atomic
def unlock(*, user: User, by: Actor, reason: str) -> int:
    """Forget an account's failures and that nobody used it; return how many rows of failures there were."""
    removed: int = AxesProxyHandler.reset_attempts(username=digest_of(user.username))
    Credential.objects.filter(user=user).update(
        unused_locked_at=None, warned_at=None, unused_from=clock.now()
    )
    record(by=by, subject=Subject("user", user.pk), action="user.unlocked", reason=reason)
    return removed


def locked_accounts(users: list[User]) -> set[int]:
    """Return which of these people are locked out somewhere at this moment."""
    # The rule of get_failures, for many accounts in one query instead of two each.
    since = clock.wall() - settings.AXES_COOLOFF_TIME
    names = {digest_of(user.username): user.pk for user in users}
    rows = AccessAttempt.objects.filter(username__in=names, attempt_time__gte=since)
    found: set[int] = set()
    totals: dict[str, int] = {}
    places: dict[tuple[str, str], int] = {}
    for name, address, failures in rows.values_list("username", "ip_address", "failures_since_start"):
        totals[name] = totals.get(name, 0) + failures
        places[name, str(address)] = places.get((name, str(address)), 0) + failures
    for (name, _), failures in places.items():
        if failures >= settings.AXES_FAILURE_LIMIT or totals[name] >= settings.LOGIN_FAILURE_LIMIT_ANYWHERE:
            found.add(names[name])
    return found
