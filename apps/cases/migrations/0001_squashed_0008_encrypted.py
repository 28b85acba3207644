import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    """A new site begins here; one that has begun goes the way of ``replaces``."""

    replaces = [
        ("cases", "0001_initial"),
        ("cases", "0002_lists_by_state_and_street"),
        ("cases", "0003_holders"),
        ("cases", "0004_role"),
        ("cases", "0005_amounts_in_yuan"),
        ("cases", "0006_id_type"),
        ("cases", "0007_renovation_scope"),
        ("cases", "0008_encrypted"),
    ]
    initial = True

    dependencies = [
        ("enterprises", "0001_initial"),
        ("orgs", "0001_initial"),
        ("programs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="RegistrationDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("street_office_id", models.BigIntegerField(db_index=True, verbose_name="机构")),
                ("user_id", models.BigIntegerField(verbose_name="登记人编号")),
                ("user_name", models.CharField(max_length=80, verbose_name="登记人")),
                ("title", models.CharField(max_length=60, verbose_name="标题")),
                ("data_encrypted", models.BinaryField(db_column="data_sealed", verbose_name="内容（密文）")),
                ("updated_at", models.DateTimeField(verbose_name="更新时间")),
            ],
            options={
                "verbose_name": "登记草稿",
                "ordering": ["-updated_at"],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "number",
                    models.CharField(
                        blank=True, max_length=30, null=True, unique=True, verbose_name="办件编号"
                    ),
                ),
                (
                    "track",
                    models.CharField(
                        choices=[
                            ("assembled", "装配化“厨卫换新”"),
                            ("other", "其他旧房装修和厨卫等局部改造"),
                        ],
                        default="assembled",
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("submitted", "已登记"),
                            ("received", "已受理"),
                            ("filed", "已备案"),
                            ("designing", "方案设计"),
                            ("confirmed", "方案已确认"),
                            ("contracted", "已签合同"),
                            ("building", "施工中"),
                            ("completed", "已完工"),
                            ("rectifying", "整改中"),
                            ("passed", "验收合格"),
                            ("archived", "已归档"),
                            ("closed_unconfirmed", "办结（户主未确认）"),
                            ("converted", "已转为其他装修"),
                            ("revoked", "已撤销"),
                            ("declined", "不予备案"),
                            ("withdrawn", "已撤回"),
                            ("terminated", "已终止"),
                        ],
                        default="draft",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版次")),
                ("program_group", models.CharField(max_length=40, verbose_name="项目组")),
                ("street_code", models.CharField(max_length=12, verbose_name="街道代码")),
                ("county_code", models.CharField(max_length=6, verbose_name="区县代码")),
                ("city_code", models.CharField(max_length=4, verbose_name="城市代码")),
                ("applied_on", models.DateField(verbose_name="填表时间")),
                (
                    "renovation_scope",
                    models.CharField(
                        choices=[("kitchen", "厨房换新"), ("bathroom", "卫生间换新"), ("both", "厨卫均换新")],
                        db_column="will",
                        max_length=10,
                        verbose_name="改造意愿",
                    ),
                ),
                (
                    "area_type",
                    models.CharField(
                        choices=[("urban", "城镇"), ("rural", "农村")],
                        db_column="setting",
                        default="urban",
                        max_length=10,
                        verbose_name="城镇/农村",
                    ),
                ),
                ("linked_programmes", models.JSONField(blank=True, default=list, verbose_name="结合项目")),
                ("dwelling_key", models.CharField(db_index=True, max_length=64, verbose_name="住宅标识")),
                (
                    "intended_budget",
                    models.DecimalField(
                        blank=True,
                        db_column="intended_budget_yuan",
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="装修预算（元）",
                    ),
                ),
                (
                    "contract_amount",
                    models.DecimalField(
                        blank=True,
                        db_column="contract_amount_yuan",
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="装修合同金额（元）",
                    ),
                ),
                (
                    "planned_days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="计划工期（天）"),
                ),
                ("overrun", models.BooleanField(default=False, verbose_name="超过规定工期")),
                ("backfilled", models.BooleanField(default=False, verbose_name="补录")),
                ("backfill_reason", models.CharField(blank=True, max_length=300, verbose_name="补录原因")),
                ("started_on", models.DateField(blank=True, null=True, verbose_name="开工日期")),
                ("completed_on", models.DateField(blank=True, null=True, verbose_name="完工日期")),
                ("passed_on", models.DateField(blank=True, null=True, verbose_name="验收合格日期")),
                ("works_due_on", models.DateField(blank=True, null=True, verbose_name="施工到期日")),
                ("acceptance_due_on", models.DateField(blank=True, null=True, verbose_name="验收到期日")),
                ("calendar_version", models.CharField(blank=True, max_length=40, verbose_name="日历版本")),
                ("created_at", models.DateTimeField(verbose_name="建立时间")),
                ("updated_at", models.DateTimeField(verbose_name="更新时间")),
                ("created_by_name", models.CharField(max_length=80, verbose_name="登记人")),
                (
                    "bureau",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bureau_cases",
                        to="orgs.organisation",
                        verbose_name="区、县（市）住建局",
                    ),
                ),
                (
                    "city_bureau",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="city_cases",
                        to="orgs.organisation",
                        verbose_name="市级主管部门",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="enterprises.enterprise",
                        verbose_name="装修企业",
                    ),
                ),
                (
                    "patrol_organisation",
                    models.ForeignKey(
                        blank=True,
                        help_text="物业服务企业；为空时由乡镇（街道）巡查",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="patrol_cases",
                        to="orgs.organisation",
                        verbose_name="巡查主体",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="programs.program",
                        verbose_name="年度",
                    ),
                ),
                (
                    "rule_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="programs.ruleset",
                        verbose_name="规则版本",
                    ),
                ),
                (
                    "street_office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="street_cases",
                        to="orgs.organisation",
                        verbose_name="乡镇（街道）",
                    ),
                ),
            ],
            options={
                "verbose_name": "案件",
                "ordering": ["-updated_at", "-id"],
                "indexes": [
                    models.Index(fields=["bureau", "-updated_at"], name="case_bureau_updated"),
                    models.Index(fields=["bureau", "status", "works_due_on"], name="case_bureau_status_due"),
                    models.Index(
                        fields=["bureau", "status", "acceptance_due_on"], name="case_bureau_accept_due"
                    ),
                    models.Index(fields=["street_office", "-updated_at"], name="case_street_updated"),
                    models.Index(
                        fields=["street_office", "status", "works_due_on"], name="case_street_status_due"
                    ),
                    models.Index(fields=["city_bureau", "-updated_at"], name="case_city_updated"),
                    models.Index(fields=["enterprise", "-updated_at"], name="case_enterprise_updated"),
                    models.Index(fields=["patrol_organisation", "-updated_at"], name="case_patrol_updated"),
                    models.Index(fields=["-updated_at"], name="case_updated"),
                    models.Index(
                        fields=["bureau", "status", "-updated_at"], name="case_bureau_status_updated"
                    ),
                    models.Index(
                        fields=["city_bureau", "status", "-updated_at"], name="case_city_status_updated"
                    ),
                    models.Index(fields=["street_code", "-updated_at"], name="case_street_code_updated"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("renovation_scope__in", ["kitchen", "both"]),
                            (
                                "status__in",
                                [
                                    "submitted",
                                    "received",
                                    "filed",
                                    "designing",
                                    "confirmed",
                                    "contracted",
                                    "building",
                                    "completed",
                                    "rectifying",
                                    "passed",
                                    "archived",
                                    "closed_unconfirmed",
                                    "converted",
                                ],
                            ),
                        ),
                        fields=("program_group", "dwelling_key"),
                        name="one_kitchen_per_dwelling",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("renovation_scope__in", ["bathroom", "both"]),
                            (
                                "status__in",
                                [
                                    "submitted",
                                    "received",
                                    "filed",
                                    "designing",
                                    "confirmed",
                                    "contracted",
                                    "building",
                                    "completed",
                                    "rectifying",
                                    "passed",
                                    "archived",
                                    "closed_unconfirmed",
                                    "converted",
                                ],
                            ),
                        ),
                        fields=("program_group", "dwelling_key"),
                        name="one_bathroom_per_dwelling",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status", "draft"), ("number__isnull", False), _connector="OR"),
                        name="case_numbered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "draft",
                                    "submitted",
                                    "received",
                                    "filed",
                                    "designing",
                                    "confirmed",
                                    "contracted",
                                    "declined",
                                    "withdrawn",
                                    "terminated",
                                    "revoked",
                                ],
                            ),
                            ("started_on__isnull", False),
                            _connector="OR",
                        ),
                        name="case_started_has_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "status__in",
                                    ["completed", "rectifying", "passed", "archived", "closed_unconfirmed"],
                                ),
                                _negated=True,
                            ),
                            ("completed_on__isnull", False),
                            _connector="OR",
                        ),
                        name="case_finished_has_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["passed", "archived"]), _negated=True),
                            ("passed_on__isnull", False),
                            _connector="OR",
                        ),
                        name="case_passed_has_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("completed_on__isnull", True),
                            ("completed_on__gte", models.F("started_on")),
                            _connector="OR",
                        ),
                        name="case_dates_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "status__in",
                                    [
                                        "contracted",
                                        "building",
                                        "completed",
                                        "rectifying",
                                        "passed",
                                        "archived",
                                    ],
                                ),
                                _negated=True,
                            ),
                            ("contract_amount__gt", 0),
                            _connector="OR",
                        ),
                        name="case_contracted_has_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "status__in",
                                    [
                                        "designing",
                                        "confirmed",
                                        "contracted",
                                        "building",
                                        "completed",
                                        "rectifying",
                                        "passed",
                                        "archived",
                                        "closed_unconfirmed",
                                    ],
                                ),
                                _negated=True,
                            ),
                            ("enterprise__isnull", False),
                            _connector="OR",
                        ),
                        name="case_designing_has_enterprise",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField(default=0)),
                (
                    "bureau",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.organisation"
                    ),
                ),
            ],
            options={
                "verbose_name": "编号",
                "constraints": [
                    models.UniqueConstraint(fields=("bureau", "year"), name="case_number_series")
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("fact", "更正"),
                            ("successor", "变更装修人"),
                            ("backfill", "补录"),
                            ("body", "变更巡查主体"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("fields", models.JSONField(help_text="[字段中文名]", verbose_name="更正项目")),
                (
                    "values_encrypted",
                    models.BinaryField(db_column="values_sealed", verbose_name="前后值（密文）"),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="原因")),
                ("proof_id", models.UUIDField(blank=True, null=True, verbose_name="证明材料")),
                ("made_at", models.DateTimeField(verbose_name="时间")),
                ("made_by", models.CharField(max_length=80, verbose_name="经手人")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
            ],
            options={
                "verbose_name": "更正",
                "ordering": ["made_at"],
            },
        ),
        migrations.CreateModel(
            name="Dwelling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=200, verbose_name="房屋坐落")),
                ("owner_name", models.CharField(max_length=60, verbose_name="房屋所有权人")),
                (
                    "building_type",
                    models.CharField(
                        choices=[("elevator", "电梯房"), ("stairs", "楼梯房"), ("bungalow", "平房")],
                        max_length=10,
                        verbose_name="房屋类型",
                    ),
                ),
                (
                    "floor_area",
                    models.DecimalField(decimal_places=2, max_digits=8, verbose_name="建筑面积（㎡）"),
                ),
                ("built_year", models.PositiveSmallIntegerField(verbose_name="建造年代")),
                ("rooms", models.PositiveSmallIntegerField(verbose_name="室")),
                ("halls", models.PositiveSmallIntegerField(verbose_name="厅")),
                ("bathrooms", models.PositiveSmallIntegerField(verbose_name="卫")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dwelling",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
            ],
            options={
                "verbose_name": "住宅",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("floor_area__gt", 0)), name="dwelling_area_positive"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EnterpriseChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("was_listed", models.BooleanField(verbose_name="选择时在名录中")),
                ("statement_file_id", models.UUIDField(blank=True, null=True, verbose_name="选择确认书")),
                ("chosen_on", models.DateField(verbose_name="选择日期")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
                ("recorded_by", models.CharField(max_length=80, verbose_name="记录人")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="更换时间")),
                ("end_reason", models.CharField(blank=True, max_length=300, verbose_name="更换原因")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="choices",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="choices",
                        to="enterprises.enterprise",
                        verbose_name="装修企业",
                    ),
                ),
            ],
            options={
                "verbose_name": "企业选择",
                "ordering": ["recorded_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("case",),
                        name="one_current_choice",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
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
                            ("plan_confirmed", "方案及预算经装修人确认"),
                            ("contract_recorded", "登记装修合同"),
                            ("finish_confirmed", "完工日期经户主或巡查确认"),
                            ("visit_passed", "验收人员意见为合格"),
                            ("household_satisfied", "改造家庭确认满意"),
                            ("rectification_done", "整改完成"),
                            ("archive_complete", "一户一档资料齐全"),
                            ("returned", "退回补正"),
                            ("overrun_note", "超过规定工期须有原因和区县知悉意见"),
                            ("defect", "巡查问题待整改"),
                            ("stop_work", "停工"),
                            ("plan_change", "方案变更待确认"),
                            ("mediation", "调解中"),
                            ("duplicate", "疑似重复待判定"),
                        ],
                        max_length=30,
                        verbose_name="类别",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="说明")),
                ("blocks", models.JSONField(default=list, verbose_name="阻止的动作")),
                (
                    "pauses",
                    models.CharField(
                        blank=True,
                        choices=[("", "不停"), ("works", "施工期"), ("acceptance", "验收期")],
                        max_length=12,
                        verbose_name="暂停的期限",
                    ),
                ),
                ("is_need", models.BooleanField(default=False, verbose_name="状态所需")),
                ("source_id", models.CharField(blank=True, max_length=64, verbose_name="来源")),
                ("closed_at_page", models.CharField(max_length=60, verbose_name="办理入口")),
                ("opened_at", models.DateTimeField(verbose_name="开始")),
                ("opened_on", models.DateField(verbose_name="开始日期")),
                ("opened_by", models.CharField(max_length=80, verbose_name="开始人")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="结束")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="结束日期")),
                ("closed_by", models.CharField(blank=True, max_length=80, verbose_name="结束人")),
                ("close_reason", models.CharField(blank=True, max_length=300, verbose_name="结束原因")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="holds",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
            ],
            options={
                "verbose_name": "待办事项",
                "ordering": ["opened_at", "id"],
                "indexes": [models.Index(fields=["case", "closed_at"], name="hold_case_closed")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("case", "kind", "source_id"),
                        name="one_open_hold_per_matter",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True),
                            ("closed_on__gte", models.F("opened_on")),
                            _connector="OR",
                        ),
                        name="hold_dates_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Household",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(db_index=True, max_length=60, verbose_name="姓名")),
                (
                    "id_type",
                    models.CharField(
                        choices=[
                            ("resident_id", "居民身份证"),
                            ("hmt_permit", "港澳台居民居住证"),
                            ("permanent_residence", "外国人永久居留身份证"),
                            ("hm_pass", "港澳居民来往内地通行证"),
                            ("taiwan_pass", "台湾居民来往大陆通行证"),
                            ("passport", "护照"),
                        ],
                        db_default="resident_id",
                        default="resident_id",
                        max_length=20,
                        verbose_name="证件类型",
                    ),
                ),
                (
                    "id_number_encrypted",
                    models.BinaryField(db_column="id_number_sealed", verbose_name="身份证号（密文）"),
                ),
                (
                    "id_number_index",
                    models.CharField(db_index=True, max_length=64, verbose_name="身份证号索引"),
                ),
                (
                    "phone_encrypted",
                    models.BinaryField(db_column="phone_sealed", verbose_name="联系方式（密文）"),
                ),
                ("phone_index", models.CharField(db_index=True, max_length=64, verbose_name="联系方式索引")),
                (
                    "hardship_encrypted",
                    models.BinaryField(db_column="hardship_sealed", verbose_name="家庭情况（密文）"),
                ),
                ("family_size", models.PositiveSmallIntegerField(verbose_name="家庭人数")),
                (
                    "applicant",
                    models.CharField(
                        choices=[("self", "装修人本人"), ("agent", "代办人")],
                        default="self",
                        max_length=10,
                        verbose_name="办理人",
                    ),
                ),
                ("agent_name", models.CharField(blank=True, max_length=60, verbose_name="代办人姓名")),
                (
                    "agent_phone_encrypted",
                    models.BinaryField(
                        blank=True,
                        db_column="agent_phone_sealed",
                        null=True,
                        verbose_name="代办人联系方式（密文）",
                    ),
                ),
                (
                    "intended_enterprise",
                    models.CharField(blank=True, max_length=120, verbose_name="意向装修企业"),
                ),
                ("intended_contact", models.CharField(blank=True, max_length=60, verbose_name="企业联系人")),
                ("intended_phone", models.CharField(blank=True, max_length=20, verbose_name="企业联系方式")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="备注")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="household",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
            ],
            options={
                "verbose_name": "装修人",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("family_size__gte", 1)), name="household_has_members"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnNotice",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("items", models.JSONField(help_text="[{field, kind, text}]", verbose_name="补正事项")),
                ("returned_at", models.DateTimeField(verbose_name="退回时间")),
                ("returned_by", models.CharField(max_length=80, verbose_name="退回人")),
                (
                    "returned_by_holder",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=32, verbose_name="退回人编号"
                    ),
                ),
                ("resubmitted_at", models.DateTimeField(blank=True, null=True, verbose_name="补正时间")),
                ("resubmitted_by", models.CharField(blank=True, max_length=80, verbose_name="补正人")),
                (
                    "resubmitted_by_holder",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=32, verbose_name="补正人编号"
                    ),
                ),
                (
                    "changes",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="[{field, label, before, after}]，敏感项只记有变化",
                        verbose_name="补正后的变化",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="returns",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
            ],
            options={
                "verbose_name": "退回补正",
                "ordering": ["returned_at"],
                "constraints": [models.UniqueConstraint(fields=("case",), name="returned_once")],
            },
        ),
        migrations.CreateModel(
            name="Transition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="动作")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("submitted", "已登记"),
                            ("received", "已受理"),
                            ("filed", "已备案"),
                            ("designing", "方案设计"),
                            ("confirmed", "方案已确认"),
                            ("contracted", "已签合同"),
                            ("building", "施工中"),
                            ("completed", "已完工"),
                            ("rectifying", "整改中"),
                            ("passed", "验收合格"),
                            ("archived", "已归档"),
                            ("closed_unconfirmed", "办结（户主未确认）"),
                            ("converted", "已转为其他装修"),
                            ("revoked", "已撤销"),
                            ("declined", "不予备案"),
                            ("withdrawn", "已撤回"),
                            ("terminated", "已终止"),
                        ],
                        max_length=20,
                        verbose_name="原状态",
                    ),
                ),
                (
                    "target",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("submitted", "已登记"),
                            ("received", "已受理"),
                            ("filed", "已备案"),
                            ("designing", "方案设计"),
                            ("confirmed", "方案已确认"),
                            ("contracted", "已签合同"),
                            ("building", "施工中"),
                            ("completed", "已完工"),
                            ("rectifying", "整改中"),
                            ("passed", "验收合格"),
                            ("archived", "已归档"),
                            ("closed_unconfirmed", "办结（户主未确认）"),
                            ("converted", "已转为其他装修"),
                            ("revoked", "已撤销"),
                            ("declined", "不予备案"),
                            ("withdrawn", "已撤回"),
                            ("terminated", "已终止"),
                        ],
                        max_length=20,
                        verbose_name="新状态",
                    ),
                ),
                ("effective_on", models.DateField(verbose_name="业务日期")),
                ("recorded_at", models.DateTimeField(db_index=True, verbose_name="记录时间")),
                ("actor_name", models.CharField(max_length=80, verbose_name="经手人")),
                (
                    "actor_holder",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=32, verbose_name="经手人编号"
                    ),
                ),
                ("actor_role", models.CharField(db_column="actor_post", max_length=20, verbose_name="岗位")),
                ("actor_organisation", models.CharField(max_length=120, verbose_name="机构")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="原因")),
                ("removal", models.CharField(blank=True, max_length=20, verbose_name="核减原因")),
                ("bureau_id_at", models.BigIntegerField(verbose_name="当时辖区机构")),
                (
                    "contract_amount",
                    models.DecimalField(
                        blank=True,
                        db_column="contract_amount_yuan",
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="当时合同金额（元）",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transitions",
                        to="cases.case",
                        verbose_name="案件",
                    ),
                ),
            ],
            options={
                "verbose_name": "流转记录",
                "ordering": ["recorded_at", "id"],
                "indexes": [
                    models.Index(fields=["case", "recorded_at"], name="transition_case_recorded"),
                    models.Index(fields=["bureau_id_at", "recorded_at"], name="transition_bureau_recorded"),
                ],
            },
        ),
    ]
