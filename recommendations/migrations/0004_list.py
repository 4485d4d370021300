import datetime

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Coalesce, Left, Lower


def add(name, field):
    return migrations.AddField(model_name="recommendation", name=name, field=field)


def order(expression, output_field):
    return models.GeneratedField(
        expression=expression, output_field=output_field, db_persist=True, editable=False
    )


def index(name, column):
    fields = [column, "id"]
    return migrations.AddIndex(
        model_name="recommendation", index=models.Index(fields=fields, name=name)
    )


class Migration(migrations.Migration):
    """What the list of recommendations shows and is sorted by. The new columns are empty, and
    everything counts as monitored, until `manage.py refresh_derived` has filled them in.
    """

    dependencies = [("recommendations", "0003_status_words")]

    operations = [
        add("text", models.TextField(blank=True, editable=False)),
        add(
            "theme",
            models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="recommendations.theme",
            ),
        ),
        add("timescale", models.CharField(blank=True, editable=False, max_length=100)),
        add("priority", models.CharField(blank=True, editable=False, max_length=50)),
        add(
            "owner_cell",
            models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="recommendations.ownercell",
            ),
        ),
        add("owner_text", models.TextField(blank=True, editable=False, verbose_name="owner")),
        add(
            "is_owned",
            models.BooleanField(
                default=False, editable=False, verbose_name="names an owner on record"
            ),
        ),
        add("per_cent", models.PositiveSmallIntegerField(editable=False, null=True)),
        add("by_when", models.TextField(blank=True, editable=False)),
        add(
            "open_original",
            models.DateField(
                editable=False, null=True, verbose_name="original date of what is open"
            ),
        ),
        add(
            "open_start",
            models.DateField(editable=False, null=True, verbose_name="start of what has no end"),
        ),
        add("times_moved", models.PositiveSmallIntegerField(default=0, editable=False)),
        add("completion_refused", models.BooleanField(default=False, editable=False)),
        add(
            "is_monitored",
            models.BooleanField(default=True, editable=False, verbose_name="monitored"),
        ),
        add("is_exempt", models.BooleanField(default=False, editable=False, verbose_name="exempt")),
        add("reference_order", models.CharField(blank=True, editable=False, max_length=450)),
        add(
            "due_order",
            order(
                Coalesce("next_latest", models.Value(datetime.date(9999, 12, 31))),
                models.DateField(),
            ),
        ),
        add(
            "original_order",
            order(
                Coalesce("original_latest", models.Value(datetime.date(9999, 12, 31))),
                models.DateField(),
            ),
        ),
        add(
            "update_order",
            order(
                Coalesce("last_update_on", models.Value(datetime.date(1, 1, 1))),
                models.DateField(),
            ),
        ),
        add(
            "owner_order",
            order(Left(Lower("owner_text"), 60), models.CharField(max_length=60)),
        ),
        index("recommendation_by_reference", "reference_order"),
        index("recommendation_by_due", "due_order"),
        index("recommendation_by_original", "original_order"),
        index("recommendation_by_update", "update_order"),
        index("recommendation_by_status", "status_word"),
        index("recommendation_by_owner", "owner_order"),
        migrations.AddIndex(
            model_name="recommendation",
            index=models.Index(
                fields=["owner_cell", "is_monitored", "plan", "due_order"],
                name="recommendation_of_an_owner",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["owner", "owner_cell"], name="assignment_of_an_owner"),
        ),
    ]
