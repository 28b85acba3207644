"""What the case page shows of the household's archive."""

from django.db.models import OuterRef, Subquery

from apps.archives.models import Archive, Compilation
from apps.cases.enums import Status
from apps.cases.frame import Tab, register, register_bar, register_sign
from apps.cases.models import Case

register(Tab("archive", "档案", "archives:archive", 50))
register_sign(
    "archive_compiled",
    Subquery(Compilation.objects.waiting().filter(case=OuterRef("pk")).values("compiled_at")[:1]),
)


def unpacked_bar(case: Case) -> str:
    """Why no 质量保修书 comes in yet: it is added after a package that is still being made."""
    waits = (
        case.status == Status.ARCHIVED
        and Archive.objects.filter(pk=case.pk, package_id__isnull=True).exists()
    )
    return "存档包还在生成，生成以后再登记质量保修书。" if waits else ""


register_bar("warranty.record", unpacked_bar)
