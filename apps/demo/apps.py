from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The believable programme of the demonstration: no tables, only commands and a page of texts."""

    name = "apps.demo"
    label = "demo"
    verbose_name = "演示"

    def ready(self) -> None:
        """Add the way of sending that shows texts on a page."""
        from apps.demo.services.texts import register

        register()
