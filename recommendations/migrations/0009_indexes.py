from django.db import migrations

KEYS = "recommendations_searchindex_keys(text)"


def said_to_be(what):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER FUNCTION {KEYS} PARALLEL {what}")

    return run


class Migration(migrations.Migration):
    """The rows that the index of words leads to are read by one process: to start others, which the
    cost of the keys seems to be worth, takes longer than to read the ten thousand rows of a common
    word.
    """

    dependencies = [("recommendations", "0008_bulk")]

    operations = [migrations.RunPython(said_to_be("RESTRICTED"), said_to_be("SAFE"))]
