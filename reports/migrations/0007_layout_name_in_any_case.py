import django.db.models.functions.text
from django.db import migrations, models


def rename_later_ones(apps, schema_editor):
    """Of layouts called the same but for capitals the first keeps its name."""
    layouts = apps.get_model("reports", "Layout").objects.using(schema_editor.connection.alias)
    taken = set()
    for layout in layouts.order_by("pk"):
        name, number = layout.name, 1
        while name.lower() in taken:
            number += 1
            name = f"{layout.name[:90]} ({number})"
        taken.add(name.lower())
        if name != layout.name:
            layouts.filter(pk=layout.pk).update(name=name)


class Migration(migrations.Migration):
    """Layouts are found by their names, so no two may differ in capitals only."""

    dependencies = [("reports", "0006_covering_reports")]

    operations = [
        migrations.RunPython(rename_later_ones, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="layout",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("name"),
                name="reports_layout_name_in_any_case",
                violation_error_message="There is a layout of this name already.",
            ),
        ),
    ]
