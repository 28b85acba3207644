"""What every form on a case carries: the version it was opened with, and a key for double clicks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from apps.api.services import marked, new_key
from apps.cases.models import Case
from apps.documents.forms import ParkedFilesMixin
from apps.lib.actors import Actor


class CaseForm(ParkedFilesMixin):
    """Base of the stage forms; ``version`` guards against stale pages."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": "页面已过期，请刷新后重新提交。"}
    )
    key = forms.CharField(
        widget=forms.HiddenInput,
        max_length=36,
        error_messages={"required": "页面已过期，请刷新后重新提交。"},
    )

    def __init__(self, *args: Any, actor: Actor, case: Case, **kwargs: Any) -> None:
        """Open on a case; a fresh form gets its present version and a fresh key."""
        initial = {"version": case.version, "key": new_key(), **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, actor=actor, initial=initial, **kwargs)
        self.case = case

    def clean_key(self) -> str:
        """Return the key with the mark of what was sent under it."""
        return marked(self.cleaned_data["key"], self.data, self.files)

    def show_again_on(self, version: int) -> None:
        """Show what was typed as a new page on the present version, after the old one turned out stale."""
        if isinstance(self.data, QueryDict):
            data = self.data.copy()
            data["version"], data["key"] = str(version), new_key()
            self.data = data
