"""Forms of the 年终核定. They check what was typed and write nothing."""

from __future__ import annotations

from typing import Any

from django import forms

from apps.acts.forms import ActForm
from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField


class LateFactForm(ActForm):
    """A late fact of the year: which case, and why it was typed after it."""

    case = forms.UUIDField(
        label="案件", widget=forms.HiddenInput(), error_messages={"required": "请选择案件"}
    )
    reason = forms.CharField(
        label="年后登记的原因", max_length=150, error_messages={"required": "请写明为什么年后才登记"}
    )

    def said(self) -> dict[str, Any]:
        """Services name the case by its id."""
        said = super().said()
        said["case_id"] = said.pop("case")
        return said


class SubmitCloseForm(ActForm):
    """The signed and stamped list."""

    scan = ParkedFileField(
        kind=FileKind.YEAR_CLOSE_SCAN,
        label="签字盖章的年终核定表",
        help_text="打印核定表，填报人、负责人签字并盖章后扫描上传。",
        error_messages={"required": "请上传签字盖章的年终核定表"},
    )


class ReturnCloseForm(ActForm):
    """退回 with the reason the district works from."""

    reason = forms.CharField(
        label="退回原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写明哪一户、应如何更正；区县据此重新报送。",
        error_messages={"required": "请写明退回原因，区县据此更正"},
    )
