"""App configuration."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The API's kernel: who calls, what is refused, how lists are cut, what counts once."""

    name = "apps.api"
    label = "api"
    verbose_name = "接口"
