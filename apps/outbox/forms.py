"""What people say about a job."""

from django import forms


class CancelForm(forms.Form):
    """取消 with its reason."""

    reason = forms.CharField(
        label="取消原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明取消原因"},
    )
