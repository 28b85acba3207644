from django.apps import AppConfig


class RevocationsConfig(AppConfig):
    name = "apps.revocations"
    label = "revocations"
    verbose_name = "撤销验收合格"
