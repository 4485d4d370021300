import django.db.models.deletion
from django.db import migrations, models
from django.utils.text import slugify


def give_addresses(apps, schema_editor):
    """Each committee an address of its own, out of its name."""
    taken = set()
    for committee in apps.get_model("reports", "Committee").objects.order_by("pk"):
        address = slugify(committee.name)[:90] or "committee"
        if address in taken:
            address = f"{address}-{committee.pk}"
        taken.add(address)
        committee.slug = address
        committee.save(update_fields=["slug"])


class Migration(migrations.Migration):
    """Committees and meetings get pages of their own, and addresses. Appendices are made anew: no
    page or command could make one before this.
    """

    dependencies = [
        ("reports", "0001_initial"),
    ]

    operations = [
        migrations.DeleteModel(name="Appendix"),
        migrations.AddField(
            model_name="committee",
            name="slug",
            # Its index comes with the next step: PostgreSQL would make it twice.
            field=models.SlugField(db_index=False, max_length=100, null=True, verbose_name="address"),
        ),
        migrations.RunPython(give_addresses, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="committee",
            name="slug",
            field=models.SlugField(max_length=100, unique=True, verbose_name="address"),
        ),
    ]
