import django.db.models.deletion
from django.db import migrations, models

TABLE, INDEX = "recommendations_searchtext", "recommendations_searchindex"
TO_INDEX = {
    # The index keeps no text of its own: it is told what to forget. Beginnings are in it as well;
    # looked up among whole words, that of a common word takes fifty times as long.
    "sqlite": [
        f"""
        CREATE VIRTUAL TABLE {INDEX} USING fts5(
            stems, content='{TABLE}', content_rowid='recommendation_id',
            tokenize="ascii tokenchars '.'", prefix='3 4 5 6 7 8 9 10 11 12',
            detail=none, columnsize=0
        )
        """,
        f"""
        CREATE TRIGGER {TABLE}_added AFTER INSERT ON {TABLE} BEGIN
            INSERT INTO {INDEX} (rowid, stems) VALUES (new.recommendation_id, new.stems);
        END
        """,
        f"""
        CREATE TRIGGER {TABLE}_deleted AFTER DELETE ON {TABLE} BEGIN
            INSERT INTO {INDEX} ({INDEX}, rowid, stems)
            VALUES ('delete', old.recommendation_id, old.stems);
        END
        """,
        f"""
        CREATE TRIGGER {TABLE}_changed AFTER UPDATE ON {TABLE}
        WHEN old.stems <> new.stems OR old.recommendation_id <> new.recommendation_id BEGIN
            INSERT INTO {INDEX} ({INDEX}, rowid, stems)
            VALUES ('delete', old.recommendation_id, old.stems);
            INSERT INTO {INDEX} (rowid, stems) VALUES (new.recommendation_id, new.stems);
        END
        """,
    ],
    # The keys as they are: a parser of texts would take "1.2" and "2016" its own way. What it costs
    # to make them anew is said to be much, so that nobody reads the whole table instead of the
    # index; and the rows are read by one process: to start others, which that cost seems to be worth,
    # takes longer than to read the ten thousand rows of a common word. Long columns stand apart, so
    # that few pages are read for the keys of many rows.
    "postgresql": [
        f"""
        CREATE FUNCTION {INDEX}_keys(stems text) RETURNS tsvector
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000
        AS $$ BEGIN RETURN array_to_tsvector(string_to_array(stems, ' ')); END $$
        """,
        f"CREATE INDEX {INDEX} ON {TABLE} USING gin ({INDEX}_keys(stems))",
        f"ALTER TABLE {TABLE} SET (toast_tuple_target = 128)",
    ],
}
TO_FORGET = {
    "sqlite": [
        *(f"DROP TRIGGER {TABLE}_{name}" for name in ("added", "deleted", "changed")),
        f"DROP TABLE {INDEX}",
    ],
    "postgresql": [f"DROP INDEX {INDEX}", f"DROP FUNCTION {INDEX}_keys(text)"],
}


def each(statements):
    """Runs the statements of the database that is in use."""

    def run(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    """What recommendations are found by, and the index over it. Nothing is found by words until
    `manage.py refresh_derived` has filled it in.

    A later migration that alters the table of texts has to make the triggers anew: SQLite forgets
    them with the table that Django replaces.
    """

    dependencies = [("recommendations", "0005_hand_over")]

    operations = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "recommendation",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_text",
                        serialize=False,
                        to="recommendations.recommendation",
                    ),
                ),
                ("texts", models.JSONField(default=list, editable=False)),
                ("stems", models.TextField(blank=True, editable=False)),
            ],
        ),
        migrations.RunPython(each(TO_INDEX), each(TO_FORGET)),
    ]
