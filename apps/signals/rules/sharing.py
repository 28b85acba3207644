"""What cases share: a photo, a telephone, an enterprise in a street; and what agrees too well in one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from apps.lib import formats
from apps.lib.amounts import Yuan
from apps.signals.enums import Kind
from apps.signals.rules.found import MOST_CASES, Found, Table
from apps.signals.rules.likeness import BITS


def budget_equal(
    case: str,
    *,
    amount: Yuan,
    signed_on: date,
    budget: Yuan | None,
    applied_on: date,
    wanted: bool,
) -> list[Found]:
    """Return a contract that equals the 装修预算 of an earlier application to the 分.

    A contract that was there first has been copied into the application, and tells nothing.
    """
    if not wanted or budget is None or amount != budget or signed_on <= applied_on:
        return []
    return [
        Found(
            kind=Kind.BUDGET_EQUAL,
            subject=case,
            cases=[case],
            words=(
                f"住户{formats.day(applied_on)}申请时写的装修预算 {formats.money(budget)} 万元，"
                f"{formats.day(signed_on)}签订的合同也是 {formats.money(amount)} 万元，一分不差"
            ),
            table=Table(
                ("", "申请表装修预算", "装修合同"),
                (
                    ("金额（元）", formats.yuan(budget), formats.yuan(amount)),
                    ("日期", formats.day(applied_on), formats.day(signed_on)),
                ),
            ),
            basis=f"{budget}|{applied_on}|{signed_on}",
        )
    ]


def street_share(
    counts: Mapping[int, Sequence[str]],
    *,
    place: str,
    street: str,
    names: Mapping[int, str],
    percent: int | None,
    least: int | None,
) -> list[Found]:
    """Return the enterprises that have at least ``percent`` per cent of a street's contracts of a year.

    ``counts``: ids of the cases with a contract, by enterprise, newest first. A street with fewer than
    ``least`` contracts is not looked at; None is off.
    """
    total = sum(len(cases) for cases in counts.values())
    if percent is None or least is None or total < least:
        return []
    found = []
    for enterprise, cases in counts.items():
        share = Fraction(len(cases), total)
        if share * 100 < percent:
            continue
        found.append(
            Found(
                kind=Kind.STREET_SHARE,
                subject=f"{place}:{enterprise}",
                group=place,
                cases=cases[:MOST_CASES],
                count=len(cases),
                words=(
                    f"{street}共 {total} 份合同，{names[enterprise]} {len(cases)} 份，"
                    f"占 {formats.percent(share)}；提示的线是 {formats.per_cents(percent)}，满 {least} 份才看"
                ),
                table=Table(
                    ("企业", "合同（份）", "占比"),
                    tuple(
                        (names[other], str(len(theirs)), formats.percent(Fraction(len(theirs), total)))
                        for other, theirs in sorted(counts.items(), key=lambda pair: -len(pair[1]))[:10]
                    ),
                ),
                # Each further tenth is another state of things; one contract more is not.
                basis=f"{int(share * 10)}",
            )
        )
    return found


def phone_in_many(phone: str, homes: Mapping[str, str], *, bound: int | None) -> list[Found]:
    """Return a telephone that stands for at least ``bound`` different homes; None is off.

    ``phone``: its keyed hash. ``homes``: home by case, newest first. Kitchen one year and bathroom another
    are one home.
    """
    different = len(set(homes.values()))
    if bound is None or different < bound:
        return []
    return [
        Found(
            kind=Kind.PHONE_MANY,
            subject=phone,
            cases=list(homes)[:MOST_CASES],
            count=len(homes),
            words=(
                f"同一个联系电话登记了 {different} 处住宅，共 {len(homes)} 个办件；"
                f"提示的线是 {bound} 处。号码不显示"
            ),
            table=Table(("", "处数", "提示的线"), (("同一电话的住宅", str(different), f"{bound} 处"),)),
            basis=",".join(sorted(homes)),
        )
    ]


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody's visit to a home: whose, as what, when. ``holder`` is an account, never a name."""

    holder: str
    signature: str
    what: str
    on: date


def same_person(case: str, patrols: Iterable[Seen], accepted: Iterable[Seen], *, wanted: bool) -> list[Found]:
    """Return a home that was patrolled and accepted through one account, by whoever's name."""
    if not wanted:
        return []
    by_holder = {each.holder: each for each in patrols if each.holder}
    pairs = [(by_holder[each.holder], each) for each in accepted if each.holder in by_holder]
    if not pairs:
        return []
    patrol, verdict = pairs[0]
    return [
        Found(
            kind=Kind.SAME_PERSON,
            subject=case,
            cases=[case],
            words=(
                f"{formats.day(patrol.on)}{patrol.what}和{formats.day(verdict.on)}{verdict.what}用的是同一个账号"
            ),
            table=Table(
                ("", patrol.what, verdict.what),
                (
                    ("日期", formats.day(patrol.on), formats.day(verdict.on)),
                    ("署名", patrol.signature, verdict.signature),
                ),
            ),
            holder=patrol.holder,
            basis=f"{patrol.holder}|{patrol.on}|{verdict.on}",
        )
    ]


def photo_in_two(
    first: str, later: str, files: Sequence[tuple[str, str, int]], *, bits: int | None
) -> list[Found]:
    """Return two cases that show the same photo, or photos that differ in at most ``bits`` bits.

    ``files``: pairs of photos with how far they are apart. ``bits`` None: files that are the very same.
    """
    if not files:
        return []
    pairs = tuple((one, other) for one, other, _ in files)
    if bits is None:
        words = f"两户的 {len(pairs)} 张照片是同一个文件（原文件摘要相同）"
        rows: tuple[tuple[str, str], ...] = (("原文件摘要相同", f"{len(pairs)} 张"),)
    else:
        nearest = min(each[2] for each in files)
        words = (
            f"两户的 {len(pairs)} 张照片画面相近：{BITS} 位画面指纹最少只差 {nearest} 位，"
            f"提示的线是 {bits} 位。相近不等于同一张，请对着看"
        )
        rows = tuple((f"第 {number} 对", f"差 {each[2]} 位") for number, each in enumerate(files, 1))
    one, other = sorted((first, later))
    return [
        Found(
            kind=Kind.PHOTO_SAME if bits is None else Kind.PHOTO_LIKE,
            subject=f"{one}:{other}",
            cases=[first, later],
            words=words,
            table=Table(("照片", "比较"), rows[:MOST_CASES]),
            basis=",".join(sorted(f"{one}:{other}" for one, other in pairs)),
            files=pairs[:MOST_CASES],
        )
    ]
