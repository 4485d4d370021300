import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import reports.models.layout


def as_one_table(apps, schema_editor):
    layouts = apps.get_model("reports", "Layout").objects.using(schema_editor.connection.alias)
    for layout in layouts.all():
        table = {
            "heading": "",
            "rows": "all",
            "grouping": layout.grouping,
            "columns": layout.columns,
        }
        layouts.filter(pk=layout.pk).update(tables=[table])


def as_columns(apps, schema_editor):
    """Of several tables the first; what can't be grouped so is not grouped."""
    layouts = apps.get_model("reports", "Layout").objects.using(schema_editor.connection.alias)
    for layout in layouts.all():
        first = layout.tables[0]
        grouping = "theme" if first["grouping"] == "theme" else "none"
        layouts.filter(pk=layout.pk).update(columns=first["columns"], grouping=grouping)


class Migration(migrations.Migration):
    """A layout has several tables, each with its rows, and says which figures it prints."""

    dependencies = [
        ("reports", "0004_issued_stays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="layout",
            name="figures",
            field=models.JSONField(
                blank=True, default=list, validators=[reports.models.layout.validate_figures]
            ),
        ),
        migrations.AddField(
            model_name="layout",
            name="tables",
            field=models.JSONField(default=list, validators=[reports.models.layout.validate_tables]),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="layout",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AlterField(
            model_name="layout", name="columns", field=models.JSONField(default=list)
        ),
        migrations.RunPython(as_one_table, as_columns),
        migrations.RemoveConstraint(
            model_name="layout", name="reports_layout_grouping_is_known"
        ),
        migrations.RemoveField(model_name="layout", name="columns"),
        migrations.RemoveField(model_name="layout", name="grouping"),
    ]
