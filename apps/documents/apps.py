"""App configuration."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Files and papers."""

    name = "apps.documents"
    label = "documents"
    verbose_name = "文件与文书"
