import datetime

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Coalesce, Least


def forget_for_which_day_they_stand(apps, schema_editor):
    apps.get_model("recommendations", "Recommendation").objects.update(derived_on=None)


def add(name, field):
    return migrations.AddField(model_name="recommendation", name=name, field=field)


class Migration(migrations.Migration):
    """What the dashboard counts by. The new columns are empty, and nothing says for which day the
    derived columns stand, until `manage.py refresh_derived --missing` has filled them in.
    """

    dependencies = [
        ("people", "0005_digests"),
        ("recommendations", "0014_calendar_feeds"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanStamp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveBigIntegerField(default=1)),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stamps",
                        to="recommendations.plan",
                    ),
                ),
            ],
        ),
        add(
            "lead_owner",
            models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.owner",
            ),
        ),
        add("latest", models.DateField(editable=False, null=True, verbose_name="last deadline")),
        add(
            "was_asked",
            models.BooleanField(default=False, editable=False, verbose_name="asked by a round"),
        ),
        add(
            "late_order",
            models.GeneratedField(
                db_persist=True,
                expression=Least(
                    Coalesce("open_original", models.Value(datetime.date(9999, 12, 31))),
                    Coalesce("next_latest", models.Value(datetime.date(9999, 12, 31))),
                ),
                output_field=models.DateField(),
            ),
        ),
        migrations.AddIndex(
            model_name="recommendation",
            index=models.Index(fields=["late_order", "id"], name="recommendation_by_age"),
        ),
        migrations.RunPython(forget_for_which_day_they_stand, migrations.RunPython.noop),
    ]
