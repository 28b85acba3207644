import django.db.models.deletion
import django.db.models.expressions
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    """A new site begins here; one that has begun goes the way of ``replaces``."""

    replaces = [
        ("reports", "0001_initial"),
        ("reports", "0002_holders"),
        ("reports", "0003_withdrawn"),
        ("reports", "0004_role"),
        ("reports", "0005_amounts_in_yuan"),
        ("reports", "0006_snapshots"),
        ("reports", "0007_taken_at"),
    ]
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("orgs", "0001_initial"),
        ("programs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="WeekSnapshot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="期次")),
                ("period_start", models.DateField(verbose_name="自")),
                ("period_end", models.DateField(verbose_name="至")),
                ("cutoff_at", models.DateTimeField(verbose_name="数据截止")),
                ("due_at", models.DateTimeField(verbose_name="报送截止")),
                ("moved", models.BooleanField(default=False, verbose_name="因节假日提前")),
                (
                    "final_at",
                    models.DateTimeField(
                        help_text="下一期数据截止时；此后更正计入当期", verbose_name="定稿时间"
                    ),
                ),
                (
                    "year_opened_at",
                    models.DateTimeField(help_text="上一年度最后一期的数据截止", verbose_name="年度起点"),
                ),
                ("carried", models.PositiveIntegerField(verbose_name="上年结转")),
                ("opening", models.PositiveIntegerField(verbose_name="上期累计")),
                ("added", models.PositiveIntegerField(verbose_name="新增")),
                ("removed", models.PositiveIntegerField(verbose_name="核减")),
                ("done", models.PositiveIntegerField(verbose_name="已完成装修")),
                ("ongoing", models.PositiveIntegerField(verbose_name="正在装修")),
                (
                    "amount",
                    models.DecimalField(
                        db_column="amount_yuan",
                        decimal_places=2,
                        max_digits=16,
                        verbose_name="装修合同金额（元）",
                    ),
                ),
                ("manifest_hash", models.CharField(max_length=64, verbose_name="名单摘要")),
                ("taken_at", models.DateTimeField(db_column="sealed_at", verbose_name="封存时间")),
                (
                    "bureau",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="week_snapshots",
                        to="orgs.organisation",
                        verbose_name="区、县（市）住建局",
                    ),
                ),
                (
                    "previous",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="next",
                        to="reports.weeksnapshot",
                        verbose_name="上一期",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="week_snapshots",
                        to="programs.program",
                        verbose_name="年度",
                    ),
                ),
                (
                    "reports_to",
                    models.ForeignKey(
                        help_text="报送日当天的上级；此后报送关系变化不影响已封存的周",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="week_snapshots_below",
                        to="orgs.organisation",
                        verbose_name="报送至",
                    ),
                ),
            ],
            options={
                "verbose_name": "周封存",
                "db_table": "reports_weekseal",
                "ordering": ["-cutoff_at", "bureau_id"],
                "indexes": [
                    models.Index(fields=["reports_to", "program", "number"], name="seal_reports_to_week")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("bureau", "program", "number"), name="seal_once_per_week"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="seal_number_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "done",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("opening"), "+", models.F("added")
                                        ),
                                        "-",
                                        models.F("removed"),
                                    ),
                                    "-",
                                    models.F("ongoing"),
                                ),
                            )
                        ),
                        name="seal_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_at__gte", models.F("cutoff_at")), ("taken_at__gte", models.F("cutoff_at"))
                        ),
                        name="seal_after_cutoff",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WeeklyReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="建立时间")),
                (
                    "bureau",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="weekly_reports",
                        to="orgs.organisation",
                        verbose_name="区、县（市）住建局",
                    ),
                ),
                (
                    "snapshot",
                    models.OneToOneField(
                        db_column="seal_id",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report",
                        to="reports.weeksnapshot",
                        verbose_name="周封存",
                    ),
                ),
            ],
            options={
                "verbose_name": "周报",
            },
        ),
        migrations.CreateModel(
            name="SnapshotMovement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("carried", "上年结转"),
                            ("in", "新增"),
                            ("out", "核减"),
                            ("changed", "变更"),
                        ],
                        max_length=10,
                        verbose_name="变动",
                    ),
                ),
                ("delta", models.SmallIntegerField(verbose_name="户数增减")),
                (
                    "state_before",
                    models.CharField(
                        blank=True,
                        choices=[("ongoing", "正在装修"), ("done", "已完成装修")],
                        max_length=10,
                        verbose_name="原进度",
                    ),
                ),
                (
                    "state_after",
                    models.CharField(
                        blank=True,
                        choices=[("ongoing", "正在装修"), ("done", "已完成装修")],
                        max_length=10,
                        verbose_name="现进度",
                    ),
                ),
                (
                    "amount_change",
                    models.DecimalField(
                        db_column="amount_change_yuan",
                        decimal_places=2,
                        max_digits=14,
                        verbose_name="合同金额增减（元）",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="原因")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshot_movements",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        db_column="seal_id",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="movements",
                        to="reports.weeksnapshot",
                        verbose_name="周封存",
                    ),
                ),
            ],
            options={
                "verbose_name": "周变动",
                "db_table": "reports_sealmovement",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "carried")),
                        fields=("snapshot", "case"),
                        name="case_carried_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "carried"), _negated=True),
                        fields=("snapshot", "case"),
                        name="case_moves_once_a_week",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("delta", 1), ("kind__in", ["carried", "in"]), ("state_before", "")),
                            models.Q(("delta", -1), ("kind", "out"), ("state_after", "")),
                            models.Q(("delta", 0), ("kind", "changed")),
                            _connector="OR",
                        ),
                        name="movement_delta_fits_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Adjustment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("carried", "上年结转"),
                            ("in", "新增"),
                            ("out", "核减"),
                            ("changed", "变更"),
                        ],
                        max_length=10,
                        verbose_name="变动",
                    ),
                ),
                ("delta", models.SmallIntegerField(verbose_name="户数增减")),
                (
                    "state_before",
                    models.CharField(
                        blank=True,
                        choices=[("ongoing", "正在装修"), ("done", "已完成装修")],
                        max_length=10,
                        verbose_name="原进度",
                    ),
                ),
                (
                    "state_after",
                    models.CharField(
                        blank=True,
                        choices=[("ongoing", "正在装修"), ("done", "已完成装修")],
                        max_length=10,
                        verbose_name="现进度",
                    ),
                ),
                (
                    "amount_change",
                    models.DecimalField(
                        db_column="amount_change_yuan",
                        decimal_places=2,
                        max_digits=14,
                        verbose_name="合同金额增减（元）",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="原因")),
                (
                    "amount_after",
                    models.DecimalField(
                        db_column="amount_after_yuan",
                        decimal_places=2,
                        help_text="复算用的绝对值，不由增减推得；核减时为空",
                        max_digits=14,
                        null=True,
                        verbose_name="现合同金额（元）",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="时间")),
                ("made_by", models.CharField(max_length=80, verbose_name="经手人")),
                (
                    "made_by_role",
                    models.CharField(db_column="made_by_post", max_length=20, verbose_name="岗位"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjustments",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
                (
                    "entered",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entered_adjustments",
                        to="reports.weeksnapshot",
                        verbose_name="计入的周",
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        db_column="seal_id",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjustments",
                        to="reports.weeksnapshot",
                        verbose_name="所更正的周",
                    ),
                ),
            ],
            options={
                "verbose_name": "更正",
                "ordering": ["made_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("delta", 1), ("kind__in", ["carried", "in"]), ("state_before", "")),
                            models.Q(("delta", -1), ("kind", "out"), ("state_after", "")),
                            models.Q(("delta", 0), ("kind", "changed")),
                            _connector="OR",
                        ),
                        name="adjustment_delta_fits_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="adjustment_has_reason"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("entered__isnull", True)),
                        fields=("snapshot", "case"),
                        name="one_waiting_correction",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="版次")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("submitted", "已报送"),
                            ("accepted", "已接收"),
                            ("returned", "已退回"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("edit", models.PositiveIntegerField(default=1, verbose_name="修改次数")),
                ("filler", models.CharField(blank=True, max_length=60, verbose_name="填报人")),
                ("filled_by_id", models.BigIntegerField(null=True, verbose_name="最后填写人编号")),
                (
                    "filled_by_holder",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=32, verbose_name="最后填写人编号"
                    ),
                ),
                ("narrative", models.TextField(blank=True, max_length=2000, verbose_name="好经验好做法")),
                ("declared_week", models.PositiveIntegerField(null=True, verbose_name="传统装修 本周进度")),
                ("declared_done", models.PositiveIntegerField(null=True, verbose_name="传统装修 已完成装修")),
                (
                    "declared_ongoing",
                    models.PositiveIntegerField(null=True, verbose_name="传统装修 正在装修"),
                ),
                (
                    "declared_amount",
                    models.DecimalField(
                        db_column="declared_amount_yuan",
                        decimal_places=2,
                        max_digits=16,
                        null=True,
                        verbose_name="传统装修 合同金额（元）",
                    ),
                ),
                ("declared_source", models.CharField(blank=True, max_length=120, verbose_name="数据来源")),
                ("declared_queried_at", models.DateTimeField(null=True, verbose_name="查询时间")),
                ("declared_evidence_id", models.UUIDField(null=True, verbose_name="佐证材料")),
                (
                    "declared_missing_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="本周未取得的原因"),
                ),
                ("content", models.JSONField(blank=True, default=dict, verbose_name="报送内容")),
                ("content_hash", models.CharField(blank=True, max_length=64, verbose_name="内容摘要")),
                ("audit_day", models.DateField(null=True, verbose_name="记录摘要日期")),
                ("audit_digest", models.CharField(blank=True, max_length=64, verbose_name="记录摘要")),
                ("late", models.BooleanField(default=False, verbose_name="迟报")),
                ("created_at", models.DateTimeField(verbose_name="建立时间")),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="报送时间")),
                ("submitted_by", models.CharField(blank=True, max_length=80, verbose_name="报送人")),
                (
                    "submitted_by_holder",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=32, verbose_name="报送人编号"
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="接收/退回/撤回时间")),
                ("decided_by", models.CharField(blank=True, max_length=80, verbose_name="接收/退回/撤回人")),
                (
                    "decided_by_holder",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=32,
                        verbose_name="接收/退回/撤回人编号",
                    ),
                ),
                ("return_reason", models.CharField(blank=True, max_length=300, verbose_name="退回/撤回原因")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="reports.weeklyreport",
                        verbose_name="周报",
                    ),
                ),
            ],
            options={
                "verbose_name": "周报版本",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("report", "number"), name="report_version_numbered"),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["accepted", "draft", "submitted"])),
                        fields=("report",),
                        name="one_live_report_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("content_hash", ""), ("status", "draft"), ("submitted_at__isnull", True)
                            ),
                            models.Q(
                                models.Q(("status", "draft"), _negated=True),
                                ("submitted_at__isnull", False),
                                models.Q(("content_hash", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="report_submitted_is_frozen",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["accepted", "returned", "withdrawn"]), _negated=True),
                            ("decided_at__isnull", False),
                            _connector="OR",
                        ),
                        name="report_decided_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status__in", ["returned", "withdrawn"]),
                                models.Q(("return_reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("status__in", ["returned", "withdrawn"]), _negated=True),
                                ("return_reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="report_returned_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "draft"),
                            models.Q(("declared_missing_reason", ""), _negated=True),
                            models.Q(
                                ("declared_amount__isnull", False),
                                ("declared_done__isnull", False),
                                ("declared_ongoing__isnull", False),
                                ("declared_queried_at__isnull", False),
                                ("declared_week__isnull", False),
                                models.Q(("declared_source", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="report_declared_or_explained",
                    ),
                ],
            },
        ),
    ]
