"""The editor after a colleague was faster: both changes in one page, a question only where both changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol, cast

from django import forms
from django.http import QueryDict

from apps.acts.forms import as_shown, in_words, written
from apps.plans.forms.case_form import CaseForm
from apps.plans.rules.merging import Merged, MergedRow, Row, Texts, merge, merge_rows

OURS = frozenset({"version", "key", "loaded"})
Loaded = Mapping[str, Any]
"""What stood on a page when it was drawn: ``""`` the fields of the plan, and the rows of each table;
``blank`` whether it was only offered."""


def loaded_of(form: CaseForm, *, blank: bool) -> dict[str, Any]:
    """Return what a fresh editor shows, as its page carries it along; ``blank``: nothing of it is stored."""
    tables = {name: [[row.key, row.texts] for row in _rows(table)] for name, table in form.tables.items()}
    return {"": _texts(form), "blank": blank, **tables}


def dumped(loaded: Loaded) -> str:
    """Write it for a hidden field."""
    return json.dumps(loaded, ensure_ascii=False, separators=(",", ":"))


def read_loaded(text: str) -> Loaded:
    """Read it back; {} where the page lost it or somebody changed it."""
    try:
        found = json.loads(text or "{}")
        for name in ("spaces", "lines", "hazards"):
            _base(found, name)
        return {**found, "": {str(name): list(said) for name, said in found[""].items()}}
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}


def merged_data(
    form: CaseForm, posted: QueryDict, theirs: CaseForm
) -> tuple[QueryDict, Merged, dict[str, list[MergedRow]]]:
    """Return what was posted with what a colleague saved since, and what of it both changed."""
    base = read_loaded(posted.get("loaded", ""))
    fields = merge(base[""], _texts(form), _texts(theirs))
    tables = {
        name: merge_rows(
            _base(base, name), _rows(table), _rows(theirs.tables[name]), blank=base.get("blank") is True
        )
        for name, table in form.tables.items()
    }
    data = posted.copy()
    for name in list(data):
        if name.partition("-")[0] in tables:
            del data[name]
    for name, said in fields.texts.items():
        data.setlist(name, said)
    for name, rows in tables.items():
        data[f"{name}-TOTAL_FORMS"], data[f"{name}-INITIAL_FORMS"] = str(len(rows)), "0"
        for number, row in enumerate(rows):
            for column, said in {**row.texts, "key": [row.key]}.items():
                data.setlist(f"{name}-{number}-{column}", said)
    data["loaded"] = dumped(loaded_of(theirs, blank=False))
    return data, fields, tables


def ask(form: CaseForm, fields: Merged, tables: Mapping[str, Sequence[MergedRow]]) -> None:
    """Say theirs beside mine wherever both changed something; what is typed stays, and is still read."""
    _ask(form, fields)
    for name, rows in tables.items():
        # Not strict: a table draws no more rows than it could ever be sent (absolute_max).
        for made, row in zip(form.tables[name].forms, rows, strict=False):
            _ask(made, row)
            if row.note:
                _add(made, "kind" if "kind" in made.fields else "name", row.note)


def _ask(form: forms.BaseForm, merged: Merged) -> None:
    for name, said in merged.theirs.items():
        if name in form.fields and not form.fields[name].widget.is_hidden:
            words = in_words(form.fields[name], said)
            _add(form, name, f"这一项刚被改为“{words}”。请核对：再次提交按您填的保存")


def _add(form: forms.BaseForm, name: str, words: str) -> None:
    said = dict(form.cleaned_data)
    form.add_error(name, words)
    # add_error() takes the value away; the evaluator beside goes on reading what is typed.
    form.cleaned_data = said


def _base(loaded: Loaded, name: str) -> list[Row]:
    rows = loaded[name]
    return [Row(str(key), {each: list(said) for each, said in texts.items()}) for key, texts in rows]


class _TableRow(Protocol):
    """A row of one of the editor's tables, as far as it is merged."""

    fields: dict[str, forms.Field]

    def stated(self) -> Mapping[str, Any] | None: ...


def _rows(table: Iterable[forms.BaseForm]) -> list[Row]:
    return [Row("".join(_said(row, "key")), _row_texts(row)) for row in table]


def _row_texts(row: forms.BaseForm) -> Texts:
    # As a fresh page would say it: 18.6 is the 18.60 that was stored, and a discount has a name by itself.
    if not row.is_bound or row.errors or (said := cast("_TableRow", row).stated()) is None:
        return _texts(row)
    found = {name: _spelt(row.fields[name], said.get(name)) for name in row.fields if name != "key"}
    return {name: texts for name, texts in found.items() if texts}


def _spelt(field: forms.Field, value: object) -> list[str]:
    if isinstance(value, Decimal) and isinstance(field, forms.DecimalField) and field.decimal_places:
        value = value.quantize(Decimal(1).scaleb(-field.decimal_places))  # as its column keeps it
    return written(field.widget.format_value(field.prepare_value(value)))


def _texts(form: forms.BaseForm) -> Texts:
    """Return what stands in the fields of a form, without the empty ones."""
    found = {name: _said(form, name) for name in form.fields if name not in OURS}
    return {name: said for name, said in found.items() if said}


def _said(form: forms.BaseForm, name: str) -> list[str]:
    if not form.is_bound:
        return as_shown(form, name, form.fields[name])
    typed = written(form[name].data)
    read = form.cleaned_data.get(name) if name not in form.errors else None
    # What can be read is compared as a fresh page says it, what cannot stays as it is typed.
    return (_spelt(form.fields[name], read) if typed and read is not None else []) or typed
