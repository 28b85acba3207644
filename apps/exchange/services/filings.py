"""装修备案系统: asked whether a home of the other track has 装修备案 (docs/connections/home_filing.md)."""

from __future__ import annotations

from collections.abc import Iterator

from apps.connections.rules.partners import Partner
from apps.exchange.services.asking import content_of, mender_of, references, take_answer
from apps.othertrack.enums import FactKind

ASKED_FIELDS = {
    "name": "装修人姓名（name）对方不认，请街道核对申请，登记错的请区县退回补正",
    "address": "房屋坐落（address）对方不认，请街道核对门牌，登记错的请区县退回补正",
    "county_code": "区县代码（county_code）对方不认，请市级管理员在“机构与管辖”核对管辖范围",
}


def _open() -> Iterator[tuple[str, str]]:
    return references(FactKind.FILING)


PARTNER = Partner(
    key="home_filing",
    label="装修备案系统",
    contract="1",
    about="问其他装修的房屋有没有装修备案（装修人姓名、坐落），应答登记为核查。",
    address="FILING_SYSTEM_URL",
    secret="FILING_SYSTEM_SECRET",  # noqa: S106 - the setting's name
    fields=ASKED_FIELDS,
    keeps=False,
    build=content_of,
    references=_open,
    mender=mender_of,
    take=take_answer,
)
