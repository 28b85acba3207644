"""Loading a street's registration workbook through the registration form's own validation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from apps.cases.forms import RegistrationForm, own_streets
from apps.cases.forms.rows import field_of
from apps.cases.services import register_and_submit
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.lib.spreadsheets import read_rows

NEEDED = frozenset({"name", "id_number", "address"})


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row: a case's number, or the fields and the reasons of the refusal."""

    row: int
    number: str = ""
    errors: tuple[tuple[str, str], ...] = ()

    @property
    def accepted(self) -> bool:
        return not self.errors


class NoTable(ValueError):
    """The workbook has no sheet with the columns of a registration."""


def rows_of(path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Yield (row number as in the sheet, header -> cell) of every household's row.

    The header is the first row that names 装修人姓名, 身份证号 and 房屋坐落; titles above it and
    totals or signatures below it are not households.
    """
    for sheet in read_rows(path):
        header: list[str] = []
        telling: set[int] = set()
        for number, cells in enumerate(sheet.rows, start=1):
            texts = [str(cell) for cell in cells]
            if not header:
                fields = [field_of(text) for text in texts]
                if set(fields) >= NEEDED:
                    header = texts
                    telling = {at for at, name in enumerate(fields) if name in ("id_number", "address")}
                continue
            if any(at in telling and text.strip() for at, text in enumerate(texts)):
                yield number, dict(zip(header, cells, strict=False))
        if header:
            return
    raise NoTable("没有找到登记汇总表：表头应有“装修人姓名”“身份证号”“房屋坐落”。")


def load_workbook(*, path: Path, by: Actor) -> list[RowOutcome]:
    """Register and submit every sound row, one transaction a row; refuse the others with reasons."""
    streets = own_streets(by)
    outcomes = []
    for number, row in rows_of(path):
        form = RegistrationForm.from_row(by, row, streets=streets)
        if not form.is_valid():
            errors = tuple(
                (field, str(message)) for field, messages in form.errors.items() for message in messages
            )
            outcomes.append(RowOutcome(number, errors=errors))
            continue
        try:
            case = register_and_submit(by=by, data=form.to_data())
        except Refused as refusal:
            outcomes.append(RowOutcome(number, errors=((refusal.field, refusal.reason),)))
            continue
        outcomes.append(RowOutcome(number, number=case.number or ""))
    return outcomes
