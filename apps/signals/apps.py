from django.apps import AppConfig


class SignalsConfig(AppConfig):
    """疑点: what a person should look at. None blocks anything, is a finding, or is told to anybody."""

    name = "apps.signals"
    label = "signals"
    verbose_name = "疑点"
