"""App configuration."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DocumentsConfig(AppConfig):
    """Files and papers."""

    name = "apps.documents"
    label = "documents"
    verbose_name = "文件与文书"

    def ready(self) -> None:
        """Register what ``check`` says about the virus scanner; ask the owners of files who may read them."""
        from apps.documents import checks  # noqa: F401

        autodiscover_modules("permissions")
