"""Contract prices against package and peers, and raises before a contract. Amounts in 元, areas in ㎡."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from statistics import median

from apps.lib import formats
from apps.lib.amounts import Yuan
from apps.signals.enums import Kind
from apps.signals.rules.found import Found, Table

WAN = "万元"


@dataclass(frozen=True, slots=True)
class Priced:
    """A contract with the floor it is for."""

    case: str
    amount: Yuan
    """What the enterprise asks: contract with 政府支持."""
    floor: Decimal

    @property
    def unit(self) -> Fraction:
        """Price of a ㎡ of floor, exact."""
        return Fraction(self.amount) / Fraction(self.floor)


def _middle(values: Iterable[Fraction]) -> Fraction:
    return Fraction(median(values))


def _yuan(value: Fraction) -> str:
    # Cut to the 分, as ratios are: what is said is never more than what is.
    return formats.yuan(Decimal(int(value * 100)).scaleb(-2))


def peers_above(
    contracts: Sequence[Priced],
    *,
    least: int | None,
    times: int | None,
    over: int | None,
    among: str,
    group: str,
) -> list[Found]:
    """Return the contracts far above those of the same bureau, year and rooms.

    Far above: beyond the median by ``over`` per cent, and by ``times`` median absolute deviations; median and
    deviation do not move for the sake of a few. Fewer than ``least`` contracts are not compared; where one of
    the three is None nothing is. ``among`` says in words which contracts they are.
    """
    if least is None or times is None or over is None or len(contracts) < least:
        return []
    units = [each.unit for each in contracts]
    middle = _middle(units)
    deviation = _middle(abs(unit - middle) for unit in units)
    line = max(middle * (100 + over) / 100, middle + times * deviation)
    found = []
    for each in contracts:
        if each.unit <= line or each.unit == middle:
            continue
        beyond = each.unit - middle
        found.append(
            Found(
                kind=Kind.PEERS,
                subject=each.case,
                group=group,
                cases=[each.case],
                words=(
                    f"每平方米地面 {_yuan(each.unit)} 元，{among}共 {len(contracts)} 份合同（含这一份），"
                    f"中位数 {_yuan(middle)} 元，高 {formats.percent(beyond / middle)}；"
                    f"超出部分{_times(beyond, deviation)}。"
                    f"提示的线是高于中位数 {formats.per_cents(over)}，并且超出 {times} 个中位差"
                ),
                table=Table(
                    ("", "这一份", f"同类 {len(contracts)} 份"),
                    (
                        ("每平方米（元）", _yuan(each.unit), f"中位数 {_yuan(middle)}"),
                        ("中位差（元）", f"超出 {_yuan(beyond)}", _yuan(deviation)),
                        ("合同（万元）", formats.money(each.amount), formats.NOTHING),
                        ("地面（㎡）", formats.area(each.floor), formats.NOTHING),
                        ("最低～最高（元）", formats.NOTHING, f"{_yuan(min(units))}～{_yuan(max(units))}"),
                    ),
                ),
                basis=f"{each.amount}/{each.floor}",
            )
        )
    return found


def _times(beyond: Fraction, deviation: Fraction) -> str:
    if not deviation:
        return "无法用中位差衡量（一半以上的单价相同）"
    times = formats.number(beyond / deviation, places=1)
    return f"是中位差（各份与中位数相差的中位数）{_yuan(deviation)} 元的 {times} 倍"


def above_package(case: str, *, asked: Yuan, allowed: Yuan, packages: str, over: int | None) -> list[Found]:
    """Return a contract that stands more than ``over`` per cent above its packages; None is off."""
    if over is None or asked <= allowed * (100 + over) / 100:
        return []
    beyond = Fraction(asked - allowed) / Fraction(allowed)
    return [
        Found(
            kind=Kind.ABOVE_PACKAGE,
            subject=case,
            cases=[case],
            words=(
                f"合同（连同政府支持）{formats.money(asked)} {WAN}，"
                f"所依据的套餐连同超出面积的加价 {formats.money(allowed)} {WAN}，"
                f"高 {formats.percent(beyond)}，提示的线是高 {formats.per_cents(over)}"
            ),
            table=Table(
                ("", "合同", "套餐"),
                (
                    ("是哪一份", "现行合同", packages),
                    ("金额（万元）", formats.money(asked), formats.money(allowed)),
                ),
            ),
            basis=f"{asked}/{allowed}",
        )
    ]


MOST_RAISES = 5
"""So many raises are said in words, the last ones; all stand in the table."""


def raised_before(
    case: str, raises: Sequence[tuple[str, date, Yuan, Yuan]], *, signed_on: date, days: int | None
) -> list[Found]:
    """Return a contract signed at most ``days`` after a package it rests on was raised; None is off.

    ``raises``: package, day, price before and after (元).
    """
    if days is None:
        return []
    near = [each for each in raises if 0 <= (signed_on - each[1]).days <= days]
    if not near:
        return []
    said = "；".join(
        f"“{name}”{formats.day(on)}由 {formats.money(before)} 涨到 {formats.money(after)} {WAN}"
        for name, on, before, after in sorted(near, key=lambda each: each[1])[-MOST_RAISES:]
    )
    if len(near) > MOST_RAISES:
        said = f"共 {len(near)} 次，最近 {MOST_RAISES} 次是{said}"
    return [
        Found(
            kind=Kind.RAISED_BEFORE,
            subject=case,
            cases=[case],
            words=f"合同{formats.day(signed_on)}签订，此前 {days} 天以内套餐涨过价：{said}",
            table=Table(
                ("套餐", "涨价日期", "原价（万元）", "新价（万元）", "到签合同"),
                tuple(
                    (
                        name,
                        formats.day(on),
                        formats.money(before),
                        formats.money(after),
                        f"{(signed_on - on).days} 天",
                    )
                    for name, on, before, after in near
                ),
            ),
            basis=f"{signed_on}|" + "|".join(f"{name}:{on}:{after}" for name, on, _, after in near),
        )
    ]
