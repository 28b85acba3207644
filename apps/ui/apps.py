"""Registration of the components."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """What every page is built of; knows no case and has no tables."""

    name = "apps.ui"
    label = "ui"
    verbose_name = "界面部件"
