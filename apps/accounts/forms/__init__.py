"""Forms of signing in and of one's own account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import get_password_validators, validate_password
from django.core.exceptions import ValidationError

from apps.accounts.queries import UNUSED_LOCKED, is_unused_locked
from apps.orgs.models import User


class LoginForm(AuthenticationForm):
    """Account and password; one message for both, so that accounts cannot be guessed."""

    error_messages = {
        "invalid_login": "账号或密码不对，请核对后重新输入（注意大小写）。",
        "inactive": "账号或密码不对，请核对后重新输入（注意大小写）。",
    }

    def confirm_login_allowed(self, user: Any) -> None:
        """Tell whoever has the right password, and nobody else, that the account is locked as unused."""
        super().confirm_login_allowed(user)
        if is_unused_locked(user):
            raise ValidationError(UNUSED_LOCKED, code="unused")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].error_messages["required"] = "请填写账号"
        self.fields["password"].error_messages["required"] = "请填写密码"
        self.fields["password"].widget.attrs["data-password"] = "1"


class CodeForm(forms.Form):
    """A code of the authenticator, or a recovery code."""

    code = forms.CharField(
        label="验证码",
        max_length=20,
        error_messages={"required": "请填写验证码"},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class PasswordForm(forms.Form):
    """The present password and the new one; pasting is welcome, and it may be shown."""

    present = forms.CharField(
        label="现在的密码",
        strip=False,
        max_length=200,
        error_messages={"required": "请填写现在的密码"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "data-password": "1"}),
    )
    new = forms.CharField(
        label="新密码",
        strip=False,
        max_length=200,
        error_messages={"required": "请填写新密码"},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-password": "1"}),
    )
    again = forms.CharField(
        label="再填一次新密码",
        strip=False,
        max_length=200,
        error_messages={"required": "请再填一次新密码"},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-password": "1"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    @property
    def rules(self) -> list[str]:
        validators = get_password_validators(settings.AUTH_PASSWORD_VALIDATORS)
        return [text for text in (validator.get_help_text() for validator in validators) if text]

    def clean_present(self) -> str:
        """Check that it is the person who sits there."""
        present: str = self.cleaned_data["present"]
        if not self.user.check_password(present):
            raise ValidationError("现在的密码不对")
        return present

    def clean_new(self) -> str:
        """Hold it against the rules of the profile."""
        new: str = self.cleaned_data["new"]
        validate_password(new, self.user)
        return new

    def clean(self) -> dict[str, Any]:
        """Compare both times it was typed."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "new" in cleaned and "again" in cleaned and cleaned["new"] != cleaned["again"]:
            self.add_error("again", "两次填写的新密码不一样")
        return cleaned


class LinkForm(forms.Form):
    """The code of somebody who came in by the gate, and how it was made sure who it is."""

    code = forms.CharField(
        label="关联码",
        max_length=20,
        error_messages={"required": "请填写关联码"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(
        label="怎样核实的本人",
        max_length=200,
        error_messages={"required": "请写明怎样核实的本人"},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ClaimForm(forms.Form):
    """Whose password is to be set."""

    username = forms.CharField(
        label="账号",
        max_length=60,
        error_messages={"required": "请填写账号"},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )


class FirstPasswordForm(PasswordForm):
    """A new password without the present one: an administrator has let it in."""

    present = None  # type: ignore[assignment]

    def clean_present(self) -> str:
        """There is none to check."""
        return ""


class ReasonForm(forms.Form):
    """Why an account is looked after."""

    reason = forms.CharField(
        label="原因",
        max_length=200,
        help_text="记入留痕，例如“手机丢失，本人当面申请”。",
        error_messages={"required": "请写明原因"},
    )
