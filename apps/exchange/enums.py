"""Words of questions to systems outside."""

from __future__ import annotations

from apps.lib.labelled import Labelled


class Close(Labelled):
    """How a question ended."""

    ANSWERED = "answered", "系统已答"
    BY_HAND = "by_hand", "已人工核查"
    REPLACED = "replaced", "另问了一次"
    UNWRITTEN = "unwritten", "系统已答，没有登记，由人工核查"
    OVER = "over", "本件已不用核查"
