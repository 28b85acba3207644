from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules


class CasesConfig(AppConfig):
    name = "apps.cases"
    label = "cases"
    verbose_name = "案件"

    def ready(self) -> None:
        """Look for real households in a trial when asked to; collect the tabs of the case page."""
        from apps.cases.checks import check_real_numbers

        autodiscover_modules("tabs")
        checks.register(check_real_numbers, checks.Tags.security, deploy=True)
