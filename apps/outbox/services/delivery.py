"""Handing a text message over to a gateway.

Over a wire nothing can be sent exactly once: when the worker dies between the gateway's answer and
our commit, nobody knows whether it was sent. So the message goes out at least once, and every time
under the same token (the message's id, as ``Idempotency-Key``); the gateway drops what it has.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import urllib.error
import urllib.request
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.conf import settings

from apps.audit.services import joining
from apps.lib import clock, formats
from apps.lib.actors import SYSTEM
from apps.lib.contacts import CONTACTS, MENDED_BY, Undelivered, is_mobile
from apps.lib.decisions import Refused
from apps.lib.jobs import Outcome, Run, TryAgain
from apps.outbox.enums import Channel, MessageState
from apps.outbox.models import Job, Message
from apps.outbox.rules import free_from
from apps.outbox.services.queue import enqueue

logger = logging.getLogger(__name__)

TIMEOUT = 5.0
"""Seconds a gateway may take to answer."""
_PASSING = frozenset({408, 425, 429})
"""Refusals of a gateway that another try may mend, besides 5xx."""
_BAD_NUMBER = 422
"""By which a gateway says that the number takes no texts: nothing is wrong with the message."""


class Adapter(Protocol):
    """A way to send."""

    name: str
    page: str
    """URL name of the page that shows what was sent; '' for every way that really sends."""

    def send(self, *, number: str, text: str, token: str) -> str:
        """Send, and return the gateway's own id. Raise TryAgain or Refused."""


class Console:
    """Says in the log that a message would have been sent. For trying out; names no number."""

    name = "console"
    page = ""

    def send(self, *, number: str, text: str, token: str) -> str:
        logger.info("message %s to a number ending in %s: %s", token, number[-2:], text)
        return ""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A gateway that points elsewhere is not followed: the number would go to a stranger."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


class Gateway:
    """POSTs JSON ``{id, to, text}``, signed with HMAC-SHA256 over time and body."""

    name = "http"
    page = ""

    def send(self, *, number: str, text: str, token: str) -> str:
        body = json.dumps({"id": token, "to": number, "text": text}, ensure_ascii=False).encode()
        stamp = str(int(clock.wall().timestamp()))  # the gateway compares it with its own clock
        request = urllib.request.Request(  # noqa: S310 - the scheme is checked at start-up
            settings.MESSAGE_GATEWAY_URL,
            data=body,
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "Idempotency-Key": token,
                "X-Timestamp": stamp,
                "X-Signature": f"sha256={signature(stamp, body)}",
            },
            method="POST",
        )
        # An empty ProxyHandler: proxies that the environment names are not used either (decision 0032).
        opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=TIMEOUT) as answer:
                # An id is all that is expected; what else a gateway sends must not fill our memory.
                return _id_in(answer.read(4096))
        # Before OSError: an HTTPError is one, too.
        except urllib.error.HTTPError as error:
            if error.code >= 500 or error.code in _PASSING:
                raise TryAgain(f"短信网关暂时不能接收（{error.code}）") from error
            if error.code == _BAD_NUMBER:
                raise Refused("短信网关说号码不能接收", code="number") from error
            raise Refused(f"短信网关拒收（{error.code}）", code="refused") from error
        except OSError as error:
            raise TryAgain("短信网关没有应答") from error


def signature(stamp: str, body: bytes) -> str:
    """Return the hex HMAC-SHA256 by which the gateway knows us."""
    secret = settings.MESSAGE_GATEWAY_SECRET.encode()
    return hmac.new(secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _id_in(answer: bytes) -> str:
    try:
        return str(json.loads(answer)["id"])[:80]
    # The message has gone out: an answer nobody can read is no reason to send it again.
    except (ValueError, KeyError, TypeError):
        return ""


ADAPTERS: dict[str, type[Adapter]] = {"console": Console, "http": Gateway}
"""By what ``MESSAGE_ADAPTER`` names them; the demonstration adds one that shows texts on a page."""
HIDDEN = "······"
"""Stands in the kept text of a message where a one-time code was sent."""


def texts_page() -> str:
    """Return the URL name of the page that shows what would be sent, '' wherever texts really go out."""
    adapter = ADAPTERS.get(settings.MESSAGE_ADAPTER)
    return adapter.page if adapter else ""


def deliver(*, run: Run, message_id: UUID) -> Outcome:
    """Send one message unless it was sent, and record it together with the job's end."""
    message = Message.objects.filter(pk=message_id).first()
    if message is None or message.state != MessageState.QUEUED:
        return Outcome("没有需要发送的")
    if settings.MESSAGE_ADAPTER not in ADAPTERS:
        return _end(run, message, MessageState.SUPPRESSED, "短信未开通", code="off")
    until = run.args.get("until")
    if isinstance(until, str) and clock.now() >= datetime.fromisoformat(until):
        # A code that opens nothing any more would only be typed, and counted as a wrong one.
        return _end(run, message, MessageState.SUPPRESSED, "已过有效时间，没有发出")
    number = CONTACTS[message.contact_kind](message.contact_id)
    if not number:
        return _end(run, message, MessageState.SUPPRESSED, "没有登记电话", code="no_number")
    if not is_mobile(number):
        return _end(run, message, MessageState.SUPPRESSED, "登记的电话收不到短信", code="no_mobile")
    if (later := free_from(clock.now(), str(run.args.get("quiet", "")))) > clock.now():
        return _wait(run, message, later)
    adapter = ADAPTERS[settings.MESSAGE_ADAPTER]()
    # Counted before it is sent: a worker that dies while sending has tried.
    with run.step(cursor="sending"):
        message.attempts += 1
        message.adapter = adapter.name
        message.save(update_fields=["attempts", "adapter"])
    try:
        text = message.text.replace(HIDDEN, str(run.personal.get("code", HIDDEN)))
        gateway_id = adapter.send(number=number, text=text, token=str(message.pk))
    except TryAgain as away:
        if run.is_last:
            # Committed before the exception ends the attempt: its last transaction writes only the job's row.
            with run.step(cursor="given up"):
                _set(message, MessageState.FAILED, away.reason, code="no_answer")
        raise
    except Refused as refused:
        with run.step(cursor="refused"):
            _set(message, MessageState.FAILED, refused.reason, code=refused.code)
        raise
    message.gateway_id = gateway_id
    message.sent_at = clock.now()
    return _end(run, message, MessageState.SENT, "")


_STUCK = timedelta(hours=1)
_AT_ONCE = 200


@joining
def end_stuck() -> int:
    """Give up texts that no job sends any more, being cancelled or lost; return how many."""
    old = Message.objects.filter(
        channel=Channel.SMS, state=MessageState.QUEUED, created_at__lt=clock.now() - _STUCK
    )
    waiting = list(old.order_by("created_at")[:_AT_ONCE])
    names = [str(each.pk) for each in waiting]
    jobs = Job.objects.active().filter(task="outbox.deliver", args__message__in=names)
    going = set(jobs.values_list("args__message", flat=True))
    stuck = [each for each in waiting if str(each.pk) not in going]
    for message in stuck:
        _set(message, MessageState.FAILED, "发送中断", code="no_answer")
    return len(stuck)


def _wait(run: Run, message: Message, until: datetime) -> Outcome:
    """Leave a text to a job of the morning: a try of this one would count, and six of them end it."""
    outcome = Outcome(f"夜间不发，{formats.month_moment(until)}再发")
    with run.ending() as ending:
        enqueue(
            task="outbox.deliver",
            by=SYSTEM,
            args=dict(run.args),
            key=f"{run.job_id}|{until.isoformat()}",
            run_after=until,
        )
        ending.outcome = outcome
    return outcome


def _end(run: Run, message: Message, state: MessageState, reason: str, *, code: str = "") -> Outcome:
    outcome = Outcome(reason or state.label)
    with run.ending() as ending:
        _set(message, state, reason, code=code)
        ending.outcome = outcome
    return outcome


def _set(message: Message, state: MessageState, reason: str, *, code: str = "") -> None:
    """Write how a message stands; ``code``: why it did not get through, for whoever mends that."""
    message.state, message.error_text = state, reason
    message.save(update_fields=["state", "error_text", "gateway_id", "sent_at"])
    # A code that did not arrive is dead by the time anybody reads of it: its household asks for another.
    if code and HIDDEN not in message.text and message.contact_kind in MENDED_BY:
        failed = Undelivered(
            message_id=message.pk,
            kind=message.kind,
            text=message.text,
            code=code,
            reason=reason,
            written_at=message.created_at,
        )
        MENDED_BY[message.contact_kind](message.contact_id, failed)
