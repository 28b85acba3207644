"""A person's function is a role (岗位) in code; the columns keep their names, so the database does nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0003_bureau_short_names"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(
                    model_name="membership",
                    name="membership_unique",
                ),
                migrations.AlterField(
                    model_name="apitoken",
                    name="posts",
                    field=models.JSONField(db_column="posts", verbose_name="岗位"),
                ),
                migrations.RenameField(
                    model_name="apitoken",
                    old_name="posts",
                    new_name="roles",
                ),
                migrations.AlterField(
                    model_name="membership",
                    name="post",
                    field=models.CharField(
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
                migrations.RenameField(
                    model_name="membership",
                    old_name="post",
                    new_name="role",
                ),
                migrations.AddConstraint(
                    model_name="membership",
                    constraint=models.UniqueConstraint(
                        fields=("user", "organisation", "role", "valid_from"), name="membership_unique"
                    ),
                ),
            ],
        ),
    ]
