import django.db.models.deletion
from django.db import migrations, models


def key():
    return (
        "id",
        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
    )


class Migration(migrations.Migration):
    """What dashboards have counted, so that they need not count it again."""

    dependencies = [
        ("recommendations", "0015_figures_at_once"),
        ("reports", "0011_attendance"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptCounts",
            fields=[
                key(),
                ("asked", models.CharField(max_length=80)),
                ("stamp", models.CharField(max_length=80)),
                ("counts", models.JSONField()),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="kept_counts",
                        to="recommendations.plan",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["plan", "asked", "stamp"], name="reports_keptcounts_asked_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptSum",
            fields=[
                key(),
                ("plans", models.CharField(max_length=64)),
                ("asked", models.CharField(max_length=80)),
                ("stamps", models.JSONField()),
                ("counts", models.JSONField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["plans", "asked"], name="reports_keptsum_asked_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptRate",
            fields=[
                key(),
                ("about", models.CharField(max_length=80)),
                ("as_at", models.DateField()),
                ("known_by", models.DateTimeField()),
                ("counted", models.PositiveIntegerField()),
                ("of", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["about", "as_at", "known_by"], name="reports_keptrate_asked_once"
                    ),
                ],
            },
        ),
    ]
