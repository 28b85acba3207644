from django.db import migrations

OLD, NEW = 'pages:case', 'cases:case'


def renamed(old, new):
    """Let messages that were told before lead to the case page by its name of now."""
    def rename(apps, schema_editor):
        apps.get_model('outbox', 'Message').objects.filter(page=old).update(page=new)
    return rename


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0005_keys_to_api'),
    ]

    operations = [
        migrations.RunPython(renamed(OLD, NEW), renamed(NEW, OLD)),
    ]
