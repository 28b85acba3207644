"""Words of 疑点: what is looked for, and where one stands.

Plain Python, so that the rules may use them without Django.
"""

from __future__ import annotations

from apps.lib.labelled import Labelled


class Kind(Labelled):
    """疑点的类别: 地方保护、企业借机涨价、违规骗补 (浙建管发〔2024〕80号 六(五)). Never a finding."""

    ABOVE_PACKAGE = "above_package", "合同高于套餐"
    RAISED_BEFORE = "raised_before", "签合同前涨价"
    PEERS = "peers", "单价高于同类"
    STREET_SHARE = "street_share", "一家企业在街道占比高"
    PHOTO_SAME = "photo_same", "同一张照片用于两户"
    PHOTO_LIKE = "photo_like", "两户照片相近"
    WORKS_SHORT = "works_short", "工期过短"
    BEFORE_MILESTONE = "before_milestone", "临近年度节点完工"
    TYPED_AT_ONCE = "typed_at_once", "开工完工同时录入"
    BUDGET_EQUAL = "budget_equal", "合同与装修预算分毫不差"
    PHONE_MANY = "phone_many", "一个电话登记多户"
    SAME_PERSON = "same_person", "巡查验收同一人"


PER_CASE = (
    Kind.ABOVE_PACKAGE,
    Kind.RAISED_BEFORE,
    Kind.WORKS_SHORT,
    Kind.BEFORE_MILESTONE,
    Kind.TYPED_AT_ONCE,
    Kind.BUDGET_EQUAL,
    Kind.SAME_PERSON,
)
"""Kinds that one case alone shows; the others need more cases beside it."""


class State(Labelled):
    """Where a 疑点 stands."""

    OPEN = "open", "待核看"
    CLEARED = "cleared", "疑点排除"
    CHECKING = "checking", "转为核实"
    SOUND = "sound", "核实后排除"
    FOLLOWED = "followed", "核实有问题，另行办理"
    LAPSED = "lapsed", "情况已变，不再提示"

    @property
    def short(self) -> str:
        """Its name over a column."""
        return self.label.partition("，")[0]


DECIDED = (State.CLEARED, State.CHECKING, State.SOUND, State.FOLLOWED)
"""States that a named person brought about."""
ENDED = (State.CLEARED, State.SOUND, State.FOLLOWED)
"""States from which only reopening leads on."""


class Decision(Labelled):
    """What a person decides of a 疑点."""

    CLEAR = "clear", "疑点排除"
    ON_SITE = "on_site", "转为现场核实"
    PAPERS = "papers", "转为合同、票据核实"
    ASK = "ask", "转为向住户、企业核实"
    PASS_ON = "pass_on", "转为有关部门核实"


class Outcome(Labelled):
    """What came of looking into it."""

    SOUND = "sound", "没有问题，疑点排除"
    FOLLOWED = "followed", "有问题，已另行办理"
