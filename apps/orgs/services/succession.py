"""Succession of streets: merged, renamed or split from a day on, by a page or by the file of divisions."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.enums import ChangeKind, OrganisationKind, RegionLevel
from apps.orgs.models import BodyChange, Coverage, Region, RegionSuccession, in_force
from apps.orgs.queries import responsible, street_of
from apps.orgs.services.changes import (
    decided,
    lock_streets,
    open_body,
    refuse_planned,
    require_day,
    require_reason,
)


@dataclass(frozen=True, slots=True)
class Heir:
    """A street that takes another one's place: a new one has a name, one that there is has none."""

    code: str
    name: str = ""
    part: str = ""
    """Of a street that is split: which part of it."""


@transaction.atomic
def plan_succession(
    *,
    by: Actor,
    organisation_id: int,
    region: str,
    heirs: Sequence[Heir],
    effective_on: date,
    reason: str,
    version: int | None = None,
) -> BodyChange:
    """Let other streets take a street's place from a day on; ``organisation_id`` is its bureau.

    Whoever covers the street covers the new ones; its open cases follow to the first of them on the day.
    Refused where another change is planned for one of them, or where one would be nobody's.
    """
    body = open_body(organisation_id, version)
    require_day(effective_on)
    reason = require_reason(reason)
    lock_streets((), [region, *(heir.code for heir in heirs)])
    old = street_of(region)
    if old is None or old.valid_to is not None:
        raise Refused("请选择在用的街道。", field="region", code="region")
    bureau = responsible(old, OrganisationKind.DISTRICT_BUREAU, effective_on)
    if bureau is None or bureau.pk != body.pk:
        raise Refused(f"{old.name}那天不由{body.name}负责。", field="region", code="region")
    refuse_planned(body, {region, *(heir.code for heir in heirs)}, ended=region, on=effective_on)
    made = _make(old, heirs, effective_on)
    undo = {"regions": [each.code for each in made], **_cover(old, made, effective_on)}
    known = [street_of(heir.code) for heir in heirs]
    losing = {body.pk}
    for street in known:
        losing |= _require_bodies(street, effective_on)
    _succeed(old, heirs, effective_on)
    return decided(
        by=by,
        body=body,
        kind=ChangeKind.SUCCESSION,
        effective_on=effective_on,
        reason=reason,
        regions=[region, *(heir.code for heir in heirs)],
        name=f"{old.name} → {'、'.join(street.name for street in known if street)}"[:120],
        undo={**undo, "region": region, "losing": sorted(losing)},
    )


def heirs_of(text: str) -> list[Heir]:
    """Read lines of 代码 名称 哪一部分; raise Refused at the first that cannot be one, by its number."""
    found: list[Heir] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        # Any blanks, as they come out of a table: tabs and the wide one too.
        code, name, part = [*line.split(None, 2), "", ""][:3]
        heir = Heir(code, name, part.strip())
        if not (code.isascii() and code.isdigit() and len(code) == STREET_DIGITS):
            raise _unread(number, f"先写 {STREET_DIGITS} 位区划代码", "code")
        for words, said, field in (
            ("街道的名称", heir.name, Region._meta.get_field("name")),
            ("哪一部分", heir.part, RegionSuccession._meta.get_field("part")),
        ):
            if len(said) > (field.max_length or 0):
                raise _unread(number, f"{words}最多 {field.max_length} 个字", "long")
        if len(found) == MOST_HEIRS:
            raise _unread(number, f"最多写 {MOST_HEIRS} 个街道", "many")
        found.append(heir)
    return found


def _unread(number: int, words: str, code: str) -> Refused:
    return Refused(f"第 {number} 行：{words}。", field="heirs", code=code)


MOST_HEIRS = 20
"""As many streets as one is split into at most; more is a text pasted by mistake."""
STREET_DIGITS = 9
"""Digits of a street's code (统计用区划代码): the county's six and three of its own."""


def _make(old: Region, heirs: Sequence[Heir], on: date) -> list[Region]:
    """Make the streets that are not there yet; refused where the lines cannot be meant."""
    codes = [heir.code for heir in heirs]
    if not codes or len(set(codes)) < len(codes) or old.code in codes:
        raise Refused("请写继任的街道，每个一行，不能重复，也不能是它自己。", field="heirs", code="heirs")
    if len(heirs) > 1 and not all(heir.part for heir in heirs):
        raise Refused("分设的，请在每个街道后面写明是原来的哪一部分。", field="heirs", code="part")
    made = []
    for heir in heirs:
        known = Region.objects.filter(pk=heir.code).first()
        if known is not None and (known.level != RegionLevel.STREET or known.valid_to is not None):
            raise Refused(f"{heir.code} {known.name}不是在用的街道。", field="heirs", code="ended")
        if known is not None and heir.name not in ("", known.name):
            raise Refused(
                f"{heir.code} 已经是{known.name}：名称不同的请用新代码。", field="heirs", code="name"
            )
        if known is not None:
            continue
        county = Region.objects.filter(pk=heir.code[:6], level=RegionLevel.COUNTY).first()
        if county is None or not heir.name:
            words = "没有代码前六位的区县" if county is None else "是新的街道，请写名称"
            raise Refused(f"{heir.code} {words}。", field="heirs", code="new")
        made.append(
            Region.objects.create(
                code=heir.code, name=heir.name, level=RegionLevel.STREET, parent=county, valid_from=on
            )
        )
    return made


def _cover(old: Region, made: Iterable[Region], on: date) -> dict[str, Any]:
    """Let whoever is named for the old street be named for the new ones; return what calling off undoes."""
    undo: dict[str, Any] = {"ended": [], "made": []}
    for row in Coverage.objects.filter(in_force(on), region=old).select_related("organisation"):
        for street in made:
            # A bureau's exception within its county says nothing of a street in another one.
            office = row.organisation.kind == OrganisationKind.STREET_OFFICE
            if office or street.parent_id == old.parent_id:
                new = Coverage.objects.create(
                    organisation=row.organisation, region=street, include=row.include, valid_from=on
                )
                undo["made"].append(new.pk)
        if row.valid_from < on:
            undo["ended"].append([row.pk, str(row.valid_to or "")])
            row.valid_to = on
            row.save(update_fields=["valid_to"])
    return undo


def _require_bodies(street: Region | None, on: date) -> set[int]:
    """Return whose a street is on a day; refused where it has no bureau or no office."""
    if street is None:
        return set()
    found = set()
    for kind, words in (
        (OrganisationKind.DISTRICT_BUREAU, "住建局"),
        (OrganisationKind.STREET_OFFICE, "乡镇（街道）"),
    ):
        body = responsible(street, kind, on)
        if body is None:
            raise Refused(f"{street.name}那天还没有负责的{words}，请先设定。", field="heirs", code="nobody")
        found.add(body.pk)
    return found


def _succeed(old: Region, heirs: Sequence[Heir], on: date) -> None:
    RegionSuccession.objects.bulk_create(
        RegionSuccession(region=old, successor_id=heir.code, part=heir.part) for heir in heirs
    )
    old.valid_to, old.successor_id = on, heirs[0].code
    old.save(update_fields=["valid_to", "successor"])


def successions_on_file(path: Path) -> list[Region]:
    """Return the streets that end by the file of divisions and not on the site yet."""
    with path.open(encoding="utf-8", newline="") as source:
        rows = [row for row in csv.DictReader(source) if row.get("valid_to") and row.get("successors")]
    ended = Region.objects.filter(pk__in=[row["code"] for row in rows], valid_to__isnull=True)
    return list(ended.order_by("pk"))


@transaction.atomic
def load_successions(*, path: Path, by: Actor) -> int:
    """Take over what the file of divisions says of streets that have ended or will; return how many are new.

    ``valid_to`` is the day, ``successors`` the codes in their place with ; between them, of a street that is
    split each as 代码:哪一部分. With bodies it is decided as on a page, for today where the day is over.
    """
    rows: dict[str, Mapping[str, str]] = {}
    lines: dict[str, int] = {}
    with path.open(encoding="utf-8", newline="") as source:
        reader = csv.DictReader(source)
        for row in reader:
            rows[row["code"]], lines[row["code"]] = row, reader.line_num
    wanted = {code: row for code, row in rows.items() if row.get("valid_to") and row.get("successors")}
    done = 0
    for old in Region.objects.filter(pk__in=wanted, valid_to__isnull=True).order_by("pk"):
        on, heirs = _on_file(wanted[old.code], rows, path.name, lines[old.code])
        street = street_of(old.code)
        today = clock.today()
        bureau = responsible(street, OrganisationKind.DISTRICT_BUREAU, max(on, today)) if street else None
        if bureau is None:
            _make(old, heirs, on)
            _succeed(old, heirs, on)
        else:
            plan_succession(
                by=by,
                organisation_id=bureau.pk,
                region=old.code,
                heirs=heirs,
                effective_on=max(on, today),
                reason=f"行政区划文件（{formats.day(on)}）",
            )
        done += 1
    return done


def _on_file(
    row: Mapping[str, str], rows: Mapping[str, Mapping[str, str]], file: str, line: int
) -> tuple[date, list[Heir]]:
    """Read the day and the heirs of a street's line; refused with the line where one cannot be meant."""
    where = f"{file} 第 {line} 行 {row['code']} {row['name']}"
    try:
        on = date.fromisoformat(row["valid_to"].strip())
    except ValueError:
        raise Refused(
            f"{where}：valid_to 请写成 2026-09-15 这样的日期，现在是“{row['valid_to']}”。", code="file"
        ) from None
    heirs = []
    for each in row["successors"].split(";"):
        code, _, part = (text.strip() for text in each.partition(":"))
        if code not in rows:
            raise Refused(f"{where}：successors 里的 {code or '（空）'} 在文件里没有这一行。", code="file")
        heirs.append(Heir(code, rows[code]["name"], part))
    return on, heirs
