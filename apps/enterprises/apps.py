from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    name = "apps.enterprises"
    label = "enterprises"
    verbose_name = "企业名录"

    def ready(self) -> None:
        """Say how messages about an enterprise are called."""
        from apps.enterprises.queries import described
        from apps.outbox.queries import register_subject

        register_subject("enterprise", described)
