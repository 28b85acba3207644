import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    """A new site begins here; one that has begun goes the way of ``replaces``."""

    replaces = [
        ("audit", "0001_initial"),
        ("audit", "0002_role"),
        ("audit", "0003_taken_at"),
    ]
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DayDigest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True, verbose_name="日期")),
                ("taken_at", models.DateTimeField(db_column="sealed_at", verbose_name="封存时间")),
                ("version", models.PositiveSmallIntegerField()),
                ("count", models.PositiveIntegerField(verbose_name="事项数")),
                ("last_event_id", models.BigIntegerField(verbose_name="末条编号")),
                ("events_head", models.CharField(max_length=64)),
                ("prev", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64, verbose_name="摘要")),
            ],
        ),
        migrations.CreateModel(
            name="AccessLog",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("user_id", models.BigIntegerField(null=True, verbose_name="用户编号")),
                ("actor_name", models.CharField(max_length=80, verbose_name="操作人")),
                ("role", models.CharField(blank=True, db_column="post", max_length=60, verbose_name="岗位")),
                ("organisation_id", models.BigIntegerField(null=True, verbose_name="单位编号")),
                ("organisation_name", models.CharField(blank=True, max_length=200, verbose_name="单位")),
                ("on_behalf_of", models.CharField(blank=True, max_length=80, verbose_name="代")),
                (
                    "kind",
                    models.CharField(
                        choices=[("unmask", "查看完整信息"), ("download", "下载文件"), ("export", "导出")],
                        max_length=20,
                        verbose_name="方式",
                    ),
                ),
                ("subject_kind", models.CharField(max_length=60)),
                ("subject_id", models.CharField(max_length=64)),
                ("field", models.CharField(max_length=80, verbose_name="内容")),
                ("purpose", models.CharField(max_length=300, verbose_name="用途")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject_kind", "subject_id", "-id"], name="audit_access_subject")
                ],
            },
        ),
        migrations.CreateModel(
            name="Chain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject_kind", models.CharField(max_length=60)),
                ("subject_id", models.CharField(max_length=64)),
                ("seq", models.PositiveIntegerField(default=0)),
                ("head", models.CharField(blank=True, default="", max_length=64)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject_kind", "subject_id"), name="audit_chain_subject_unique"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("user_id", models.BigIntegerField(null=True, verbose_name="用户编号")),
                ("actor_name", models.CharField(max_length=80, verbose_name="操作人")),
                ("role", models.CharField(blank=True, db_column="post", max_length=60, verbose_name="岗位")),
                ("organisation_id", models.BigIntegerField(null=True, verbose_name="单位编号")),
                ("organisation_name", models.CharField(blank=True, max_length=200, verbose_name="单位")),
                ("on_behalf_of", models.CharField(blank=True, max_length=80, verbose_name="代")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("version", models.PositiveSmallIntegerField()),
                ("subject_kind", models.CharField(max_length=60)),
                ("subject_id", models.CharField(max_length=64)),
                ("seq", models.PositiveIntegerField()),
                ("action", models.CharField(max_length=80, verbose_name="事项")),
                ("reason", models.TextField(blank=True, verbose_name="理由")),
                ("changes", models.TextField(default="[]", verbose_name="变更字段")),
                ("facts", models.TextField(default="{}", verbose_name="事实")),
                ("jurisdiction", models.CharField(blank=True, max_length=40, verbose_name="辖区")),
                ("prev", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64)),
                (
                    "chain",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="audit.chain",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("chain", "seq"), name="audit_event_chain_seq_unique")
                ],
            },
        ),
    ]
