"""Which questions to systems outside are open, and what a renovation's page says of them."""

from __future__ import annotations

from collections.abc import Mapping

from apps.connections.enums import DeliveryState
from apps.connections.models import Delivery
from apps.connections.queries import line_of, why_not
from apps.connections.rules.partners import PARTNERS, Partner
from apps.exchange.models import Question
from apps.othertrack.enums import DATED_CHECKS, FactKind
from apps.othertrack.models import Renovation

QUESTION = "question"
SYSTEMS: Mapping[str, str] = {FactKind.FILING: "home_filing", FactKind.CODE: "site_code"}
"""Which system is asked about what."""
_NOT_ANSWERED = (DeliveryState.REFUSED, DeliveryState.CANCELLED)


def system_of(kind: str) -> Partner:
    """Return the system that is asked about a kind of fact."""
    return PARTNERS[SYSTEMS[kind]]


def reference_of(question: Question) -> str:
    """Return by what a delivery names a question."""
    return f"{QUESTION}:{question.pk}"


def open_questions(renovation: Renovation) -> list[tuple[Question, Delivery | None]]:
    """Return the questions of a renovation that wait, each with how it stands outside."""
    questions = list(
        Question.objects.filter(renovation=renovation, ended_at__isnull=True).order_by("asked_at")
    )
    if not questions:
        return []
    named = [reference_of(each) for each in questions]
    rows = Delivery.objects.filter(partner__in=sorted(SYSTEMS.values()), reference__in=named)
    found = {row.reference: row for row in rows}
    return [(each, found.get(reference_of(each))) for each in questions]


def why_not_asked(renovation: Renovation, kind: str) -> str:
    """Return why a system is not asked about a renovation now, '' where it may be."""
    partner = system_of(kind)
    if why := why_not(partner):
        return f"{partner.label}{why.split('，')[0]}，不能查询，请人工核查"
    for question, delivery in open_questions(renovation):
        # What was refused is asked anew: the desk has mended it or given it up, or the other side has.
        if question.kind == kind and (delivery is None or delivery.state not in _NOT_ANSWERED):
            return f"已请{partner.label}核查，等应答；不等的可以人工核查"
    return ""


def kinds_to_ask(renovation: Renovation) -> list[FactKind]:
    """Return what systems may be asked about a renovation now."""
    return [kind for kind in DATED_CHECKS if not why_not_asked(renovation, kind)]


def remarks_on(renovation: Renovation) -> list[str]:
    """Say of each open question how it stands, for the renovation's page."""
    return [_remark(question, delivery) for question, delivery in open_questions(renovation)]


def _remark(question: Question, delivery: Delivery | None) -> str:
    kind, partner = FactKind(question.kind), system_of(question.kind)
    asked = f"{kind.label}：{question.asker.signature}已请{partner.label}核查"
    if delivery is None or delivery.state == DeliveryState.DELIVERED:
        return f"{asked}。"
    words = line_of(delivery, why_not(partner)).words
    if delivery.state in _NOT_ANSWERED:
        return f"{asked}，没有查成。{words}。请人工核查；改正以后也可以再请系统核查。"
    stands = words or "等应答"
    return f"{asked}，{stands}。不用等，也可以人工核查，登记以后不再问。"
