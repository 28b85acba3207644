from django.apps import AppConfig
from django.core import checks


class ProgramsConfig(AppConfig):
    name = "apps.programs"
    label = "programs"
    verbose_name = "年度计划与规则"

    def ready(self) -> None:
        """Let the database refuse to change a frozen rule set, and say which settings are over."""
        from apps.audit.services import triggers
        from apps.programs.checks import check_settings_gone

        triggers.guard("programs_ruleset", "OLD.frozen_at IS NOT NULL")
        triggers.guard("programs_rule", "OLD.is_frozen")
        checks.register(check_settings_gone)
