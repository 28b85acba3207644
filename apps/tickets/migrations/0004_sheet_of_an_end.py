"""Ends keep the 12345 工单 that they end; those there are get the one that was noted before them."""

from django.db import migrations, models


def keep_sheets(apps, _editor):
    """Give each end the sheet noted last before it; where one was noted only later, what it was is not known."""
    steps = apps.get_model("tickets", "TicketStep").objects
    ends = steps.filter(kind="settled").exclude(ticket__hotline_number="")
    for end in ends.select_related("ticket").iterator():
        noted = steps.filter(ticket_id=end.ticket_id, kind="hotline")
        before = noted.filter(number__lt=end.number).order_by("-number").first()
        if before is not None:
            end.sheet = before.receipt[:40]
        elif not noted.exists():
            end.sheet = end.ticket.hotline_number
        if end.sheet:
            end.save(update_fields=["sheet"])


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0003_by_day'),
    ]

    operations = [
        migrations.AddField(
            model_name='ticketstep',
            name='sheet',
            field=models.CharField(blank=True, max_length=40, verbose_name='12345 工单编号'),
        ),
        migrations.RunPython(keep_sheets, migrations.RunPython.noop, elidable=True),
    ]
