"""What people say about a job, and about the mails they want."""

from django import forms

from apps.outbox.enums import Rhythm
from apps.outbox.services import MAIL_HOURS


class CancelForm(forms.Form):
    """取消 with its reason."""

    reason = forms.CharField(
        label="取消原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明取消原因"},
    )


class MailForm(forms.Form):
    """How often, at which hour and where to a mail says that there are messages."""

    rhythm = forms.ChoiceField(
        label="怎样提醒",
        choices=Rhythm.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择怎样提醒。", "invalid_choice": "请选择列出的方式。"},
    )
    hour = forms.TypedChoiceField(
        label="每天几点",
        choices=[(hour, f"{hour:02}:00") for hour in MAIL_HOURS],
        coerce=int,
        initial=8,
        help_text="选“每个工作日一封”时用",
        error_messages={"required": "请选择几点。", "invalid_choice": "请选择列出的时间。"},
    )
    address = forms.EmailField(
        label="邮箱",
        max_length=120,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "请填写正确的邮箱，例如 zhang@example.gov.cn。"},
    )

    def clean(self) -> dict[str, object]:
        """Ask for an address where mails are wanted."""
        said: dict[str, object] = super().clean() or {}
        if (
            said.get("rhythm") not in (None, Rhythm.NONE)
            and not said.get("address")
            and "address" not in self.errors
        ):
            self.add_error("address", "请填写邮箱。")
        return said
