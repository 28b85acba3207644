from django.apps import AppConfig
from django.core import checks


class CasesConfig(AppConfig):
    name = "apps.cases"
    label = "cases"
    verbose_name = "案件"

    def ready(self) -> None:
        """Look for real households in a trial when asked to."""
        from apps.cases.checks import check_real_numbers

        checks.register(check_real_numbers, checks.Tags.security, deploy=True)
