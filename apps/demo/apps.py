from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The believable programme of the demonstration: no tables, only commands and a page of texts."""

    name = "apps.demo"
    label = "demo"
    verbose_name = "演示"

    def ready(self) -> None:
        """Add the ways of sending that send nothing: texts on a page, systems that answer by themselves."""
        from apps.demo.services import partners, texts

        texts.register()
        partners.register()
