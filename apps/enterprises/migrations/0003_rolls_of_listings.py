"""Listings of one ground become places on one list; its 公平竞争审查 was never recorded and stays blank."""

from django.db import migrations

MADE_BEFORE = "装修企业名录"


def lists_of_listings(apps, schema_editor):
    Listing = apps.get_model("enterprises", "Listing")
    Roll = apps.get_model("enterprises", "Roll")
    Organisation = apps.get_model("orgs", "Organisation")
    cities = list(Organisation.objects.filter(kind="city_bureau", is_active=True).order_by("pk")[:2])
    # With several cities nobody can say whose list it was: it then holds everywhere and nobody changes it.
    keeper = cities[0] if len(cities) == 1 else None
    rolls, standing = {}, {}
    for row in Listing.objects.order_by("valid_from", "pk").iterator(chunk_size=500):
        ground = (row.criteria, row.legal_basis)
        if ground not in rolls:
            rolls[ground] = Roll.objects.create(
                keeper=keeper,
                region_id=keeper.region_id if keeper else None,
                title=MADE_BEFORE,
                criteria=row.criteria,
                legal_basis=row.legal_basis,
                valid_from=row.valid_from,
            )
        row.roll = rolls[ground]
        if row.valid_to is not None:
            row.status, row.valid_to = "removed", max(row.valid_to, row.valid_from)
        else:
            before = standing.get((row.enterprise_id, row.roll_id))
            if before is not None:
                # Entered twice: the earlier place ends where the later begins, one place is left.
                before.status, before.valid_to = "removed", row.valid_from
                before.save(update_fields=["status", "valid_to"])
            standing[row.enterprise_id, row.roll_id] = row
        row.save(update_fields=["roll", "status", "valid_to"])


def listings_of_lists(apps, schema_editor):
    Listing = apps.get_model("enterprises", "Listing")
    for row in Listing.objects.select_related("roll").iterator(chunk_size=500):
        row.criteria, row.legal_basis = row.roll.criteria[:200], row.roll.legal_basis
        row.save(update_fields=["criteria", "legal_basis"])


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0002_directory")]

    operations = [migrations.RunPython(lists_of_listings, listings_of_lists)]
