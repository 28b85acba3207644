"""What is asked before anything about a system outside is changed."""

from django import forms

from apps.acts.forms import ActForm


class PushForm(ActForm):
    """Asks nothing: it is sent, or not."""

    versioned = False


class ReasonForm(ActForm):
    """Why."""

    versioned = False

    reason = forms.CharField(
        label="原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明原因，例如：对方系统升级。", "max_length": "最多 200 个字。"},
    )


class GiveUpForm(ActForm):
    """Why there is nothing to mend."""

    versioned = False

    reason = forms.CharField(
        label="原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写原因，不写姓名、电话。",
        error_messages={
            "required": "请写明原因，例如：电话无误，对方只收手机号。",
            "max_length": "最多 200 个字。",
        },
    )
