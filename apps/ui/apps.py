"""Registration of the components."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """What every page is built of; knows no case and has no tables."""

    name = "apps.ui"
    label = "ui"
    verbose_name = "界面部件"

    def ready(self) -> None:
        """Let fields speak in the house's words."""
        from apps.ui.forms import speak_plainly

        speak_plainly()
