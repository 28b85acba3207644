"""What is asked before a system outside is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from apps.acts.forms import ActForm
from apps.othertrack.enums import FactKind


class AskForm(ActForm):
    """Which system."""

    versioned = False

    kind = forms.ChoiceField(
        label="核查什么",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择核查什么。", "invalid_choice": "请选择列出的一项。"},
    )

    def __init__(self, *args: Any, kinds: Sequence[FactKind], **kwargs: Any) -> None:
        """Offer what can be asked now."""
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
