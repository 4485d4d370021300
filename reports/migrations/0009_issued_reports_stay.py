from dataclasses import replace
from importlib import import_module

from django.db import migrations
from django.db.migrations.exceptions import IrreversibleError

# How papers are kept: the same triggers, for other tables.
papers = import_module("reports.migrations.0004_issued_stays")
Held = papers.Held

WHY_NOT_BACK = (
    "Covering reports are issued, and going back would delete them. Restore a backup from before "
    "the first of them instead."
)
OF_AN_ISSUED = """EXISTS (
    SELECT 1 FROM reports_coveringreport AS paper
    WHERE paper.state = 'issued' AND paper.id = {row}.report_id
)"""
REPORTED_AT = """EXISTS (
    SELECT 1 FROM reports_coveringreport AS paper
    WHERE paper.state = 'issued' AND paper.meeting_id = {row}.id
)"""
REPORTED_TO = """EXISTS (
    SELECT 1 FROM reports_coveringreport AS paper
    JOIN reports_meeting AS meeting ON meeting.id = paper.meeting_id
    WHERE paper.state = 'issued' AND meeting.committee_id = {row}.id
)"""
OF_APPENDICES = {held.table: held for held in papers.HELD}
MEETING, COMMITTEE = (OF_APPENDICES[f"reports_{name}"] for name in ("meeting", "committee"))
ATTACHMENTS = Held(
    "reports_reportattachment",
    "What is attached to an issued report is never changed.",
    rows=OF_AN_ISSUED,
    change="TRUE",
    clash="""
        there.id = new.id
        OR (there.report_id, there.appendix_id) = (new.report_id, new.appendix_id)
    """,
    whole=True,
)
# In place of those of the meetings and committees of appendices.
WIDENED = [
    replace(MEETING, rows=f"({MEETING.rows} OR {REPORTED_AT})"),
    replace(COMMITTEE, rows=f"({COMMITTEE.rows} OR {REPORTED_TO})"),
]
HELD = [
    Held(
        "reports_coveringreport",
        "An issued covering report is never changed or deleted.",
        rows="{row}.state = 'issued'",
        change="TRUE",
        clash="""
            there.id = new.id OR there.replaces_id = new.replaces_id
            OR (there.meeting_id, there.slug, there.version)
                = (new.meeting_id, new.slug, new.version)
        """,
        whole=True,
    ),
    Held(
        "reports_reportpublication",
        "What was on the public page, and when, is never changed or deleted.",
        rows="TRUE",
        change="TRUE",
        clash="there.id = new.id OR there.corrects_id = new.corrects_id",
        whole=True,
    ),
    ATTACHMENTS,
    *WIDENED,
]


def refuse_more(vendor):
    """Nothing is attached to a report that is issued already, and nothing is moved to it."""
    name, refusal = f"{ATTACHMENTS.table}_issued_stays", ATTACHMENTS.refusal
    if vendor == "sqlite":
        return [
            f"""
            CREATE TRIGGER {name}_{how} BEFORE {verb} ON {ATTACHMENTS.table}
            WHEN {ATTACHMENTS.of("new")} BEGIN
                SELECT RAISE(ABORT, '{refusal}');
            END
            """
            for how, verb in (("add", "INSERT"), ("move", "UPDATE OF report_id"))
        ]
    return [
        f"""
        CREATE FUNCTION {name}_add() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {ATTACHMENTS.of("new")} THEN
                RAISE EXCEPTION '{refusal}' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN new;
        END $$
        """,
        f"""
        CREATE TRIGGER {name}_add BEFORE INSERT OR UPDATE ON {ATTACHMENTS.table}
        FOR EACH ROW EXECUTE FUNCTION {name}_add()
        """,
    ]


def allow_more(vendor):
    name = f"{ATTACHMENTS.table}_issued_stays"
    if vendor == "sqlite":
        return [f"DROP TRIGGER {name}_{how}" for how in ("add", "move")]
    return [f"DROP TRIGGER {name}_add ON {ATTACHMENTS.table}", f"DROP FUNCTION {name}_add()"]


def keep_issued(apps, schema_editor):
    """All triggers that keep papers, those of the appendices too."""
    _execute(schema_editor, papers.keep, [*_of_appendices_alone(), *HELD])
    for statement in refuse_more(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    """All triggers that keep papers, those of the appendices too."""
    for statement in allow_more(schema_editor.connection.vendor):
        schema_editor.execute(statement)
    _execute(schema_editor, papers.let_go, [*_of_appendices_alone(), *HELD])


def keep_reports(apps, schema_editor):
    papers.drop_triggers(apps, schema_editor)
    keep_issued(apps, schema_editor)


def let_reports_go(apps, schema_editor):
    """Only where no report is issued: what comes next deletes the tables."""
    reports = apps.get_model("reports", "CoveringReport").objects.using(
        schema_editor.connection.alias
    )
    if reports.filter(state="issued").exists():
        raise IrreversibleError(WHY_NOT_BACK)
    drop_triggers(apps, schema_editor)
    papers.keep_issued(apps, schema_editor)


def _of_appendices_alone():
    return [held for held in papers.HELD if held not in (MEETING, COMMITTEE)]


def _execute(schema_editor, statements_of, many):
    for held in many:
        for statement in statements_of(held, schema_editor.connection.vendor):
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    """The database itself refuses to change or delete an issued covering report, what is attached
    to it, and anything that was said of its being on the public page; its meeting and its committee
    stay where they are, like those of an appendix.

    A later migration that alters one of these tables, or one of those of 0004, begins with
    `drop_triggers` of this one and ends with `keep_issued`. A test asks for all of them after all
    migrations.
    """

    dependencies = [("reports", "0008_report_publications")]

    operations = [migrations.RunPython(keep_reports, let_reports_go)]
