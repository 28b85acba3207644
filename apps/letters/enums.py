"""Enumerations of 留言. Plain Python, so that the rules may use them without Django."""

from __future__ import annotations

from apps.lib.labelled import Labelled


class Party(Labelled):
    """With whom of its case a household exchanges letters."""

    STREET = "street", "街道"
    BUREAU = "bureau", "区住建局"
    ENTERPRISE = "enterprise", "装修企业"


class Channel(Labelled):
    """How a letter came into the record."""

    SITE = "site", "网页"
    SLIP = "slip", "手机，凭查询凭条"
    DESK = "desk", "窗口"
    TELEPHONE = "telephone", "电话"
    PAPER = "paper", "书面"


TOLD = (Channel.DESK, Channel.TELEPHONE, Channel.PAPER)
"""Ways in which an official hears what a household says, and writes it down for it."""
