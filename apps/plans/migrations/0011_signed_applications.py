"""附件 1 in ink has rows of its own; a scan of before was asked for with both signatures and the stamp."""

from uuid import UUID

import django.db.models.deletion
from django.db import migrations, models


def keep_scans(apps, schema_editor):
    alias = schema_editor.connection.alias
    files = apps.get_model("documents", "StoredFile").objects.using(alias)
    signed = apps.get_model("plans", "SignedApplication").objects.using(alias)
    cases = set(apps.get_model("cases", "Case").objects.using(alias).values_list("pk", flat=True))
    scans = files.filter(kind="application_scan", owner_kind="case").order_by("created_at")
    for file in scans.iterator(chunk_size=500):
        # The days on it were not asked for: they stay unsaid.
        if (case_id := UUID(file.owner_id)) in cases:
            signed.create(
                case_id=case_id,
                file_id=file.pk,
                stamped=True,
                recorded_at=file.created_at,
                recorded_by=file.uploaded_by_name,
                recorded_organisation=file.uploaded_by_organisation[:120],
            )


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0009_owner_is_household'),
        ('documents', '0001_squashed_0003_role'),
        ('plans', '0010_contract_difference'),
    ]

    operations = [
        migrations.CreateModel(
            name='SignedApplication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_id', models.UUIDField(verbose_name='扫描件')),
                ('signed_on', models.DateField(blank=True, null=True, verbose_name='双方签字盖章日期')),
                ('stamped', models.BooleanField(default=False, verbose_name='区住建部门已盖章')),
                ('opinion_on', models.DateField(blank=True, null=True, verbose_name='区住建部门意见日期')),
                ('recorded_at', models.DateTimeField(verbose_name='登记时间')),
                ('recorded_by', models.CharField(max_length=80, verbose_name='登记人')),
                ('recorded_organisation', models.CharField(max_length=120, verbose_name='登记单位')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signed_applications', to='cases.case', verbose_name='案件')),
            ],
            options={
                'verbose_name': '申请表签字盖章件',
                'ordering': ['recorded_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('opinion_on__isnull', True), ('stamped', True), _connector='OR'), name='opinion_day_has_stamp'), models.CheckConstraint(condition=models.Q(('opinion_on__isnull', True), ('signed_on__isnull', True), ('opinion_on__gte', models.F('signed_on')), _connector='OR'), name='signed_before_opinion')],
            },
        ),
        migrations.RunPython(keep_scans, migrations.RunPython.noop),
    ]
