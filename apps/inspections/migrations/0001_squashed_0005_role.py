import apps.inspections.enums
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    """A new site begins here; one that has begun goes the way of ``replaces``."""

    replaces = [
        ("inspections", "0001_initial"),
        ("inspections", "0002_field_visits"),
        ("inspections", "0003_holders"),
        ("inspections", "0004_rest_of_a_surface"),
        ("inspections", "0005_role"),
    ]
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("enterprises", "0001_initial"),
        ("plans", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AcceptanceAttempt",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="次数")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("open", "验收中"),
                            ("passed", "验收合格"),
                            ("rectify", "责令整改"),
                            ("ended", "未完成，案件另行办结"),
                        ],
                        default=apps.inspections.enums.AttemptResult["OPEN"],
                        max_length=10,
                        verbose_name="结论",
                    ),
                ),
                ("arranged_on", models.DateField(verbose_name="约定验收日期")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="验收期限")),
                ("opened_at", models.DateTimeField(verbose_name="安排时间")),
                ("opened_by", models.CharField(max_length=80, verbose_name="安排人")),
                ("visited_at", models.DateTimeField(blank=True, null=True, verbose_name="现场验收时间")),
                ("inspector_name", models.CharField(max_length=80, verbose_name="住建部门验收人")),
                (
                    "inspector_holder",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=32,
                        verbose_name="住建部门验收人编号",
                    ),
                ),
                (
                    "inspector_role",
                    models.CharField(db_column="inspector_post", max_length=20, verbose_name="岗位"),
                ),
                ("inspector_organisation", models.CharField(max_length=120, verbose_name="单位")),
                ("companions", models.CharField(blank=True, max_length=120, verbose_name="其他验收人员")),
                ("overrun_reason", models.CharField(blank=True, max_length=300, verbose_name="超期原因")),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("pass", "验收合格"), ("fail", "需整改")],
                        max_length=6,
                        verbose_name="验收意见",
                    ),
                ),
                (
                    "opinion",
                    models.CharField(blank=True, max_length=500, verbose_name="住建部门验收人员意见"),
                ),
                ("verdict_at", models.DateTimeField(blank=True, null=True, verbose_name="意见时间")),
                ("verdict_by", models.CharField(blank=True, max_length=80, verbose_name="意见人")),
                (
                    "verdict_by_holder",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=32, verbose_name="意见人编号"
                    ),
                ),
                ("verdict_signature_id", models.UUIDField(blank=True, null=True, verbose_name="验收人签字")),
                (
                    "satisfaction",
                    models.CharField(
                        blank=True,
                        choices=[("satisfied", "满意"), ("dissatisfied", "不满意")],
                        max_length=14,
                        verbose_name="改造家庭确认意见",
                    ),
                ),
                ("concluded_at", models.DateTimeField(blank=True, null=True, verbose_name="办结时间")),
                ("concluded_by", models.CharField(blank=True, max_length=80, verbose_name="办结人")),
                (
                    "concluded_by_holder",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=32, verbose_name="办结人编号"
                    ),
                ),
                (
                    "content_hash",
                    models.CharField(blank=True, max_length=64, verbose_name="验收表内容校验码"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enterprises.enterprise",
                        verbose_name="装修企业",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="plans.planversion",
                        verbose_name="对照方案",
                    ),
                ),
            ],
            options={
                "verbose_name": "验收",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "number"), name="attempt_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("result", "open")), fields=("case",), name="one_open_attempt"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verdict", ""),
                            models.Q(
                                ("verdict_at__isnull", False),
                                ("visited_at__isnull", False),
                                models.Q(("opinion", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="verdict_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("result", "passed"), _negated=True),
                            models.Q(("satisfaction", "satisfied"), ("verdict", "pass")),
                            _connector="OR",
                        ),
                        name="passed_needs_both_conditions",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("result", "open"), ("concluded_at__isnull", False), _connector="OR"
                        ),
                        name="concluded_attempt_has_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AcceptanceEvaluation",
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
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evaluations",
                        to="inspections.acceptanceattempt",
                        verbose_name="验收",
                    ),
                ),
            ],
            options={
                "verbose_name": "实测核验",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("attempt", "code"), name="as_built_evaluated_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AcceptanceItem",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="次序")),
                ("code", models.CharField(max_length=60, verbose_name="项目代码")),
                (
                    "kind",
                    models.CharField(
                        choices=[("surface", "部位"), ("fitting", "设施"), ("hazard", "隐患设施")],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                ("space", models.CharField(max_length=60, verbose_name="空间")),
                (
                    "part",
                    models.CharField(
                        blank=True,
                        choices=[("wall", "墙面"), ("floor", "地面"), ("ceiling", "吊顶")],
                        max_length=10,
                        verbose_name="部位",
                    ),
                ),
                ("label", models.CharField(max_length=120, verbose_name="项目")),
                ("planned", models.CharField(max_length=200, verbose_name="方案")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("agrees", "与方案一致"), ("measured", "实测"), ("disagrees", "不符合")],
                        max_length=10,
                        verbose_name="核验",
                    ),
                ),
                (
                    "area",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="实测面积（㎡）"
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
                        verbose_name="实际工法",
                    ),
                ),
                (
                    "rest_area",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=8,
                        null=True,
                        verbose_name="其余部分面积（㎡）",
                    ),
                ),
                (
                    "rest_method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("prefab", "装配式干法"),
                            ("dry", "其他干法"),
                            ("wet", "湿作业"),
                            ("kept", "保留不动"),
                        ],
                        db_default="",
                        default="",
                        max_length=10,
                        verbose_name="其余部分工法",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="inspections.acceptanceattempt",
                        verbose_name="验收",
                    ),
                ),
            ],
            options={
                "verbose_name": "验收项目",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("attempt", "code"), name="acceptance_item_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "measured"), _negated=True),
                            models.Q(("area__gt", 0), models.Q(("method", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="measured_item_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rest_area__isnull", True), ("rest_method", "")),
                            models.Q(
                                ("outcome", "measured"),
                                ("rest_area__gt", 0),
                                models.Q(("rest_method", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="rest_of_item_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "disagrees"), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="disagreeing_item_is_explained",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FieldVisit",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("patrol", "巡查"), ("spot_check", "抽查"), ("acceptance", "现场验收")],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "同步中"),
                            ("closed", "已记录"),
                            ("noted", "作为情况说明补交"),
                            ("discarded", "已放弃"),
                        ],
                        default=apps.inspections.enums.FieldStatus["OPEN"],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("user_id", models.BigIntegerField(verbose_name="用户编号")),
                ("actor_name", models.CharField(max_length=80, verbose_name="巡查人")),
                ("role", models.CharField(db_column="post", max_length=20, verbose_name="岗位")),
                ("organisation_id", models.BigIntegerField(verbose_name="单位编号")),
                ("organisation_name", models.CharField(max_length=120, verbose_name="单位")),
                ("version", models.PositiveIntegerField(verbose_name="载入时案件版次")),
                ("first_seen_at", models.DateTimeField(verbose_name="服务器首次收到时间")),
                ("opened_at", models.DateTimeField(verbose_name="手机开始时间")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="手机完成时间")),
                ("happened_at", models.DateTimeField(blank=True, null=True, verbose_name="到场时间")),
                ("is_stated", models.BooleanField(default=False, verbose_name="到场时间由本人填写")),
                ("clock_skew", models.IntegerField(default=0, verbose_name="手机时钟偏差（秒）")),
                (
                    "declared_count",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="申报照片数"),
                ),
                ("declared_digest", models.CharField(blank=True, max_length=64, verbose_name="申报内容摘要")),
                ("note", models.TextField(blank=True, verbose_name="补交内容")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="原因")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="办结时间")),
                ("result", models.JSONField(blank=True, default=dict, verbose_name="首次答复")),
                (
                    "attempt",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="field_visits",
                        to="inspections.acceptanceattempt",
                        verbose_name="验收",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="field_visits",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
            ],
            options={
                "verbose_name": "手机现场记录",
                "ordering": ["first_seen_at"],
                "indexes": [
                    models.Index(fields=["user_id", "status"], name="field_visit_user"),
                    models.Index(fields=["case", "status"], name="field_visit_case"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status", "open"), ("closed_at__isnull", False), _connector="OR"),
                        name="ended_field_visit_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "closed"), _negated=True),
                            models.Q(("declared_count__isnull", False), ("happened_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="closed_field_visit_is_declared",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["noted", "discarded"]), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="unrecorded_field_visit_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FieldPhoto",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("slot", models.CharField(max_length=80, verbose_name="内容")),
                ("name", models.CharField(max_length=160, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64, verbose_name="手机所报摘要")),
                ("size", models.PositiveBigIntegerField(verbose_name="大小（字节）")),
                ("received", models.PositiveBigIntegerField(default=0, verbose_name="已收到（字节）")),
                ("parts", models.JSONField(blank=True, default=list, verbose_name="片段")),
                (
                    "status",
                    models.CharField(
                        choices=[("receiving", "接收中"), ("stored", "已上传"), ("refused", "不能接收")],
                        default=apps.inspections.enums.FieldPhotoStatus["RECEIVING"],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("refusal", models.CharField(blank=True, max_length=300, verbose_name="不能接收的原因")),
                ("file_id", models.UUIDField(blank=True, null=True, unique=True, verbose_name="文件")),
                ("captured_at", models.DateTimeField(blank=True, null=True, verbose_name="手机拍摄时间")),
                ("announced_at", models.DateTimeField(verbose_name="申报时间")),
                ("updated_at", models.DateTimeField(verbose_name="最近收到时间")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="inspections.fieldvisit",
                        verbose_name="现场记录",
                    ),
                ),
            ],
            options={
                "verbose_name": "手机现场照片",
                "ordering": ["announced_at", "id"],
                "indexes": [models.Index(fields=["status", "updated_at"], name="field_photo_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("visit", "sha256"), name="field_photo_once"),
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="field_photo_not_empty"),
                    models.CheckConstraint(
                        condition=models.Q(("received__lte", models.F("size"))), name="field_photo_not_longer"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "stored"), _negated=True),
                            ("file_id__isnull", False),
                            _connector="OR",
                        ),
                        name="stored_field_photo_has_file",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "refused"), _negated=True),
                            models.Q(("refusal", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="refused_field_photo_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HouseholdOpinion",
            fields=[
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
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "value",
                    models.CharField(
                        choices=[("satisfied", "满意"), ("dissatisfied", "不满意")],
                        max_length=14,
                        verbose_name="意见",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="户主说明")),
                ("recorded_by", models.CharField(max_length=80, verbose_name="记录人")),
                (
                    "recorded_by_holder",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=32, verbose_name="记录人编号"
                    ),
                ),
                ("recorded_organisation", models.CharField(max_length=120, verbose_name="记录单位")),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinions",
                        to="inspections.acceptanceattempt",
                        verbose_name="验收",
                    ),
                ),
            ],
            options={
                "verbose_name": "改造家庭意见",
                "ordering": ["signed_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signer", "self"), ("proof_file_id__isnull", False), _connector="OR"
                        ),
                        name="agent_opinion_has_proof",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("means", "drawn"), _negated=True),
                            models.Q(("witness_name", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="drawn_opinion_has_witness",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("value", "dissatisfied"), _negated=True),
                            models.Q(("remark", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="dissatisfaction_is_explained",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mediation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("dissatisfied", "户主不满意"),
                            ("unreachable", "联系不上户主"),
                            ("deceased", "户主去世"),
                        ],
                        max_length=14,
                        verbose_name="事由",
                    ),
                ),
                ("opened_on", models.DateField(verbose_name="开始日期")),
                ("opened_at", models.DateTimeField(verbose_name="登记时间")),
                ("opened_by", models.CharField(max_length=80, verbose_name="登记人")),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="调解日期")),
                ("mediator", models.CharField(blank=True, max_length=80, verbose_name="调解人")),
                ("record", models.CharField(blank=True, max_length=1000, verbose_name="调解记录")),
                ("agreed", models.BooleanField(default=False, verbose_name="达成一致")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                ("closed_by", models.CharField(blank=True, max_length=80, verbose_name="记录人")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mediations",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
            ],
            options={
                "verbose_name": "调解",
                "ordering": ["opened_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("case",),
                        name="one_open_mediation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at__isnull", True),
                            models.Q(("held_on__isnull", False), models.Q(("record", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="closed_mediation_is_documented",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("visit", "现场"),
                            ("visit_item", "检查项目"),
                            ("defect_before", "整改前"),
                            ("defect_after", "整改后"),
                            ("report", "施工"),
                            ("item", "验收项目"),
                            ("rectification", "整改后"),
                            ("mediation", "调解材料"),
                            ("field_note", "补交的现场照片"),
                        ],
                        max_length=20,
                        verbose_name="内容",
                    ),
                ),
                ("subject_id", models.UUIDField(verbose_name="归属")),
                ("file_id", models.UUIDField(unique=True, verbose_name="文件")),
                ("name", models.CharField(max_length=160, verbose_name="文件名")),
                ("is_image", models.BooleanField(default=True, verbose_name="图片")),
                ("caption", models.CharField(blank=True, max_length=120, verbose_name="说明")),
                ("captured_at", models.DateTimeField(blank=True, null=True, verbose_name="拍摄时间")),
                ("added_at", models.DateTimeField(verbose_name="上传时间")),
                ("added_by", models.CharField(max_length=80, verbose_name="上传人")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
            ],
            options={
                "verbose_name": "照片",
                "ordering": ["added_at", "name", "id"],
                "indexes": [
                    models.Index(fields=["case", "subject", "subject_id"], name="photo_case_subject")
                ],
            },
        ),
        migrations.CreateModel(
            name="Rectification",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("text", models.CharField(max_length=300, verbose_name="整改事项")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="整改完成日期")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="整改情况")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="报告时间")),
                ("done_by", models.CharField(blank=True, max_length=80, verbose_name="报告人")),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rectifications",
                        to="inspections.acceptanceattempt",
                        verbose_name="验收",
                    ),
                ),
            ],
            options={
                "verbose_name": "整改事项",
                "ordering": ["attempt_id", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("attempt", "number"), name="rectification_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="rectification_has_text"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StopWork",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("from_on", models.DateField(verbose_name="停工日期")),
                ("reason", models.CharField(max_length=300, verbose_name="停工原因")),
                ("stopped_at", models.DateTimeField(verbose_name="登记时间")),
                ("stopped_by", models.CharField(max_length=80, verbose_name="登记人")),
                ("stopped_organisation", models.CharField(max_length=120, verbose_name="登记单位")),
                ("last_on", models.DateField(blank=True, null=True, verbose_name="最后停工日")),
                ("resumed_at", models.DateTimeField(blank=True, null=True, verbose_name="复工登记时间")),
                ("resumed_by", models.CharField(blank=True, max_length=80, verbose_name="复工登记人")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="复工说明")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stops",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enterprises.enterprise",
                        verbose_name="装修企业",
                    ),
                ),
            ],
            options={
                "verbose_name": "停工",
                "ordering": ["from_on", "stopped_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("last_on__isnull", True)),
                        fields=("case", "enterprise"),
                        name="one_open_stop",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_on__isnull", True), ("last_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="stop_dates_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="stop_has_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("patrol", "巡查"), ("spot_check", "抽查"), ("acceptance", "现场验收")],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("visited_on", models.DateField(verbose_name="日期")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
                ("inspector_name", models.CharField(max_length=80, verbose_name="巡查人")),
                (
                    "inspector_holder",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=32, verbose_name="巡查人编号"
                    ),
                ),
                (
                    "inspector_role",
                    models.CharField(db_column="inspector_post", max_length=20, verbose_name="岗位"),
                ),
                ("inspector_organisation", models.CharField(max_length=120, verbose_name="单位")),
                ("found_bad", models.BooleanField(default=False, verbose_name="发现问题")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="情况说明")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enterprises.enterprise",
                        verbose_name="装修企业",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plans.planversion",
                        verbose_name="对照方案",
                    ),
                ),
            ],
            options={
                "verbose_name": "巡查记录",
                "ordering": ["-visited_on", "-recorded_at"],
            },
        ),
        migrations.AddField(
            model_name="fieldvisit",
            name="visit",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="field_visit",
                to="inspections.visit",
                verbose_name="巡查记录",
            ),
        ),
        migrations.CreateModel(
            name="Defect",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("item_code", models.CharField(blank=True, max_length=60, verbose_name="项目代码")),
                ("text", models.CharField(max_length=300, verbose_name="问题")),
                (
                    "severity",
                    models.CharField(
                        choices=[("ordinary", "一般"), ("serious", "较重"), ("hazard", "安全隐患")],
                        max_length=10,
                        verbose_name="程度",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "待整改"), ("rectified", "待复查"), ("verified", "已复查")],
                        default=apps.inspections.enums.DefectStatus["OPEN"],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="整改期限")),
                ("found_on", models.DateField(verbose_name="发现日期")),
                ("found_by", models.CharField(max_length=80, verbose_name="发现人")),
                ("found_organisation", models.CharField(max_length=120, verbose_name="发现单位")),
                ("rectified_on", models.DateField(blank=True, null=True, verbose_name="整改日期")),
                ("rectified_note", models.CharField(blank=True, max_length=300, verbose_name="整改情况")),
                ("rectified_by", models.CharField(blank=True, max_length=80, verbose_name="整改人")),
                ("rectified_at", models.DateTimeField(blank=True, null=True, verbose_name="整改报告时间")),
                ("verified_on", models.DateField(blank=True, null=True, verbose_name="复查日期")),
                ("verified_note", models.CharField(blank=True, max_length=300, verbose_name="复查情况")),
                ("verified_by", models.CharField(blank=True, max_length=80, verbose_name="复查人")),
                ("verified_at", models.DateTimeField(blank=True, null=True, verbose_name="复查时间")),
                ("sent_back", models.PositiveSmallIntegerField(default=0, verbose_name="复查未通过次数")),
                (
                    "sent_back_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="复查未通过原因"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="defects",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enterprises.enterprise",
                        verbose_name="装修企业",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="defects",
                        to="inspections.visit",
                        verbose_name="巡查",
                    ),
                ),
            ],
            options={
                "verbose_name": "巡查问题",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "number"), name="defect_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="defect_has_text"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "open"), ("rectified_on__isnull", False), _connector="OR"
                        ),
                        name="rectified_defect_has_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "verified"), _negated=True),
                            ("verified_on__isnull", False),
                            _connector="OR",
                        ),
                        name="verified_defect_has_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitItem",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="次序")),
                ("code", models.CharField(max_length=60, verbose_name="项目代码")),
                ("group", models.CharField(max_length=40, verbose_name="类别")),
                ("label", models.CharField(max_length=200, verbose_name="检查项目")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("ok", "符合"), ("bad", "不符合"), ("na", "不适用")],
                        max_length=4,
                        verbose_name="结果",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="inspections.visit",
                        verbose_name="巡查",
                    ),
                ),
            ],
            options={
                "verbose_name": "检查项目",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("visit", "code"), name="visit_item_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "bad"), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="bad_item_is_explained",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorksReport",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("start", "开工"),
                            ("progress", "施工进度"),
                            ("concealed", "隐蔽工程"),
                            ("finish", "完工"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("recorded", "已登记"),
                            ("pending", "待确认"),
                            ("confirmed", "已确认"),
                            ("rejected", "未获确认"),
                        ],
                        default=apps.inspections.enums.ReportStatus["RECORDED"],
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("on", models.DateField(verbose_name="日期")),
                ("space", models.CharField(blank=True, max_length=20, verbose_name="空间")),
                (
                    "concealed",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("water", "给排水管路"),
                            ("electric", "电气线路"),
                            ("waterproof", "防水层"),
                            ("gas", "燃气管路"),
                            ("base", "龙骨与基层"),
                            ("other", "其他隐蔽部位"),
                        ],
                        max_length=12,
                        verbose_name="隐蔽部位",
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=500, verbose_name="内容")),
                ("overrun_reason", models.CharField(blank=True, max_length=300, verbose_name="超期原因")),
                ("reported_at", models.DateTimeField(verbose_name="报告时间")),
                ("reported_by", models.CharField(max_length=80, verbose_name="报告人")),
                (
                    "reported_role",
                    models.CharField(db_column="reported_post", max_length=20, verbose_name="岗位"),
                ),
                ("reported_organisation", models.CharField(max_length=120, verbose_name="单位")),
                (
                    "confirmer",
                    models.CharField(
                        blank=True,
                        choices=[("household", "户主确认"), ("patrol", "巡查确认")],
                        max_length=12,
                        verbose_name="确认方式",
                    ),
                ),
                ("confirmed_on", models.DateField(blank=True, null=True, verbose_name="确认的完工日期")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="确认时间")),
                ("confirmed_by", models.CharField(blank=True, max_length=80, verbose_name="确认人")),
                (
                    "confirmed_role",
                    models.CharField(
                        blank=True, db_column="confirmed_post", max_length=20, verbose_name="确认人岗位"
                    ),
                ),
                (
                    "confirmed_organisation",
                    models.CharField(blank=True, max_length=120, verbose_name="确认人单位"),
                ),
                ("confirm_note", models.CharField(blank=True, max_length=300, verbose_name="确认说明")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="works_reports",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enterprises.enterprise",
                        verbose_name="装修企业",
                    ),
                ),
            ],
            options={
                "verbose_name": "施工报告",
                "ordering": ["on", "reported_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "finish"), ("status__in", ["pending", "confirmed"])),
                        fields=("case", "enterprise"),
                        name="one_standing_finish_report",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "finish"), ("status", "recorded"), _connector="OR"),
                        name="only_finish_is_confirmed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "confirmed"), _negated=True),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("confirmed_on__isnull", False),
                                models.Q(("confirmer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="confirmed_finish_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "rejected"), _negated=True),
                            models.Q(("confirm_note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="rejected_finish_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "concealed"), _negated=True),
                            models.Q(("concealed", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="concealed_work_is_named",
                    ),
                ],
            },
        ),
    ]
