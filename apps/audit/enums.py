"""Words of the record."""

from django.db import models


class AccessKind(models.TextChoices):
    """How personal data was looked at."""

    UNMASK = "unmask", "查看完整信息"
    DOWNLOAD = "download", "下载文件"
    EXPORT = "export", "导出"
