"""What a look at 装修备案, 一码监管 or the contract may say. Pure.

Somebody looks and writes down what was seen; a system that is asked (the app above, by its documented
contract) answers with the same :class:`Answer` and goes through the same service.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from apps.othertrack.enums import DATED_CHECKS, Finding, Means


@dataclass(frozen=True, slots=True)
class Answer:
    """核查: what was seen, by a person or by a system."""

    finding: Finding
    source: str
    """Where it was looked up: name of the system, or what was done."""
    seen: str
    looked_on: date
    on: date | None = None
    """Since when it stands there; of what was found in a system always."""
    reference: str = ""
    means: Means = Means.BY_HAND


def day_fault(kind: str, finding: str, on: date | None) -> str:
    """Return what is wrong with the day since when something stands in a system; '' for nothing.

    What was found has one; what was found and differs may have; a contract and what is not there have none.
    """
    if kind in DATED_CHECKS and finding == Finding.FOUND:
        return "" if on is not None else "查到的，请填写系统里的登记日期。"
    if on is None or (kind in DATED_CHECKS and finding == Finding.DIFFERS):
        return ""
    if finding == Finding.EXEMPT:
        return "不适用的没有登记日期，请留空。"
    if kind in DATED_CHECKS:
        return "查不到的没有登记日期，请留空；查到了的请改结果。"
    return "核查合同不填系统里的登记日期，请留空；要说明的写在“看到了什么”里。"


def exempt_fault(kind: str, finding: str, *, is_rural: bool | None) -> str:
    """Return why 不适用（农房） is no finding here; '' where it may be. ``is_rural``: None where unknown.

    农房装修改造可参照执行 (43号): where no system takes farmhouses in, that is said with its reason.
    """
    if finding != Finding.EXEMPT:
        return ""
    if kind not in DATED_CHECKS:
        return "合同都要核实，没有不适用。"
    return "城镇住宅应当办理装修备案、纳入一码监管；不适用只用于农房。" if is_rural is False else ""
