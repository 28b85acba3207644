"""期初数 in a site's file, beside what the site has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from apps.administration.rules.setup import Entry
from apps.lib import formats
from apps.lib.chinese import Unreadable, parse_yuan
from apps.lib.decisions import Refused
from apps.orgs.enums import OrganisationKind
from apps.orgs.models import Organisation
from apps.programs.models import Program
from apps.reports.queries.initial import initial_entries, plan_initial
from apps.reports.rules.initial import Entry as Entered
from apps.reports.rules.initial import Initial, unsound, until

TABLE = "opening_figures"
_BARE_FROM = Decimal(100_000)
"""Less without a unit is 万元, as on the page."""
_IMPORTED = "按导入的文件更改"


def key_of(entry: Entry) -> str:
    """Return the name of an entry among the items to be decided."""
    return f"{TABLE}:{entry.said['year']}:{entry.said['organisation']}"


def figures_of(said: Mapping[str, Any]) -> Initial:
    """Return the numbers of an entry; raise Unreadable at an amount that cannot be read."""
    amount = parse_yuan(said["amount"], bare_from=_BARE_FROM, column_of_wan=True)
    return Initial(said["done"], said["ongoing"], said["passed"], amount)


def entering(entry: Entry, program: Program, bureau: Organisation) -> dict[str, Any]:
    """Return what the service of 期初数 takes for an entry."""
    said = entry.said
    return {
        "bureau": bureau,
        "program": program,
        "figures": figures_of(said),
        "as_of": said["as_of"],
        "source": said["source"].strip(),
        "basis": said["basis"].strip(),
        "reason": said.get("reason", "").strip() or _IMPORTED,
    }


def compare_initial(
    entries: tuple[Entry, ...],
    *,
    bodies: Mapping[str, Organisation],
    kinds: Mapping[str, str],
    years: frozenset[int],
    fault: Callable[[Entry, str], None],
    new: Callable[[Entry, str, str], None],
    note: Callable[[Entry, str, str, str, str], bool],
) -> int:
    """Say what the file's 期初数 would enter, change or get wrong; return how many stand as they are."""
    programs = {each.year: each for each in Program.objects.all()}
    seen: dict[str, int] = {}
    same = 0
    for entry in entries:
        said, where, key = entry.said, entry.said["organisation"], key_of(entry)
        words = _fault(entry, kinds, years) or (f"与第 {seen[key]} 行相同" if key in seen else "")
        seen.setdefault(key, entry.line)
        if words:
            fault(entry, words)
            continue
        program, bureau = programs.get(said["year"]), bodies.get(where)
        what = f"{where} {said['year']} 年度期初数"
        # Of a year or bureau that the file itself adds the weeks are known only when they are there.
        if program is None or bureau is None:
            new(entry, key, what)
            continue
        try:
            plan_initial(**entering(entry, program, bureau))
        except Refused as refused:
            if refused.code == "same":
                same += 1
            else:
                fault(entry, refused.reason)
            continue
        known = initial_entries(program.pk, [bureau.pk])[bureau.pk]
        if known:
            note(entry, key, what, _said(known), _words(figures_of(said), said["as_of"], said["source"]))
        else:
            new(entry, key, what)
    return same


def _fault(entry: Entry, kinds: Mapping[str, str], years: frozenset[int]) -> str:
    said = entry.said
    if kinds.get(said["organisation"]) != OrganisationKind.DISTRICT_BUREAU:
        return f"没有名为“{said['organisation']}”的区、县（市）住建局：请写全称，并放在引用它的条目之前"
    if said["year"] not in years:
        return f"没有 {said['year']} 年度"
    try:
        wrong = unsound(figures_of(said))
    except Unreadable as error:
        return error.message
    if wrong is not None:
        return wrong[1].removesuffix("。")
    blank = next((name for name in ("source", "basis") if not said[name].strip()), "")
    return f"{blank} 不能空着" if blank else ""


def _said(known: list[Entered]) -> str:
    whole = until(known, max(each.from_number for each in known))
    return _words(whole, known[-1].as_of, known[-1].source)


def _words(figures: Initial, as_of: Any, source: str) -> str:
    return f"{figures.words}（截至 {formats.day(as_of)}，{source}）"
