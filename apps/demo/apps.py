from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The believable programme of the demonstration: no tables, only commands."""

    name = "apps.demo"
    label = "demo"
    verbose_name = "演示"
