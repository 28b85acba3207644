import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    """A new site begins here; one that has begun goes the way of ``replaces``."""

    replaces = [
        ("outbox", "0001_initial"),
        ("outbox", "0002_fingerprint"),
        ("outbox", "0003_jobs"),
        ("outbox", "0004_messages"),
        ("outbox", "0005_keys_to_api"),
        ("outbox", "0006_case_page_moved"),
        ("outbox", "0007_role"),
        ("outbox", "0008_encrypted"),
    ]
    initial = True

    dependencies = []

    operations = [
        # The keys began here; api.0001 takes their table over.
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("purpose", models.CharField(max_length=80)),
                ("organisation_id", models.BigIntegerField(default=0)),
                ("user_id", models.BigIntegerField(null=True)),
                ("claim", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("fingerprint", models.CharField(blank=True, max_length=64)),
                ("result_kind", models.CharField(blank=True, max_length=60)),
                ("result_id", models.CharField(blank=True, max_length=64)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "outbox_idempotencykey",
                "indexes": [models.Index(fields=["created_at"], name="outbox_idempotency_created")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("key", "purpose", "organisation_id"), name="outbox_idempotency_unique"
                    )
                ],
            },
        ),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="IdempotencyKey")]),
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("task", models.CharField(max_length=80, verbose_name="任务")),
                ("title", models.CharField(max_length=120, verbose_name="名称")),
                ("args", models.JSONField(blank=True, default=dict, verbose_name="参数")),
                ("personal_encrypted", models.BinaryField(blank=True, db_column="sealed", default=b"")),
                ("key", models.CharField(blank=True, max_length=200)),
                ("scheduled", models.BooleanField(default=False, verbose_name="定时")),
                ("user_id", models.BigIntegerField(null=True, verbose_name="发起人编号")),
                ("actor_name", models.CharField(max_length=80, verbose_name="发起人")),
                ("actor_role", models.CharField(db_column="actor_post", max_length=40, verbose_name="岗位")),
                ("organisation_id", models.BigIntegerField(null=True, verbose_name="单位编号")),
                ("organisation_name", models.CharField(max_length=200, verbose_name="单位")),
                ("organisation_kind", models.CharField(blank=True, max_length=20)),
                ("on_behalf_of", models.CharField(blank=True, max_length=80, verbose_name="代")),
                ("scope_organisation_id", models.BigIntegerField(null=True)),
                ("scope_kind", models.CharField(blank=True, max_length=20)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "排队中"),
                            ("running", "进行中"),
                            ("waiting", "等待重试"),
                            ("done", "已完成"),
                            ("failed", "未完成"),
                            ("cancelled", "已取消"),
                        ],
                        default="queued",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="尝试次数")),
                ("run_after", models.DateTimeField(verbose_name="最早开始")),
                ("published_at", models.DateTimeField(null=True)),
                ("lease", models.UUIDField(null=True)),
                ("claimed_by", models.CharField(blank=True, max_length=120, verbose_name="执行者")),
                ("lease_until", models.DateTimeField(null=True)),
                ("heartbeat_at", models.DateTimeField(null=True)),
                ("progress_done", models.PositiveIntegerField(default=0, verbose_name="已处理")),
                ("progress_total", models.PositiveIntegerField(default=0, verbose_name="共")),
                ("progress_text", models.CharField(blank=True, max_length=200, verbose_name="进展")),
                ("cursor", models.CharField(blank=True, max_length=200)),
                ("summary", models.CharField(blank=True, max_length=500, verbose_name="结果")),
                ("file_id", models.UUIDField(null=True, verbose_name="结果文件")),
                ("error_text", models.CharField(blank=True, max_length=300, verbose_name="原因")),
                ("error_detail", models.CharField(blank=True, max_length=200, verbose_name="技术信息")),
                ("cancel_requested_at", models.DateTimeField(null=True)),
                ("cancel_reason", models.CharField(blank=True, max_length=200, verbose_name="取消原因")),
                ("cancelled_by", models.CharField(blank=True, max_length=80, verbose_name="取消人")),
                ("created_at", models.DateTimeField(verbose_name="提交时间")),
                ("started_at", models.DateTimeField(null=True, verbose_name="开始时间")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="结束时间")),
            ],
            options={
                "verbose_name": "后台任务",
                "verbose_name_plural": "后台任务",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["queued", "waiting"])),
                        fields=["run_after"],
                        name="outbox_job_due",
                    ),
                    models.Index(
                        condition=models.Q(("status", "running")),
                        fields=["lease_until"],
                        name="outbox_job_lease",
                    ),
                    models.Index(fields=["user_id", "-created_at"], name="outbox_job_user"),
                    models.Index(fields=["organisation_id", "-created_at"], name="outbox_job_organisation"),
                    models.Index(fields=["task", "-created_at"], name="outbox_job_task"),
                    models.Index(fields=["-created_at"], name="outbox_job_created"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("task", "key"),
                        name="outbox_job_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("lease__isnull", False),
                                ("lease_until__isnull", False),
                                ("status", "running"),
                            ),
                            models.Q(models.Q(("status", "running"), _negated=True), ("lease__isnull", True)),
                            _connector="OR",
                        ),
                        name="outbox_job_running_has_lease",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("finished_at__isnull", True),
                                ("status__in", ["queued", "running", "waiting"]),
                            ),
                            models.Q(
                                models.Q(("status__in", ["queued", "running", "waiting"]), _negated=True),
                                ("finished_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="outbox_job_ended_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("progress_total", 0),
                            ("progress_done__lte", models.F("progress_total")),
                            _connector="OR",
                        ),
                        name="outbox_job_progress_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("key", models.CharField(max_length=240, unique=True)),
                (
                    "channel",
                    models.CharField(
                        choices=[("inbox", "站内消息"), ("sms", "短信")], max_length=10, verbose_name="渠道"
                    ),
                ),
                ("kind", models.CharField(max_length=60, verbose_name="事项")),
                ("title", models.CharField(max_length=120, verbose_name="标题")),
                ("text", models.CharField(blank=True, max_length=300, verbose_name="内容")),
                ("page", models.CharField(blank=True, max_length=80)),
                ("subject_kind", models.CharField(blank=True, max_length=60)),
                ("subject_id", models.CharField(blank=True, max_length=64)),
                ("user_id", models.BigIntegerField(null=True, verbose_name="收件人编号")),
                ("organisation_id", models.BigIntegerField(null=True, verbose_name="收件单位编号")),
                (
                    "role",
                    models.CharField(blank=True, db_column="post", max_length=40, verbose_name="收件岗位"),
                ),
                ("contact_kind", models.CharField(blank=True, max_length=40)),
                ("contact_id", models.CharField(blank=True, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "待发送"),
                            ("sent", "已发出"),
                            ("delivered", "已送达"),
                            ("failed", "未送达"),
                            ("suppressed", "未发送"),
                        ],
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="发送次数")),
                ("adapter", models.CharField(blank=True, max_length=20, verbose_name="发送方式")),
                ("gateway_id", models.CharField(blank=True, max_length=80, verbose_name="网关编号")),
                ("error_text", models.CharField(blank=True, max_length=200, verbose_name="未送达原因")),
                ("told_by", models.CharField(max_length=80, verbose_name="由谁引起")),
                ("created_at", models.DateTimeField(verbose_name="时间")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="发出时间")),
            ],
            options={
                "verbose_name": "消息",
                "verbose_name_plural": "消息",
                "indexes": [
                    models.Index(
                        fields=["organisation_id", "role", "-created_at"], name="outbox_message_desk"
                    ),
                    models.Index(
                        condition=models.Q(("user_id__isnull", False)),
                        fields=["user_id", "-created_at"],
                        name="outbox_message_user",
                    ),
                    models.Index(fields=["channel", "created_at"], name="outbox_message_age"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("channel", "inbox"),
                                ("contact_id", ""),
                                models.Q(
                                    ("user_id__isnull", False),
                                    ("organisation_id__isnull", False),
                                    _connector="OR",
                                ),
                            ),
                            models.Q(
                                ("channel", "sms"),
                                ("organisation_id__isnull", True),
                                ("user_id__isnull", True),
                                models.Q(("contact_id", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="outbox_message_one_recipient",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageRead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("user_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reads", to="outbox.message"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("message", "user_id"), name="outbox_message_read_once")
                ],
            },
        ),
    ]
