import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    """A new site begins here; one that has begun goes the way of ``replaces``."""

    replaces = [
        ("plans", "0001_initial"),
        ("plans", "0002_holders"),
        ("plans", "0003_surface_parts"),
        ("plans", "0004_role"),
        ("plans", "0005_amounts_in_yuan"),
        ("plans", "0006_encrypted"),
    ]
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("enterprises", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="版次")),
                (
                    "kind",
                    models.CharField(
                        choices=[("initial", "方案"), ("change", "变更方案")],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("failed", "未通过核验"),
                            ("submitted", "待户主确认"),
                            ("rejected", "户主有意见"),
                            ("confirmed", "户主已确认"),
                            ("superseded", "已被新版替代"),
                            ("void", "已作废"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("designer_name", models.CharField(max_length=80, verbose_name="设计师")),
                ("designer_organisation", models.CharField(max_length=120, verbose_name="设计单位")),
                ("entered_on_behalf", models.BooleanField(default=False, verbose_name="由窗口代为录入")),
                ("survey_on", models.DateField(blank=True, null=True, verbose_name="上门勘测日期")),
                ("survey_note", models.CharField(blank=True, max_length=500, verbose_name="勘测情况")),
                ("planned_start", models.DateField(blank=True, null=True, verbose_name="计划开工日期")),
                (
                    "planned_days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="计划工期（天）"),
                ),
                ("overrun_reason", models.CharField(blank=True, max_length=300, verbose_name="超期原因")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="方案说明")),
                ("content_hash", models.CharField(blank=True, max_length=64, verbose_name="内容校验码")),
                (
                    "hash_version",
                    models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="校验码写法"),
                ),
                ("created_at", models.DateTimeField(verbose_name="建立时间")),
                ("updated_at", models.DateTimeField(verbose_name="更新时间")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="提交时间")),
                ("submitted_by", models.CharField(blank=True, max_length=80, verbose_name="提交人")),
                (
                    "submitted_by_holder",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=32, verbose_name="提交人编号"
                    ),
                ),
                ("rejected_at", models.DateTimeField(blank=True, null=True, verbose_name="户主提出意见时间")),
                ("opinion", models.CharField(blank=True, max_length=500, verbose_name="户主意见")),
                ("opinion_taken_by", models.CharField(blank=True, max_length=80, verbose_name="意见记录人")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="确认时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="替代或作废时间")),
                ("end_reason", models.CharField(blank=True, max_length=300, verbose_name="替代或作废原因")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="enterprises.enterprise",
                        verbose_name="装修企业",
                    ),
                ),
            ],
            options={
                "verbose_name": "方案版本",
                "ordering": ["case_id", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "number"), name="plan_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "draft")), fields=("case",), name="one_draft_plan"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "submitted")),
                        fields=("case",),
                        name="one_submitted_plan",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "confirmed")),
                        fields=("case",),
                        name="one_confirmed_plan",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("planned_days__isnull", True), ("planned_days__gte", 1), _connector="OR"
                        ),
                        name="plan_days_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status__in", ["failed", "submitted", "rejected", "confirmed"]),
                                _negated=True,
                            ),
                            models.Q(
                                ("planned_days__isnull", False),
                                ("planned_start__isnull", False),
                                ("submitted_at__isnull", False),
                                models.Q(("content_hash", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="plan_submitted_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "confirmed"), _negated=True),
                            ("confirmed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="plan_confirmed_has_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_at__isnull", True),
                            ("status__in", ["confirmed", "superseded", "void"]),
                            _connector="OR",
                        ),
                        name="plan_once_confirmed_stays_so",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "rejected"), _negated=True),
                            models.Q(("opinion", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="plan_rejected_has_opinion",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["superseded", "void"]), _negated=True),
                            ("ended_at__isnull", False),
                            _connector="OR",
                        ),
                        name="plan_ended_has_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OverrunNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opinion", models.CharField(max_length=300, verbose_name="知悉意见")),
                ("noted_at", models.DateTimeField(verbose_name="时间")),
                ("noted_by", models.CharField(max_length=80, verbose_name="经手人")),
                ("noted_role", models.CharField(db_column="noted_post", max_length=20, verbose_name="岗位")),
                ("noted_organisation", models.CharField(max_length=120, verbose_name="单位")),
                (
                    "plan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="overrun_note",
                        to="plans.planversion",
                        verbose_name="方案",
                    ),
                ),
            ],
            options={
                "verbose_name": "超期知悉意见",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("opinion", ""), _negated=True), name="overrun_note_has_text"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Hazard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="次序")),
                ("name", models.CharField(max_length=60, verbose_name="设施名称")),
                ("location", models.CharField(blank=True, max_length=60, verbose_name="位置")),
                ("product", models.CharField(blank=True, max_length=120, verbose_name="更换为")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hazards",
                        to="plans.planversion",
                        verbose_name="方案",
                    ),
                ),
            ],
            options={
                "verbose_name": "隐患设施",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "position"), name="hazard_position_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("prefab_surfaces", "每个空间的墙面、地面、吊顶中采用装配式的部位数"),
                            ("dry_ratio", "单个空间干式工法应用比例"),
                            ("works_days", "整体施工期"),
                        ],
                        max_length=20,
                        verbose_name="核验",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="要求")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("passed", "符合"),
                            ("failed", "不符合"),
                            ("flagged", "超期说明"),
                            ("incomplete", "未填完"),
                            ("not_set", "未设定，不核验"),
                        ],
                        max_length=12,
                        verbose_name="结果",
                    ),
                ),
                ("inputs", models.JSONField(verbose_name="输入")),
                ("threshold", models.CharField(blank=True, max_length=40, verbose_name="阈值")),
                ("formula_id", models.CharField(blank=True, max_length=40, verbose_name="公式")),
                ("rule_version", models.CharField(max_length=20, verbose_name="规则版本")),
                ("explanation", models.JSONField(default=list, verbose_name="说明")),
                ("evaluated_at", models.DateTimeField(verbose_name="核验时间")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluations",
                        to="plans.planversion",
                        verbose_name="方案",
                    ),
                ),
            ],
            options={
                "verbose_name": "核验记录",
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("plan", "code"), name="evaluated_once")],
            },
        ),
        migrations.CreateModel(
            name="Contract",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="版次")),
                (
                    "kind",
                    models.CharField(
                        choices=[("main", "装修合同"), ("supplement", "补充协议")],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        db_column="amount_yuan",
                        decimal_places=2,
                        max_digits=14,
                        verbose_name="合同金额（元）",
                    ),
                ),
                ("signed_on", models.DateField(verbose_name="签订日期")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="补充原因")),
                ("scan_file_id", models.UUIDField(verbose_name="扫描件")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                ("recorded_by", models.CharField(max_length=80, verbose_name="登记人")),
                ("recorded_organisation", models.CharField(max_length=120, verbose_name="登记单位")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="作废时间")),
                ("void_reason", models.CharField(blank=True, max_length=300, verbose_name="作废原因")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="enterprises.enterprise",
                        verbose_name="装修企业",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="plans.planversion",
                        verbose_name="所依据的方案",
                    ),
                ),
            ],
            options={
                "verbose_name": "装修合同",
                "ordering": ["case_id", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "number"), name="contract_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "main"), ("voided_at__isnull", True)),
                        fields=("case",),
                        name="one_contract_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="contract_amount_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "main"), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="supplement_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("voided_at__isnull", True),
                            models.Q(("void_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="void_contract_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("voided_at__isnull", True),
                            ("voided_at__gte", models.F("recorded_at")),
                            _connector="OR",
                        ),
                        name="contract_dates_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "means",
                    models.CharField(
                        choices=[("drawn", "在工作人员的设备上手写签名"), ("signed_scan", "纸质签字扫描件")],
                        max_length=12,
                        verbose_name="方式",
                    ),
                ),
                (
                    "signer",
                    models.CharField(
                        choices=[("self", "装修人本人"), ("agent", "代办人（持委托书）")],
                        max_length=10,
                        verbose_name="签字人",
                    ),
                ),
                ("signer_name", models.CharField(max_length=60, verbose_name="签字人姓名")),
                ("content_hash", models.CharField(max_length=64, verbose_name="内容校验码")),
                ("signature_file_id", models.UUIDField(verbose_name="签字")),
                ("proof_file_id", models.UUIDField(blank=True, null=True, verbose_name="委托书")),
                ("signed_on", models.DateField(verbose_name="签字日期")),
                ("signed_at", models.DateTimeField(verbose_name="记录时间")),
                ("witness_name", models.CharField(max_length=80, verbose_name="见证人")),
                ("household_name", models.CharField(max_length=60, verbose_name="装修人")),
                ("statement", models.CharField(max_length=500, verbose_name="确认内容")),
                (
                    "witness_role",
                    models.CharField(db_column="witness_post", max_length=20, verbose_name="见证人岗位"),
                ),
                ("witness_organisation", models.CharField(max_length=120, verbose_name="见证人单位")),
                (
                    "plan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmation",
                        to="plans.planversion",
                        verbose_name="方案",
                    ),
                ),
            ],
            options={
                "verbose_name": "户主确认",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signer", "self"), ("proof_file_id__isnull", False), _connector="OR"
                        ),
                        name="agent_signs_with_proof",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("witness_name", ""), _negated=True),
                        name="confirmation_has_witness",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("content_hash", ""), _negated=True), name="confirmation_has_hash"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="次序")),
                (
                    "kind",
                    models.CharField(
                        choices=[("item", "项目"), ("discount", "企业让利"), ("support", "政府支持")],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="项目")),
                ("quantity", models.CharField(blank=True, max_length=40, verbose_name="数量")),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        db_column="amount_yuan",
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="金额（元）",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="plans.planversion",
                        verbose_name="方案",
                    ),
                ),
            ],
            options={
                "verbose_name": "预算",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "position"), name="line_position_once"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__isnull", True), ("amount__gt", 0), _connector="OR"),
                        name="line_amount_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApplicationForm",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="编号")),
                (
                    "content_encrypted",
                    models.BinaryField(db_column="content_sealed", verbose_name="内容（密文）"),
                ),
                ("content_hash", models.CharField(max_length=64, verbose_name="内容校验码")),
                ("issued_on", models.DateField(verbose_name="签发日期")),
                ("issued_at", models.DateTimeField(verbose_name="签发时间")),
                ("issued_by", models.CharField(max_length=80, verbose_name="签发人")),
                ("issued_organisation", models.CharField(max_length=120, verbose_name="签发单位")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="application_form",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
                (
                    "plan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plans.planversion",
                        verbose_name="方案",
                    ),
                ),
            ],
            options={
                "verbose_name": "申请表",
            },
        ),
        migrations.CreateModel(
            name="ApplicationAppendix",
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
                            ("plan_changed", "变更方案与预算"),
                            ("enterprise_replaced", "变更装修企业"),
                            ("contract_supplement", "合同补充"),
                            ("corrected", "更正"),
                        ],
                        max_length=24,
                        verbose_name="类别",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="内容")),
                ("content_hash", models.CharField(blank=True, max_length=64, verbose_name="内容校验码")),
                ("appended_on", models.DateField(verbose_name="日期")),
                ("appended_at", models.DateTimeField(verbose_name="时间")),
                ("appended_by", models.CharField(max_length=80, verbose_name="经手人")),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appendices",
                        to="plans.applicationform",
                        verbose_name="申请表",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plans.planversion",
                        verbose_name="方案",
                    ),
                ),
            ],
            options={
                "verbose_name": "申请表附记",
                "ordering": ["appended_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Space",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="次序")),
                (
                    "kind",
                    models.CharField(
                        choices=[("kitchen", "厨房"), ("bathroom", "卫生间")],
                        max_length=10,
                        verbose_name="空间",
                    ),
                ),
                ("name", models.CharField(max_length=20, verbose_name="名称")),
                (
                    "declared_total",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="勘测总面积（㎡）"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="spaces",
                        to="plans.planversion",
                        verbose_name="方案",
                    ),
                ),
            ],
            options={
                "verbose_name": "空间",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "position"), name="space_position_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("declared_total__isnull", True), ("declared_total__gt", 0), _connector="OR"
                        ),
                        name="space_total_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SurfacePart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "surface",
                    models.CharField(
                        choices=[("wall", "墙面"), ("floor", "地面"), ("ceiling", "吊顶")],
                        db_column="part",
                        max_length=10,
                        verbose_name="部位",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="次序")),
                (
                    "area",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="面积（㎡）"
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("prefab", "装配式干法"),
                            ("dry", "其他干法"),
                            ("wet", "湿作业"),
                            ("kept", "保留不动"),
                        ],
                        max_length=10,
                        verbose_name="工法",
                    ),
                ),
                ("product", models.CharField(blank=True, max_length=120, verbose_name="产品")),
                (
                    "space",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="plans.space",
                        verbose_name="空间",
                    ),
                ),
            ],
            options={
                "verbose_name": "部位",
                "db_table": "plans_surface",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("space", "surface", "position"), name="surface_part_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("area__isnull", True), ("area__gt", 0), _connector="OR"),
                        name="surface_area_positive",
                    ),
                ],
            },
        ),
    ]
