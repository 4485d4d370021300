"""A stamp that changes whenever anything is written down that a paper could print, in one cheap
query: what was answered before with the same stamp is still the answer.
"""

from functools import cache
from hashlib import sha256

from django.apps import apps
from django.db import connection, models

APPS = ("people", "recommendations", "reports")
# On which no paper depends: what is being typed, what is only found by, what was counted, kept
# prints, and what somebody may do, which is asked for itself.
LEFT_OUT = {
    "people.SentForm",
    "people.User_groups",
    "people.User_user_permissions",
    "recommendations.PlanStamp",
    "recommendations.SearchText",
    "recommendations.UpdateDraft",
    "reports.KeptAnswer",
    "reports.KeptCounts",
    "reports.KeptPart",
    "reports.KeptPrint",
    "reports.KeptRate",
    "reports.KeptSum",
    "reports.PrintRequest",
    "reports.Renderer",
}
# Of which rows go again, so that the newest key does not tell: they are counted.
COUNTED = {
    "people.Alias",
    "recommendations.Plan_departments",
    "recommendations.Round_plans",
    "reports.Appendix",
    "reports.CoveringReport",
    "reports.ReportAttachment",
}
# What is changed in place without a history: how often, and how many are issued.
CHANGED_IN_PLACE = {"reports.Appendix", "reports.CoveringReport"}
EDITS = "(SELECT sum(edits) FROM {table})"
ISSUED = "(SELECT count(*) FROM {table} WHERE state = 'issued')"
# Somebody else is writing at this moment: what they have written has a key already, which may be
# lower than the newest, and is seen later.
IS_WRITING = """EXISTS (
    SELECT 1 FROM pg_stat_activity
    WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()
)"""


def last_written() -> str:
    """The stamp of this moment; "" where somebody is writing just now, so that none would hold."""
    with connection.cursor() as cursor:
        cursor.execute(_question(connection.vendor))
        is_writing, *found = cursor.fetchone()
    return "" if is_writing else sha256(repr(found).encode()).hexdigest()


def kinds_written() -> list[type[models.Model]]:
    """Everything whose rows are looked at: every dated fact, every history in place of what has
    one, and what stands beside them.
    """
    return [
        kind
        for kind in apps.get_models(include_auto_created=True)
        if kind._meta.app_label in APPS
        and kind._meta.label not in LEFT_OUT
        and not hasattr(kind, "history")
    ]


@cache
def _question(vendor):
    is_writing = IS_WRITING if vendor == "postgresql" else "0"
    parts = [is_writing]
    for kind in kinds_written():
        parts.extend(_parts(kind))
    return f"SELECT {', '.join(parts)}"


def _parts(kind):
    table = connection.ops.quote_name(kind._meta.db_table)
    yield f"(SELECT max({kind._meta.pk.column}) FROM {table})"
    if kind._meta.label in COUNTED:
        yield f"(SELECT count(*) FROM {table})"
    if kind._meta.label in CHANGED_IN_PLACE:
        yield EDITS.format(table=table)
        yield ISSUED.format(table=table)
