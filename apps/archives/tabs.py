"""What the case page shows of the household's archive."""

from django.db.models import OuterRef, Subquery

from apps.archives.models import Compilation
from apps.cases.frame import Tab, register, register_sign

register(Tab("archive", "档案", "archives:archive", 50))
register_sign(
    "archive_compiled",
    Subquery(Compilation.objects.waiting().filter(case=OuterRef("pk")).values("compiled_at")[:1]),
)
