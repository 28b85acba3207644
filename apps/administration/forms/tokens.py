"""What is asked for a token: for which system, in which roles, until when; and why it is revoked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from apps.acts.forms import ActForm
from apps.lib import clock, formats
from apps.orgs.enums import WORK_OF_KIND, Role
from apps.orgs.services import TOKEN_DAYS
from apps.plans.forms.fields import Day


class TokenForm(ActForm):
    """For which system, in which roles, until which day."""

    versioned = False

    label = forms.CharField(
        label="给哪个系统使用", max_length=60, help_text="写明系统和用途，例如：一网通办收件系统，报送登记。"
    )
    roles = forms.MultipleChoiceField(
        label="以什么岗位办理",
        widget=forms.CheckboxSelectMultiple,
        help_text="只给这个系统用得到的。管理员的岗位不给接口。",
    )
    until = Day(label="有效期至")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the roles of the body's own work."""
        super().__init__(*args, **kwargs)
        held = WORK_OF_KIND[self.subject.kind]
        self.fields["roles"].choices = [(role.value, role.label) for role in Role if role in held]  # type: ignore[attr-defined]
        last = clock.today() + timedelta(days=TOKEN_DAYS)
        self.fields["until"].help_text = f"到这一天的同一时刻为止；最迟 {formats.day(last)}，到期另行签发。"

    def clean_until(self) -> date:
        """Take a day after today, a programme year away at most."""
        until: date = self.cleaned_data["until"]
        if not 1 <= (until - clock.today()).days <= TOKEN_DAYS:
            last = clock.today() + timedelta(days=TOKEN_DAYS)
            raise forms.ValidationError(f"应在明天和 {formats.day(last)} 之间。", code="days")
        return until


class RevokeForm(ActForm):
    """Why a token is revoked."""

    versioned = False

    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
