"""本级参数 of a body as of a day: its own, else those of the body it reports to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from apps.orgs.models import Organisation, ReportingLine
from apps.programs.enums import ParameterCode
from apps.programs.models import Parameter


@dataclass(frozen=True, slots=True)
class Limits:
    """A body's parameters on a day; what nobody has set is not among them."""

    rows: Mapping[str, Parameter]

    def value(self, code: ParameterCode) -> str:
        """Return a value as it is kept; '' where it is 未设定."""
        row = self.rows.get(code)
        return row.value if row else ""

    def number(self, code: ParameterCode) -> int | None:
        """Return a whole number; None where it is 未设定, and then nothing is checked."""
        return int(self.value(code)) if self.value(code) else None

    def said(self, code: ParameterCode) -> str:
        """Return a value in words; 未设定 for none."""
        return code.kind.write(self.value(code))


@dataclass(frozen=True, slots=True)
class LimitBook:
    """Parameters of all bodies with their reporting lines, read once for many cases."""

    lines: Sequence[ReportingLine]
    """Oldest first."""
    rows: Mapping[int, Sequence[Parameter]]
    """By the body whose they are, oldest version first."""

    def of(self, organisation_id: int, on: date) -> Limits:
        """Return a body's parameters as of a day.

        A body that has set none, or has taken its own back, follows the body it reports to.
        """
        found: dict[str, Parameter] = {}
        # From the top down: what stands nearer to the body covers what stands above it.
        for body in reversed(_chain(self.lines, organisation_id, on)):
            newest = {row.code: row for row in self.rows.get(body, ()) if row.valid_from <= on}
            found.update({code: row for code, row in newest.items() if row.value})
        return Limits(found)

    @property
    def touched(self) -> frozenset[int]:
        """Bodies that have set a parameter, and all that ever reported to one of them."""
        found = set(self.rows)
        while more := {line.organisation_id for line in self.lines if line.reports_to_id in found} - found:
            found |= more
        return frozenset(found)

    def under(self, organisation_id: int, on: date) -> list[int]:
        """Return the touched bodies that are this one or stand under it on a day."""
        return [body for body in self.touched if organisation_id in _chain(self.lines, body, on)]


def _chain(lines: Iterable[ReportingLine], organisation_id: int, on: date) -> list[int]:
    above: dict[int, int] = {}
    begun: set[int] = set()
    # Oldest first: of lines that overlap the newest counts.
    for line in sorted(lines, key=lambda each: each.valid_from):
        body = line.organisation_id
        if line.valid_from <= on:
            begun.add(body)
            if line.valid_to is None or line.valid_to > on:
                above[body] = line.reports_to_id
        # Who begins to report later stands under that body before it, too (as for orgs' body_above).
        elif body not in begun:
            above.setdefault(body, line.reports_to_id)
    chain = [organisation_id]
    while chain[-1] in above and above[chain[-1]] not in chain:
        chain.append(above[chain[-1]])
    return chain


def bodies_from(organisation_id: int, on: date) -> list[int]:
    """Return a body and those it reports to on a day, from the bottom up (one query)."""
    return chains_from(organisation_id, [on])[on]


def chains_from(organisation_id: int, days: Iterable[date]) -> dict[date, list[int]]:
    """Return a body and those it reports to on each of some days, from the bottom up (one query)."""
    lines = list(ReportingLine.objects.all())
    return {day: _chain(lines, organisation_id, day) for day in days}


def limit_book(codes: Iterable[ParameterCode] | None = None) -> LimitBook:
    """Return the parameters of all bodies, of some codes only where named (two queries)."""
    rows = Parameter.objects.order_by("number").select_related("organisation")
    if codes is not None:
        rows = rows.filter(code__in=list(codes))
    found: dict[int, list[Parameter]] = defaultdict(list)
    for row in rows:
        found[row.organisation_id].append(row)
    # Bodies without any parameter are spared the reporting lines.
    lines = list(ReportingLine.objects.order_by("valid_from")) if found else []
    return LimitBook(lines, found)


def limits_of(organisation_id: int, on: date, codes: Iterable[ParameterCode] | None = None) -> Limits:
    """Return a body's parameters as of a day (two queries)."""
    return limit_book(codes).of(organisation_id, on)


def parameter_versions(organisation: Organisation, code: str) -> list[Parameter]:
    """Return every version of a body's parameter, newest first."""
    return list(Parameter.objects.filter(organisation=organisation, code=code).order_by("-number"))
