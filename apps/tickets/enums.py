"""Enumerations of 诉求件. Plain Python, so that the rules may use them without Django."""

from __future__ import annotations

from apps.lib.labelled import Labelled


class Kind(Labelled):
    """What it is about."""

    QUALITY = "quality", "质量"
    PRICE = "price", "涨价"
    FRAUD = "fraud", "骗补"
    FORCED = "forced", "强制指定企业"
    RATING = "rating", "服务评价回访"
    OTHER = "other", "其他"


CLUES = frozenset({Kind.PRICE, Kind.FRAUD, Kind.FORCED})
"""线索: whoever gives one is never shown to whom it concerns."""


class Source(Labelled):
    """How it came in."""

    PUBLIC = "public", "公众网页"
    HOUSEHOLD = "household", "户主页"
    DESK = "desk", "窗口代录"
    HOTLINE = "hotline", "12345"
    RATING = "rating", "服务评价"


class About(Labelled):
    """Whom it concerns, as the author says: it decides which body may have it."""

    ENTERPRISE = "enterprise", "装修企业"
    STREET = "street", "街道（乡镇）"
    BUREAU = "bureau", "区县住建局"
    CITY = "city", "市住保房管局"
    UNSAID = "unsaid", "其他，或者不清楚"


class Status(Labelled):
    """How far it is."""

    WAITING = "waiting", "待受理"
    HANDLING = "handling", "办理中"
    SETTLED = "settled", "已办结"


class End(Labelled):
    """How it ended. None of them judges anybody."""

    ANSWERED = "answered", "答复"
    PASSED_ON = "passed_on", "转交"
    MEDIATED = "mediated", "调解"
    NOT_OURS = "not_ours", "不属本机关职责"


class StepKind(Labelled):
    """What was done of it; the steps stand beneath each other and are never changed."""

    OPENED = "opened", "收到"
    ACCEPTED = "accepted", "受理"
    CALLED = "called", "回访"
    FORWARDED = "forwarded", "转办"
    TALKED = "talked", "调解记录"
    HOTLINE = "hotline", "登记 12345 工单"
    SETTLED = "settled", "办结"
    REOPENED = "reopened", "重新提出"


TOLD_TO_AUTHOR = frozenset(
    {StepKind.OPENED, StepKind.ACCEPTED, StepKind.FORWARDED, StepKind.SETTLED, StepKind.REOPENED}
)
"""Steps whose words the author reads; the others are the desk's own notes."""
