"""Sending records to systems outside: at least once, and always under the same key.

Over a wire nothing can be sent exactly once: when the worker dies between the answer and our commit, nobody
knows whether it arrived. So a call is written down before it is made, and repeated under the delivery's id;
the other side drops what it has, as the contract says.
"""

from __future__ import annotations

import json
import logging
import time
from itertools import islice
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F

from apps.audit.rules import refuse_personal
from apps.audit.services import joining
from apps.connections.enums import UNSENT, DeliveryState, Fault
from apps.connections.models import Call, Delivery
from apps.connections.queries import counts_as_silent, why_not
from apps.connections.rules.answers import DATA, OPERATIONAL, Answer, Verdict, judged, pause_after
from apps.connections.rules.partners import PARTNERS, Content, Partner
from apps.connections.services.desks import ended, handed_over
from apps.connections.services.wire import call
from apps.lib import clock, crypto
from apps.lib.actors import SYSTEM, Actor
from apps.lib.jobs import Outcome, Run, TryAgain
from apps.outbox.services import enqueue

logger = logging.getLogger(__name__)
PUSH = "connections.push"
BATCH = 100
"""Deliveries that one beat takes up: the queue also carries what people wait for."""
LOOKED_AT = 50
"""Refused deliveries that one beat holds against their records."""
_OF_THE_SITE = (OperationalError, InterfaceError, crypto.NotConfigured)
"""Faults of the database and of the installation: no record is to blame, and the job fails."""


@joining
def submit(*, partner: str, reference: str, label: str, by: Actor) -> Delivery:
    """Ask, in the running transaction, that a system outside be sent a record; return the delivery.

    Asked again for the same record it is the one that stands. Where the system is not set up or switched
    off the delivery waits: nothing is lost. ``label`` names it in lists and holds no personal values.
    """
    refuse_personal(label)
    delivery, is_new = Delivery.objects.get_or_create(
        partner=partner, reference=reference, defaults={"label": label, "created_at": clock.now()}
    )
    if is_new and not why_not(PARTNERS[partner]):
        set_to_work(delivery, by=by)
    return delivery


@joining
def call_off(*, partner: str, reference: str, words: str) -> None:
    """Ask, in the running transaction, that a record be sent no more; what was delivered stays delivered.

    A call that is under way comes to its end, and its answer is written to the call alone.
    """
    rows = Delivery.objects.filter(partner=partner, reference=reference)
    for delivery in rows.exclude(state=DeliveryState.DELIVERED).select_for_update():
        delivery.state, delivery.fault, delivery.field = DeliveryState.CANCELLED, "", ""
        delivery.words = words
        delivery.save(update_fields=["state", "fault", "field", "words"])
        ended(delivery)


def set_to_work(delivery: Delivery, *, by: Actor, by_hand: bool = False) -> None:
    """Enqueue the sending of a delivery, in the running transaction."""
    job = enqueue(
        task=PUSH,
        by=by,
        args={"delivery": str(delivery.pk), "by_hand": by_hand},
        title=f"推送：{delivery.label}",
    )
    delivery.job_id, delivery.tried_at = job.pk, clock.now()
    delivery.save(update_fields=["job_id", "tried_at"])


def push(*, run: Run) -> Outcome:
    """Send one delivery and write down what became of it, together with the job's end."""
    delivery = Delivery.objects.filter(pk=UUID(str(run.args["delivery"]))).first()
    if delivery is None or delivery.state not in UNSENT:
        return Outcome("没有需要推送的")
    partner = PARTNERS[delivery.partner]
    if why := why_not(partner):
        return Outcome(why)
    if not run.args.get("by_hand") and counts_as_silent(partner):
        return Outcome("对方近来没有应答，过几分钟自动再推送")
    try:
        with transaction.atomic():
            content = partner.build(delivery.reference)
    except _OF_THE_SITE:
        raise
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a record belongs on its row
        return _not_built(run, delivery, error)
    if content is None:
        return _gone(run, delivery)
    former = _state_of(partner, content.after) if content.after else DeliveryState.DELIVERED
    if former == DeliveryState.CANCELLED:
        return _dropped(run, delivery)
    if former != DeliveryState.DELIVERED:
        return _behind(run, delivery, content.after)
    body = _body(partner, delivery, content)
    made = _begun(run, delivery, _digest(body))
    started = time.monotonic()
    answer = call(
        url=getattr(settings, partner.address),
        secret=getattr(settings, partner.secret),
        contract=partner.contract,
        key=str(delivery.pk),
        body=body,
    )
    made.milliseconds = int((time.monotonic() - started) * 1000)
    made.status = answer.status
    verdict = judged(answer, partner.fields)
    if verdict.is_passing and not run.is_last:
        with run.step(cursor="unanswered"):
            _written(partner, delivery, made, verdict)
        raise TryAgain(verdict.words)
    with run.ending() as ending:
        if not verdict.fault:
            verdict = _taken(partner, delivery, made, verdict, answer)
        _written(partner, delivery, made, verdict)
        ending.outcome = Outcome(verdict.words)
    return Outcome(verdict.words)


def take_up(*, by: Actor = SYSTEM) -> int:
    """Set to work what waits and nobody works on, of systems that answer; return how much.

    What had no answer rests longer each time (:func:`pause_after`); what follows another waits for that.
    A silent system is asked with one delivery, until it answers. What was refused goes out once its record
    says something else.
    """
    taken = 0
    for partner in PARTNERS.values():
        if why_not(partner):
            continue
        taken += _look_at_refused(partner, by)
        rows = Delivery.objects.filter(partner=partner.key).unsent().idle().ready(clock.now())
        rows = rows.order_by(F("tried_at").asc(nulls_first=True), "created_at", "pk")
        for delivery in rows[: 1 if counts_as_silent(partner) else BATCH]:
            set_to_work(delivery, by=by, by_hand=counts_as_silent(partner))
            taken += 1
    return taken


def _look_at_refused(partner: Partner, by: Actor) -> int:
    taken = 0
    rows = Delivery.objects.filter(partner=partner.key, state=DeliveryState.REFUSED).idle()
    oldest = rows.order_by(F("looked_at").asc(nulls_first=True), "pk")
    # Skipped where somebody is at it: it comes round again.
    for delivery in oldest.select_for_update(skip_locked=True)[:LOOKED_AT]:
        delivery.looked_at = clock.now()
        try:
            with transaction.atomic():
                taken += _looked_at(partner, delivery, by)
        except _OF_THE_SITE:
            raise
        except Exception as error:  # noqa: BLE001 - one record must not keep all others waiting
            _log_not_built(delivery, error)
            Delivery.objects.filter(pk=delivery.pk).update(looked_at=delivery.looked_at)
    return taken


def _looked_at(partner: Partner, delivery: Delivery, by: Actor) -> int:
    content = partner.build(delivery.reference)
    if content is None:
        _over(delivery)
        delivery.save(update_fields=["looked_at", *_OF_THE_END])
        return 0
    if _digest(_body(partner, delivery, content)) == delivery.content_digest:
        # Whose it is to mend may have changed meanwhile: a case goes to another street.
        handed_over(partner, delivery)
        delivery.save(update_fields=["looked_at", "desk", "mend_page", "mend_id"])
        return 0
    delivery.state, delivery.fault = DeliveryState.WAITING, ""
    delivery.field, delivery.words = "", "已经更正，再推送"
    delivery.save(update_fields=["looked_at", "state", "fault", "field", "words"])
    set_to_work(delivery, by=by)
    return 1


@transaction.atomic
def line_up(partner: Partner) -> int:
    """Let everything that a system should have be sent anew under its own key; return how much there is."""
    count, now = 0, clock.now()
    known = iter(partner.references())
    while some := list(islice(known, 500)):
        rows = [
            Delivery(partner=partner.key, reference=reference, label=label, created_at=now)
            for reference, label in some
        ]
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)
        count += len(rows)
        named = [reference for reference, _ in some]
        again = Delivery.objects.filter(partner=partner.key, reference__in=named)
        again.exclude(state=DeliveryState.WAITING).update(
            state=DeliveryState.WAITING, fault="", field="", words=""
        )
        again.exclude(due_at=None, after="").update(due_at=None, after="")
    return count


def _state_of(partner: Partner, reference: str) -> str:
    rows = Delivery.objects.filter(partner=partner.key, reference=reference)
    return rows.values_list("state", flat=True).first() or ""


def _body(partner: Partner, delivery: Delivery, content: Content) -> bytes:
    said = {"contract": partner.contract, "id": str(delivery.pk), **content.values}
    if content.after:
        rows = Delivery.objects.filter(partner=partner.key, reference=content.after)
        said["after"] = str(rows.values_list("pk", flat=True).first() or "")
    return json.dumps(said, ensure_ascii=False, sort_keys=True).encode()


def _digest(body: bytes) -> str:
    return crypto.blind_index(body.decode(), purpose="connections.content")


class _Changed(Exception):
    """What was asked about has been changed since."""


def _taken(partner: Partner, delivery: Delivery, made: Call, verdict: Verdict, answer: Answer) -> Verdict:
    """Return the verdict on an accepted call whose answer says something, having taken what it says.

    Before the delivery is locked: who acts on the record locks that first and its deliveries after it.
    """
    if partner.take is None:
        return verdict
    try:
        with transaction.atomic():
            words = partner.take(delivery.reference, answer.said)
            # After it, for it locks the record: what was asked must be what stands there now.
            content = partner.build(delivery.reference)
            if content is not None and _digest(_body(partner, delivery, content)) != made.content_digest:
                raise _Changed
    except _Changed:
        return Verdict(OPERATIONAL, "问的内容刚有改动，这次的应答不算，稍后再问", is_passing=True)
    return Verdict(DATA, f"对方的应答不合合同：{words}"[:200]) if words else verdict


def _begun(run: Run, delivery: Delivery, digest: str) -> Call:
    # Counted before it is sent: a worker that dies while sending has called.
    with run.step(cursor="calling"):
        row = Delivery.objects.select_for_update().get(pk=delivery.pk)
        row.attempts += 1
        row.content_digest = digest
        row.save(update_fields=["attempts", "content_digest"])
        made = Call.objects.create(
            delivery=row,
            partner=row.partner,
            number=row.attempts,
            asked_by=run.by.signature,
            content_digest=digest,
            started_at=clock.now(),
        )
    return made


def _written(partner: Partner, delivery: Delivery, made: Call, verdict: Verdict) -> None:
    made.fault, made.field, made.words = verdict.fault, verdict.field, verdict.words
    made.save(update_fields=["milliseconds", "status", "fault", "field", "words"])
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if row.state == DeliveryState.CANCELLED:
        return
    row.fault, row.field, row.words = verdict.fault, verdict.field, verdict.words
    if verdict.fault == Fault.DATA:
        row.state, row.looked_at = DeliveryState.REFUSED, clock.now()
        handed_over(partner, row)
    elif verdict.fault:
        row.state = DeliveryState.UNANSWERED
        row.due_at = clock.now() + pause_after(row.attempts)
    else:
        row.state, row.delivered_at = DeliveryState.DELIVERED, clock.now()
        row.remote_id = verdict.remote_id
        ended(row)
    row.save(update_fields=_OF_AN_ANSWER)


_OF_AN_ANSWER = (
    *("fault", "field", "words", "state", "due_at", "delivered_at", "remote_id"),
    *("looked_at", "desk", "mend_page", "mend_id"),
)


_OVER = "记录已经不在，或者已经结束，不用再推送"
_OF_THE_END = ("state", "fault", "field", "words", "desk", "mend_page", "mend_id")


def _gone(run: Run, delivery: Delivery) -> Outcome:
    with run.ending() as ending:
        row = Delivery.objects.select_for_update().get(pk=delivery.pk)
        _over(row)
        row.save(update_fields=_OF_THE_END)
        ending.outcome = Outcome(_OVER)
    return Outcome(_OVER)


def _not_built(run: Run, delivery: Delivery, error: Exception) -> Outcome:
    """Put a record aside whose content cannot be read; it is looked at again like any refused one."""
    _log_not_built(delivery, error)
    words = "内容取不出来，没有推送，请运维查看日志；能取出以后自动再推送"
    with run.ending() as ending:
        row = Delivery.objects.select_for_update().get(pk=delivery.pk)
        row.state, row.fault, row.field, row.words = DeliveryState.REFUSED, Fault.DATA, "", words
        row.desk_id, row.mend_page, row.mend_id = None, "", ""
        # Of what was sent before: it goes once it can be built, whatever it says then.
        row.content_digest, row.looked_at = "", clock.now()
        ended(row)
        row.save(update_fields=[*_OF_THE_END, "content_digest", "looked_at"])
        ending.outcome = Outcome(words)
    return Outcome(words)


def _log_not_built(delivery: Delivery, error: Exception) -> None:
    # Its kind alone: the words of an error may quote what could not be read.
    logger.error("delivery %s cannot be built: %s", delivery.pk, type(error).__name__)


def _over(row: Delivery) -> None:
    """Let nobody wait for a record of which nothing is sent any more; what was delivered stays delivered."""
    row.state = DeliveryState.DELIVERED if row.delivered_at else DeliveryState.CANCELLED
    row.fault, row.field, row.words = "", "", _OVER
    row.desk_id, row.mend_page, row.mend_id = None, "", ""
    ended(row)


def _behind(run: Run, delivery: Delivery, after: str) -> Outcome:
    words = "等前一件送达以后推送"
    with run.ending() as ending:
        # Noted, so that it is not taken up again before: what it follows may wait for a person.
        Delivery.objects.filter(pk=delivery.pk).update(after=after, words=words)
        ending.outcome = Outcome(words)
    return Outcome(words)


def _dropped(run: Run, delivery: Delivery) -> Outcome:
    words = "前一件不再推送，这一件也不推送"
    with run.ending() as ending:
        row = Delivery.objects.select_for_update().get(pk=delivery.pk)
        row.state, row.fault, row.field, row.words = DeliveryState.CANCELLED, "", "", words
        row.save(update_fields=["state", "fault", "field", "words"])
        ending.outcome = Outcome(words)
    return Outcome(words)
