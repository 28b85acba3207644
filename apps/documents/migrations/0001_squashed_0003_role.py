import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    """A new site begins here; one that has begun goes the way of ``replaces``."""

    replaces = [
        ("documents", "0001_initial"),
        ("documents", "0002_source_digest"),
        ("documents", "0003_role"),
    ]
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("owner_kind", models.CharField(max_length=40, verbose_name="归属")),
                ("owner_id", models.CharField(max_length=64, verbose_name="归属编号")),
                ("kind", models.CharField(max_length=40, verbose_name="种类")),
                ("label", models.CharField(blank=True, max_length=120, verbose_name="名称")),
                ("original_name", models.CharField(max_length=160, verbose_name="文件名")),
                ("media_type", models.CharField(max_length=100, verbose_name="类型")),
                ("size", models.PositiveBigIntegerField(verbose_name="大小（字节）")),
                ("sha256", models.CharField(max_length=64, verbose_name="内容摘要")),
                ("storage_name", models.CharField(max_length=200, unique=True, verbose_name="存储位置")),
                ("sensitive", models.BooleanField(default=True, verbose_name="含敏感信息")),
                ("uploaded_by_id", models.BigIntegerField(null=True, verbose_name="上传人编号")),
                ("uploaded_by_name", models.CharField(max_length=80, verbose_name="上传人")),
                (
                    "uploaded_by_role",
                    models.CharField(db_column="uploaded_by_post", max_length=40, verbose_name="岗位"),
                ),
                ("uploaded_by_organisation", models.CharField(max_length=160, verbose_name="单位")),
                ("created_at", models.DateTimeField(verbose_name="存入时间")),
                ("captured_at", models.DateTimeField(null=True, verbose_name="拍摄时间")),
                (
                    "camera_time",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="相机所记时间"),
                ),
                (
                    "source_sha256",
                    models.CharField(blank=True, default="", max_length=64, verbose_name="原文件摘要"),
                ),
                ("source_size", models.PositiveBigIntegerField(null=True, verbose_name="原文件大小（字节）")),
            ],
            options={
                "verbose_name": "文件",
                "verbose_name_plural": "文件",
                "ordering": ("created_at", "id"),
                "indexes": [
                    models.Index(fields=["owner_kind", "owner_id", "kind"], name="file_owner"),
                    models.Index(fields=["owner_kind", "created_at"], name="file_owner_age"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="file_not_empty")
                ],
            },
        ),
    ]
