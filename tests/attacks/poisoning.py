"""Putting one text into every column that holds words, whoever may have typed them."""

from __future__ import annotations

import re

from django.apps import apps
from django.db import DatabaseError, models, transaction

MEANT = re.compile(
    r"(?:^|_)(?:id|code|codes|kind|key|hash|sha256|digest|index|status|state|version|media_type|storage_name|"
    r"password|username|formula|formula_id|subject|action|task|level|post|prefix|head|seq|name_key|dwelling_key|"
    r"camera_time|policy|fingerprint|purpose|group|setting|field|fields|blocks|pauses|clock|result|error)$"
)
"""Columns that programmes read: codes, keys, digests. Nobody types them."""
READ_BY_PROGRAMMES = frozenset(
    {
        "programs.Rule.value",
        "cases.Transition.name",
        "cases.Hold.closed_at_page",
        "cases.ReturnedItem.target",
        "cases.HandedIn.material",
        "auth.Permission.name",
        # JSON as it is hashed; what is in it comes from other columns.
        "supervision.Draw.fixed",
        "supervision.Draw.outcome",
    }
)
"""The same, under names that elsewhere hold words."""
LEFT_OUT = frozenset({"audit", "sessions", "contenttypes", "axes", "otp_totp"})


def poison(text: str, *more: str) -> list[str]:
    """Write ``text`` into every text column of every row; return the columns that took it.

    Several texts take turns over the columns.
    """
    took: list[str] = []
    texts = (text, *more)
    for model in apps.get_models():
        if model._meta.app_label in LEFT_OUT or not model._base_manager.exists():
            continue
        for column in model._meta.concrete_fields:
            if wordy(column) and _written(model, column, texts[len(took) % len(texts)]):
                took.append(f"{model._meta.label}.{column.name}")
    return took


def wordy(column: models.Field[object, object]) -> bool:
    """Whether people's words stand in a column."""
    if not isinstance(column, models.CharField | models.TextField) or column.primary_key or column.unique:
        return False
    if f"{column.model._meta.label}.{column.name}" in READ_BY_PROGRAMMES:
        return False
    return not column.choices and not MEANT.search(column.name)


def _written(model: type[models.Model], column: models.Field[object, object], text: str) -> bool:
    most = getattr(column, "max_length", None)
    if most is not None and most < len(text):
        return False
    try:
        with transaction.atomic():
            filled = model._base_manager.exclude(**{column.name: ""})
            return bool(filled.update(**{column.name: text}))
    except DatabaseError:
        return False
