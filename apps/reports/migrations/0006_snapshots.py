"""A district's week at its cut-off is a snapshot in code; tables and columns keep their names."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_amounts_in_yuan"),
        ("orgs", "0004_role"),
        ("programs", "0002_prefab_over"),
        ("reports", "0005_amounts_in_yuan"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("WeekSeal", "WeekSnapshot"),
                migrations.RenameModel("SealMovement", "SnapshotMovement"),
                migrations.AlterModelTable("weeksnapshot", "reports_weekseal"),
                migrations.AlterModelTable("snapshotmovement", "reports_sealmovement"),
                migrations.RenameField("snapshotmovement", "seal", "snapshot"),
                migrations.RenameField("adjustment", "seal", "snapshot"),
                migrations.RenameField("weeklyreport", "seal", "snapshot"),
                migrations.RemoveConstraint(
                    model_name='adjustment',
                    name='one_waiting_correction',
                ),
                migrations.RemoveConstraint(
                    model_name='snapshotmovement',
                    name='case_carried_once',
                ),
                migrations.RemoveConstraint(
                    model_name='snapshotmovement',
                    name='case_moves_once_a_week',
                ),
                migrations.AlterField(
                    model_name='adjustment',
                    name='snapshot',
                    field=models.ForeignKey(db_column='seal_id', on_delete=django.db.models.deletion.PROTECT, related_name='adjustments', to='reports.weeksnapshot', verbose_name='所更正的周'),
                ),
                migrations.AlterField(
                    model_name='snapshotmovement',
                    name='case',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='snapshot_movements', to='cases.case', verbose_name='案件'),
                ),
                migrations.AlterField(
                    model_name='snapshotmovement',
                    name='snapshot',
                    field=models.ForeignKey(db_column='seal_id', on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='reports.weeksnapshot', verbose_name='周封存'),
                ),
                migrations.AlterField(
                    model_name='weeklyreport',
                    name='snapshot',
                    field=models.OneToOneField(db_column='seal_id', on_delete=django.db.models.deletion.PROTECT, related_name='report', to='reports.weeksnapshot', verbose_name='周封存'),
                ),
                migrations.AlterField(
                    model_name='weeksnapshot',
                    name='bureau',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='week_snapshots', to='orgs.organisation', verbose_name='区、县（市）住建局'),
                ),
                migrations.AlterField(
                    model_name='weeksnapshot',
                    name='program',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='week_snapshots', to='programs.program', verbose_name='年度'),
                ),
                migrations.AlterField(
                    model_name='weeksnapshot',
                    name='reports_to',
                    field=models.ForeignKey(help_text='报送日当天的上级；此后报送关系变化不影响已封存的周', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='week_snapshots_below', to='orgs.organisation', verbose_name='报送至'),
                ),
                migrations.AddConstraint(
                    model_name='adjustment',
                    constraint=models.UniqueConstraint(condition=models.Q(('entered__isnull', True)), fields=('snapshot', 'case'), name='one_waiting_correction'),
                ),
                migrations.AddConstraint(
                    model_name='snapshotmovement',
                    constraint=models.UniqueConstraint(condition=models.Q(('kind', 'carried')), fields=('snapshot', 'case'), name='case_carried_once'),
                ),
                migrations.AddConstraint(
                    model_name='snapshotmovement',
                    constraint=models.UniqueConstraint(condition=models.Q(('kind', 'carried'), _negated=True), fields=('snapshot', 'case'), name='case_moves_once_a_week'),
                ),
            ],
        ),
    ]
