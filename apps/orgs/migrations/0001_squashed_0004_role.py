import datetime
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A new site begins here; one that has begun goes the way of ``replaces``."""

    replaces = [
        ("orgs", "0001_initial"),
        ("orgs", "0002_api_token"),
        ("orgs", "0003_bureau_short_names"),
        ("orgs", "0004_role"),
    ]
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=60, unique=True, verbose_name="账号")),
                ("name", models.CharField(max_length=60, verbose_name="姓名")),
                ("is_active", models.BooleanField(default=True, verbose_name="在用")),
            ],
            options={
                "verbose_name": "用户",
            },
        ),
        migrations.CreateModel(
            name="Region",
            fields=[
                (
                    "code",
                    models.CharField(max_length=12, primary_key=True, serialize=False, verbose_name="代码"),
                ),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("province", "省"),
                            ("city", "设区市"),
                            ("county", "县（市、区）"),
                            ("street", "乡镇（街道）"),
                        ],
                        max_length=10,
                        verbose_name="层级",
                    ),
                ),
                ("valid_from", models.DateField(default=datetime.date(2020, 1, 1), verbose_name="启用")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="停用")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="orgs.region",
                        verbose_name="上级",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.region",
                        verbose_name="继任区划",
                    ),
                ),
            ],
            options={
                "verbose_name": "行政区划",
                "ordering": ["code"],
                "indexes": [models.Index(fields=["parent", "code"], name="region_parent_code")],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
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
                            ("province", "省建设厅"),
                            ("city_bureau", "市住保房管局"),
                            ("district_bureau", "区、县（市）住建局"),
                            ("street_office", "乡镇（街道）"),
                            ("enterprise", "装修企业"),
                            ("property", "物业服务企业"),
                            ("audit", "审计机关"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="名称")),
                (
                    "short_name",
                    models.CharField(help_text="用于办件编号，如“上城”", max_length=20, verbose_name="简称"),
                ),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="对外电话")),
                ("is_active", models.BooleanField(default=True, verbose_name="在用")),
                (
                    "attached_to",
                    models.ForeignKey(
                        blank=True,
                        help_text="审计机关读取哪个机构辖区内的数据",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.organisation",
                        verbose_name="审计范围",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organisations",
                        to="orgs.region",
                        verbose_name="所在区划",
                    ),
                ),
            ],
            options={
                "verbose_name": "机构",
                "ordering": ["region_id", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "name"), name="organisation_kind_name_unique"),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "district_bureau")),
                        fields=("short_name",),
                        name="bureau_short_name_unique",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Coverage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("include", models.BooleanField(default=True, verbose_name="纳入")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="coverages",
                        to="orgs.organisation",
                        verbose_name="机构",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coverages",
                        to="orgs.region",
                        verbose_name="区划",
                    ),
                ),
            ],
            options={
                "verbose_name": "管辖范围",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "region", "valid_from"), name="coverage_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="coverage_dates_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportingLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reporting_lines",
                        to="orgs.organisation",
                        verbose_name="机构",
                    ),
                ),
                (
                    "reports_to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reporting_from",
                        to="orgs.organisation",
                        verbose_name="报送至",
                    ),
                ),
            ],
            options={
                "verbose_name": "报送关系",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "valid_from"), name="reporting_line_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="reporting_line_dates_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("street_clerk", "城建线经办"),
                            ("district_clerk", "经办"),
                            ("district_reviewer", "审核"),
                            ("district_inspector", "验收人员"),
                            ("district_leader", "分管领导"),
                            ("city_officer", "市级主管"),
                            ("province_officer", "省级主管"),
                            ("designer", "设计师"),
                            ("site_manager", "项目经理"),
                            ("property_patrol", "物业巡查"),
                            ("auditor", "审计"),
                        ],
                        db_column="post",
                        max_length=20,
                        verbose_name="岗位",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代谁行使",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="用户",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="orgs.organisation",
                        verbose_name="机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "岗位",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "organisation", "role", "valid_from"), name="membership_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="membership_dates_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("on_behalf_of__isnull", True), ("valid_to__isnull", False), _connector="OR"
                        ),
                        name="delegation_has_an_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(max_length=60, verbose_name="用途")),
                ("roles", models.JSONField(db_column="posts", verbose_name="岗位")),
                ("prefix", models.CharField(max_length=12, verbose_name="令牌开头")),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="令牌摘要")),
                ("created_at", models.DateTimeField(verbose_name="签发时间")),
                ("created_by_name", models.CharField(max_length=80, verbose_name="签发人")),
                ("expires_at", models.DateTimeField(verbose_name="有效期至")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="撤销时间")),
                ("revoked_by_name", models.CharField(blank=True, max_length=80, verbose_name="撤销人")),
                ("last_used_at", models.DateTimeField(blank=True, null=True, verbose_name="最近使用")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="api_tokens",
                        to="orgs.organisation",
                        verbose_name="机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "接口令牌",
                "ordering": ["organisation_id", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))),
                        name="api_token_dates_in_order",
                    )
                ],
            },
        ),
    ]
