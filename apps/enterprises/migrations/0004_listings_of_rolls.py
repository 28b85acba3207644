import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enterprises', '0003_rolls_of_listings'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='listing',
            name='criteria',
        ),
        migrations.RemoveField(
            model_name='listing',
            name='legal_basis',
        ),
        migrations.AlterField(
            model_name='listing',
            name='roll',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='listings', to='enterprises.roll', verbose_name='名录'),
        ),
        migrations.AddConstraint(
            model_name='listing',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'removed'), _negated=True), fields=('roll', 'enterprise'), name='one_place_on_a_list'),
        ),
        migrations.AddConstraint(
            model_name='listing',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='listing_dates_in_order'),
        ),
        migrations.AddConstraint(
            model_name='listing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'listed'), _negated=True), ('valid_from__isnull', False), _connector='OR'), name='listed_since_a_day'),
        ),
    ]
