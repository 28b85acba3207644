"""The household and its dwelling as they stood when a paper was made: what was put right later is added."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from apps.cases.enums import CorrectionKind
from apps.cases.facts import CORRECTABLE
from apps.cases.facts.masking import whole_name
from apps.cases.models import Case
from apps.lib import formats
from apps.orgs.enums import Sight


@dataclass(frozen=True, slots=True)
class Stood:
    """姓名 and 房屋坐落 of a moment, and in words what changed of them since."""

    name: str
    address: str
    later: tuple[str, ...]


def stood_at(case: Case, at: datetime | None, seen: Sight) -> Stood:
    """Return who and where a paper of the moment ``at`` is about; None for one still in the making.

    ``seen``: how much of a name. A name put right, or another household after 变更装修人, must not stand
    above what the one before signed.
    """

    def shown(whole: str) -> str:
        return whole_name(seen, lambda: whole)

    name, address = case.household.name, case.dwelling.address
    later: list[str] = []
    rows = case.corrections.filter(made_at__gt=at).order_by("-made_at") if at else ()
    for row in rows:
        values = json.loads(row.values_encrypted.text())
        told = []
        if "name" in values:
            old, new = values["name"]
            name = old
            told.append((CORRECTABLE["name"], shown(old), shown(new)))
        if "address" in values:
            address = values["address"][0]
            told.append((CORRECTABLE["address"], *values["address"]))
        if told:
            words = "；".join(f"{label}由“{old}”改为“{new}”" for label, old, new in told)
            kind = CorrectionKind(row.kind).label
            later.append(f"{formats.day(row.made_at)}{kind}：{words}（{row.made_by}）")
    return Stood(shown(name), address, tuple(reversed(later)))
