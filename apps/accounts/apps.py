from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.core import checks


class AccountsConfig(AppConfig):
    """Accounts: sign-in, second factor, sessions, response headers."""

    name = "apps.accounts"
    label = "doors"  # as the tables and their migrations were named when the app was
    verbose_name = "登录与会话"

    def ready(self) -> None:
        """Note every sign-in in its session, and look over the settings when asked to."""
        from apps.accounts.checks import check_environment
        from apps.accounts.services.sessions import begin

        user_logged_in.connect(begin, dispatch_uid="accounts.begin")
        checks.register(check_environment, checks.Tags.security, deploy=True)
