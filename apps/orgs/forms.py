"""Forms of the sign-in page."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm


class LoginForm(AuthenticationForm):
    """Account and password; one message for both, so that accounts cannot be guessed."""

    error_messages = {
        "invalid_login": "账号或密码不对，请核对后重新输入（注意大小写）。",
        "inactive": "这个账号已停用，请联系本单位管理员。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].error_messages["required"] = "请填写账号"
        self.fields["password"].error_messages["required"] = "请填写密码"
