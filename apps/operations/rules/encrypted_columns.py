"""Every column that holds encrypted values, and what ties its values to their row.

A new column is declared here, or ``manage.py check`` and the suite fail: a rotation that forgot it
would leave its values behind with a key that is about to be thrown away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SEALED: Mapping[str, str] = {
    "cases.Household.id_number_sealed": "{pk}:id_number",
    "cases.Household.phone_sealed": "{pk}:phone",
    "cases.Household.hardship_sealed": "{pk}:hardship",
    "cases.Household.agent_phone_sealed": "{pk}:agent_phone",
    "cases.RegistrationDraft.data_sealed": "{pk}",
    "cases.Correction.values_sealed": "{pk}",
    "plans.ApplicationForm.content_sealed": "{pk}",
    "doors.SecondFactor.secret_sealed": "{pk}/secret",
    "outbox.Job.sealed": "{pk}/sealed",
}
"""Column -> the authenticated text (AAD) of its values, by the row's key."""


@dataclass(frozen=True, slots=True)
class Index:
    """A blind index: recomputed from the encrypted value beside it when the index key changes."""

    column: str
    sealed: str
    purpose: str


INDEXES = (
    Index("cases.Household.id_number_index", "cases.Household.id_number_sealed", "id_number"),
    Index("cases.Household.phone_index", "cases.Household.phone_sealed", "phone"),
)


def aad_for(column: str, pk: object) -> str:
    """Return the AAD of a column's value in the row ``pk``; KeyError for an undeclared column."""
    return SEALED[column].format(pk=pk)
