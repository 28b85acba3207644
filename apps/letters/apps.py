from django.apps import AppConfig


class LettersConfig(AppConfig):
    """留言: what a household and the parties of its case write to each other."""

    name = "apps.letters"
    label = "letters"
    verbose_name = "留言"
