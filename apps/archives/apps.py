from django.apps import AppConfig


class ArchivesConfig(AppConfig):
    name = "apps.archives"
    label = "archives"
    verbose_name = "一户一档"

    def ready(self) -> None:
        """Look at the archive of every case that passes; take in a 质量保修书 that comes later."""
        from apps.archives.services import settle_archive, take_in_warranty
        from apps.inspections.services import case_passed, warranty_kept

        # A signal, as imports only go downwards: the acceptance cannot know that there is an archive.
        case_passed.connect(settle_archive, dispatch_uid="archives.settle")
        warranty_kept.connect(take_in_warranty, dispatch_uid="archives.warranty")
