from dataclasses import dataclass

from django.db import migrations
from django.db.migrations.exceptions import IrreversibleError

WHY_NOT_BACK = (
    "Appendices are issued, and going back would delete them. Restore a backup from before the "
    "first of them instead."
)


@dataclass(frozen=True)
class Held:
    """The rows of a table that stay. `rows`: which, of `{row}`; `change`: of what; `clash`: what of
    a `new` row would push out a row that is `there`, where SQLite is told to replace; `whole`:
    whether the table is not emptied either.
    """

    table: str
    refusal: str
    rows: str
    change: str
    clash: str
    whole: bool = False

    def trigger(self, verb):
        return f"{self.table}_issued_stays_{verb}"

    def of(self, row):
        return self.rows.format(row=row)


HELD = [
    Held(
        "reports_appendix",
        "An issued appendix is never changed or deleted.",
        rows="{row}.state = 'issued'",
        change="TRUE",
        clash="""
            there.id = new.id OR there.replaces_id = new.replaces_id
            OR (there.meeting_id, there.slug, there.version)
                = (new.meeting_id, new.slug, new.version)
            OR there.supplement_to_id IS NULL AND new.supplement_to_id IS NULL
                AND (there.meeting_id, there.plan_id, there.as_at, there.audience, there.version)
                    = (new.meeting_id, new.plan_id, new.as_at, new.audience, new.version)
        """,
        whole=True,
    ),
    Held(
        "reports_publication",
        "What was on the public page, and when, is never changed or deleted.",
        rows="TRUE",
        change="TRUE",
        clash="there.id = new.id OR there.corrects_id = new.corrects_id",
        whole=True,
    ),
    Held(
        "reports_meeting",
        "A paper was issued for this meeting, so its committee and its date stay.",
        rows="""EXISTS (
            SELECT 1 FROM reports_appendix AS paper
            WHERE paper.state = 'issued' AND paper.meeting_id = {row}.id
        )""",
        change="(old.id, old.committee_id, old.date) <> (new.id, new.committee_id, new.date)",
        clash="""
            there.id = new.id
            OR (there.committee_id, there.date) = (new.committee_id, new.date)
        """,
    ),
    Held(
        "reports_committee",
        "A paper was issued for this committee, so its address stays.",
        rows="""EXISTS (
            SELECT 1 FROM reports_appendix AS paper
            JOIN reports_meeting AS meeting ON meeting.id = paper.meeting_id
            WHERE paper.state = 'issued' AND meeting.committee_id = {row}.id
        )""",
        change="(old.id, old.slug) <> (new.id, new.slug)",
        clash="""
            there.id = new.id OR there.slug = new.slug OR lower(there.name) = lower(new.name)
        """,
    ),
]


def keep(held, vendor):
    return {"sqlite": _keep_in_sqlite, "postgresql": _keep_in_postgresql}[vendor](held)


def let_go(held, vendor):
    if vendor == "sqlite":
        return [f"DROP TRIGGER {held.trigger(verb)}" for verb in ("insert", "update", "delete")]
    verbs = ["update", "delete", *(["truncate"] if held.whole else [])]
    return [
        *(f"DROP TRIGGER {held.trigger(verb)} ON {held.table}" for verb in verbs),
        f"DROP FUNCTION {held.table}_issued_stays()",
        *([f"DROP FUNCTION {held.table}_issued_stays_whole()"] if held.whole else []),
    ]


def _keep_in_sqlite(held):
    pushes_out = f"""EXISTS (
        SELECT 1 FROM {held.table} AS there
        WHERE {held.of("there")} AND ({held.clash}) {{but}}
    )"""
    changes = f"({held.change} AND {held.of('old')})"
    refused = {
        "insert": pushes_out.format(but=""),
        "update": f"{changes} OR {pushes_out.format(but='AND there.id <> old.id')}",
        "delete": held.of("old"),
    }
    return [
        f"""
        CREATE TRIGGER {held.trigger(verb)} BEFORE {verb.upper()} ON {held.table}
        WHEN {when} BEGIN
            SELECT RAISE(ABORT, '{held.refusal}');
        END
        """
        for verb, when in refused.items()
    ]


def _keep_in_postgresql(held):
    name = f"{held.table}_issued_stays"
    refuse = f"RAISE EXCEPTION '{held.refusal}' USING ERRCODE = 'restrict_violation';"
    of_rows = [
        f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {held.of("old")} THEN
                {refuse}
            END IF;
            IF TG_OP = 'DELETE' THEN
                RETURN old;
            END IF;
            RETURN new;
        END $$
        """,
        f"""
        CREATE TRIGGER {name}_update BEFORE UPDATE ON {held.table}
        FOR EACH ROW WHEN ({held.change}) EXECUTE FUNCTION {name}()
        """,
        f"""
        CREATE TRIGGER {name}_delete BEFORE DELETE ON {held.table}
        FOR EACH ROW EXECUTE FUNCTION {name}()
        """,
    ]
    of_the_whole = [
        f"""
        CREATE FUNCTION {name}_whole() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT FROM {held.table} AS there WHERE {held.of("there")}) THEN
                {refuse}
            END IF;
            RETURN NULL;
        END $$
        """,
        f"""
        CREATE TRIGGER {name}_truncate BEFORE TRUNCATE ON {held.table}
        EXECUTE FUNCTION {name}_whole()
        """,
    ]
    return [*of_rows, *(of_the_whole if held.whole else [])]


def keep_issued(apps, schema_editor):
    for held in HELD:
        for statement in keep(held, schema_editor.connection.vendor):
            schema_editor.execute(statement)


def let_issued_go(apps, schema_editor):
    """Only where nothing is issued: what comes next deletes the tables."""
    papers = apps.get_model("reports", "Appendix").objects.using(schema_editor.connection.alias)
    if papers.filter(state="issued").exists():
        raise IrreversibleError(WHY_NOT_BACK)
    drop_triggers(apps, schema_editor)


def drop_triggers(apps, schema_editor):
    for held in HELD:
        for statement in let_go(held, schema_editor.connection.vendor):
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    """The database itself refuses to change or delete an issued appendix, or anything that was said
    of its being on the public page, and to change what is part of its address: the committee and
    the date of its meeting, and the address of its committee.

    A later migration that alters one of these tables begins with `drop_triggers` of this one and
    ends with `keep_issued`: SQLite forgets the triggers of a table that Django replaces, and
    refuses to replace one that the triggers of another table ask. A test asks for all of them after
    all migrations.
    """

    dependencies = [("reports", "0003_appendices")]

    operations = [migrations.RunPython(keep_issued, let_issued_go)]
