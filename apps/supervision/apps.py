from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """项目抽查: draws that nobody steers, and what two others find at the drawn homes."""

    name = "apps.supervision"
    label = "supervision"
    verbose_name = "项目抽查"
