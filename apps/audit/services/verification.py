"""Proving that the record is as it was written: streaming, in bounded memory, without stopping work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby

from django.db import OperationalError, transaction
from django.db.models import Exists, OuterRef

from apps.audit.models import Chain, DayDigest, Event
from apps.audit.rules import Problem, Subject
from apps.audit.services.day_digests import fold_events
from apps.audit.services.row_digests import digest_of_day, digest_of_event
from apps.lib import formats

_CHAINS_AT_ONCE = 500
_ROWS_AT_ONCE = 2000
# What SQLite raises on a column whose bytes are no date, UUID or UTF-8 any more.
_UNREADABLE = (ValueError, OperationalError)


@dataclass(slots=True)
class Verification:
    """What was looked at and what was found."""

    chains: int = 0
    events: int = 0
    digests: int = 0
    problems: list[Problem] = field(default_factory=list)


def verify(subject: Subject | None = None) -> list[Problem]:
    """Return everything that is not as it was written; nothing means the record is whole."""
    return verify_all(subject).problems


def verify_all(subject: Subject | None = None) -> Verification:
    """Walk all chains and digests, or one subject's chain, and return counts and problems.

    Found are: a changed byte in any column of an event (named by subject, number, row, action), a
    missing event, a removed last event (the chain row knows better), and, if the chain row was
    rolled back along with it, the digest of the day it lies in. Not found is a last event
    removed with its chain row before its day was digested.
    """
    result = Verification()
    if subject is not None:
        for chain in Chain.objects.filter(subject_kind=subject.kind, subject_id=subject.key):
            result.chains += 1
            result.events += chain.events.count()
            result.problems.extend(_check_locked(chain.pk))
        return result
    _verify_chains(result)
    _verify_orphans(result)
    try:
        _verify_digests(result)
    except _UNREADABLE:
        result.problems.append(Problem("digest_changed", "日封存或其所含记录无法读取，内容被改动"))
    return result


def _verify_chains(result: Verification) -> None:
    last_pk = 0
    while chains := list(Chain.objects.filter(pk__gt=last_pk).order_by("pk")[:_CHAINS_AT_ONCE]):
        result.chains += len(chains)
        try:
            events, suspicious = _glance(chains, after=last_pk)
        except _UNREADABLE:
            events = Event.objects.filter(chain__in=chains).count()
            suspicious = [chain.pk for chain in chains]
        result.events += events
        # Chains and events were read at different moments; only what holds under the lock counts.
        for chain_pk in suspicious:
            result.problems.extend(_check_locked(chain_pk))
        last_pk = chains[-1].pk


def _glance(chains: list[Chain], *, after: int) -> tuple[int, list[int]]:
    """Return the number of events of neighbouring chains and the chains that do not look right."""
    rows = (
        Event.objects.filter(chain_id__gt=after, chain_id__lte=chains[-1].pk)
        .order_by("chain_id", "seq")
        .iterator(chunk_size=_ROWS_AT_ONCE)
    )
    # Two sorted streams walked side by side: one query for 500 chains, not one for each.
    groups = groupby(rows, key=lambda event: event.chain_id)
    current = next(groups, None)
    count, suspicious = 0, []
    for chain in chains:
        while current is not None and current[0] < chain.pk:
            current = next(groups, None)
        own: Iterable[Event] = ()
        if current is not None and current[0] == chain.pk:
            own = current[1]
        found = False
        for outcome in _check(chain, own):
            if isinstance(outcome, Problem):
                found = True
            else:
                count += 1
        if found:
            suspicious.append(chain.pk)
    return count, suspicious


@transaction.atomic
def _check_locked(chain_pk: int) -> list[Problem]:
    chain = Chain.objects.select_for_update().get(pk=chain_pk)
    return [found for found in _check(chain, _one_by_one(chain)) if isinstance(found, Problem)]


def _one_by_one(chain: Chain) -> Iterator[Event]:
    """Yield a chain's events; one that cannot even be read comes as a row whose digest fails."""
    numbers = Event.objects.filter(chain_id=chain.pk).order_by("seq").values_list("pk", "seq")
    for pk, seq in numbers.iterator(chunk_size=_ROWS_AT_ONCE):
        row = Event.objects.filter(pk=pk)
        try:
            yield row.get()
        except _UNREADABLE:
            broken = Event(pk=pk, chain=chain, seq=seq, version=0)
            for name in ("subject_kind", "subject_id", "action", "prev", "hash"):
                with suppress(*_UNREADABLE):
                    setattr(broken, name, row.values_list(name, flat=True).get())
            yield broken


def _check(chain: Chain, events: Iterable[Event]) -> Iterator[Problem | Event]:
    """Yield every event of a chain in order, and the problems found between them."""
    seq, head = 0, ""
    where = f"{chain.subject_kind}:{chain.subject_id}"
    for event in events:
        named = f"{where} 第 {event.seq} 号记录（编号 {event.pk}，{event.action}）"
        intact = event.hash == digest_of_event(event)
        own = (event.subject_kind, event.subject_id) == (chain.subject_kind, chain.subject_id)
        if event.seq != seq + 1:
            missing = f"{where} 第 {seq + 1}—{event.seq - 1} 号记录缺失"
            yield Problem("gap", missing, chain.subject_kind, chain.subject_id, seq + 1)
        elif event.prev != head and intact:
            yield _about(event, "unlinked", f"{named}与上一号不衔接")
        if not (intact and own):
            yield _about(event, "changed", f"{named}内容被改动")
        yield event
        seq, head = event.seq, event.hash
    if (chain.seq, chain.head) != (seq, head):
        lost = f"应到第 {chain.seq} 号，现到第 {seq} 号" if chain.seq != seq else "末号记录的封印不符"
        yield Problem(
            "cut_tail",
            f"{where} 尾部记录被删除或改动：{lost}",
            chain.subject_kind,
            chain.subject_id,
            chain.seq,
        )


def _verify_orphans(result: Verification) -> None:
    orphans = Event.objects.filter(~Exists(Chain.objects.filter(pk=OuterRef("chain_id"))))
    for event in orphans.order_by("pk").iterator(chunk_size=_ROWS_AT_ONCE):
        result.events += 1
        message = f"{event}（编号 {event.pk}）所在链的登记行被删除"
        result.problems.append(_about(event, "orphan", message))


def _about(event: Event, kind: str, message: str) -> Problem:
    return Problem(kind, message, event.subject_kind, event.subject_id, event.seq, event.pk, event.action)


def _verify_digests(result: Verification) -> None:
    previous_hash, after = "", 0
    for digest in DayDigest.objects.order_by("day").iterator(chunk_size=_ROWS_AT_ONCE):
        result.digests += 1
        if digest.hash != digest_of_day(digest):
            result.problems.append(Problem("digest_changed", f"{formats.day(digest.day)}的日封存内容被改动"))
        elif digest.prev != previous_hash:
            result.problems.append(
                Problem(
                    "digest_changed", f"{formats.day(digest.day)}的日封存与前一日不衔接，中间有封存被删除"
                )
            )
        rows = Event.objects.filter(id__gt=after, id__lte=digest.last_event_id).order_by("id")
        count, _, head = fold_events(rows.values_list("id", "hash").iterator(chunk_size=_ROWS_AT_ONCE))
        if (count, head) != (digest.count, digest.events_head):
            result.problems.append(
                Problem(
                    "digest_mismatch",
                    f"{formats.day(digest.day)}的日封存不符：封存时有 {digest.count} 条记录"
                    f"（编号 {after + 1}—{digest.last_event_id}），现有 {count} 条，"
                    "有记录在封存后被删除、增加或替换",
                )
            )
        previous_hash, after = digest.hash, digest.last_event_id
