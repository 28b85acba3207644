"""App configuration."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Files and papers."""

    name = "apps.documents"
    label = "documents"
    verbose_name = "文件与文书"

    def ready(self) -> None:
        """Register what ``check`` says about the virus scanner."""
        from apps.documents import checks  # noqa: F401
