from django.db import migrations

TABLE = "reports_appendix"
REFUSAL = "An issued appendix is never changed or deleted."

TO_KEEP = {
    "sqlite": [
        f"""
        CREATE TRIGGER {TABLE}_issued_stays_{verb.lower()} BEFORE {verb} ON {TABLE}
        WHEN old.state = 'issued' BEGIN
            SELECT RAISE(ABORT, '{REFUSAL}');
        END
        """
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        f"""
        CREATE FUNCTION {TABLE}_issued_stays() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
        END $$
        """,
        f"""
        CREATE TRIGGER {TABLE}_issued_stays_update BEFORE UPDATE ON {TABLE}
        FOR EACH ROW WHEN (old.state = 'issued') EXECUTE FUNCTION {TABLE}_issued_stays()
        """,
        f"""
        CREATE TRIGGER {TABLE}_issued_stays_delete BEFORE DELETE ON {TABLE}
        FOR EACH ROW WHEN (old.state = 'issued') EXECUTE FUNCTION {TABLE}_issued_stays()
        """,
        f"""
        CREATE FUNCTION {TABLE}_issued_stays_whole() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT FROM {TABLE} WHERE state = 'issued') THEN
                RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NULL;
        END $$
        """,
        f"""
        CREATE TRIGGER {TABLE}_issued_stays_truncate BEFORE TRUNCATE ON {TABLE}
        EXECUTE FUNCTION {TABLE}_issued_stays_whole()
        """,
    ],
}
TO_LET_GO = {
    "sqlite": [
        f"DROP TRIGGER {TABLE}_issued_stays_update",
        f"DROP TRIGGER {TABLE}_issued_stays_delete",
    ],
    "postgresql": [
        *(
            f"DROP TRIGGER {TABLE}_issued_stays_{verb} ON {TABLE}"
            for verb in ("update", "delete", "truncate")
        ),
        f"DROP FUNCTION {TABLE}_issued_stays()",
        f"DROP FUNCTION {TABLE}_issued_stays_whole()",
    ],
}


def each(statements):
    """Runs the statements of the database that is in use."""

    def run(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    """The database itself refuses to change or delete an issued appendix.

    A later migration that alters the table of appendices has to make the triggers anew: SQLite
    forgets them with the table that Django replaces. A test asks for them after all migrations.
    """

    dependencies = [("reports", "0003_appendices")]

    operations = [migrations.RunPython(each(TO_KEEP), each(TO_LET_GO))]
