from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "apps.programs"
    label = "programs"
    verbose_name = "年度计划与规则"

    def ready(self) -> None:
        """Let the database refuse to change a frozen rule set."""
        from apps.audit.services import triggers

        triggers.guard("programs_ruleset", "OLD.frozen_at IS NOT NULL")
        triggers.guard("programs_rule", "OLD.is_frozen")
