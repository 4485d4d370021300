import pytest
from django.apps import apps

from people.dated_fact import DatedFact
from recommendations.plans import edit_plan
from reports.drafts import discard_draft, edit_draft
from reports.printing.kept import keep_print
from reports.printing.last_written import APPS, LEFT_OUT, kinds_written, last_written
from tests.factories import (
    make_draft,
    make_issued,
    make_recommendation,
    make_update,
    make_user,
    moment,
)


def ours():
    models = apps.get_models(include_auto_created=True)
    return {kind for kind in models if kind._meta.app_label in APPS}


def test_every_dated_fact_and_every_history_is_looked_at():
    facts = {kind for kind in ours() if issubclass(kind, DatedFact)}
    histories = {kind.history.model for kind in ours() if hasattr(kind, "history")}

    assert facts
    assert histories
    assert facts | histories <= set(kinds_written())


def test_whatever_else_is_not_looked_at_is_named_with_the_reason():
    with_history = {kind for kind in ours() if hasattr(kind, "history")}

    others = ours() - with_history - set(kinds_written())

    assert {kind._meta.label for kind in others} == LEFT_OUT


def test_the_stamp_stays_while_nothing_is_written_down(db):
    make_recommendation(narrative="Underway")

    assert last_written() == last_written() != ""


def _say_more(plan, draft):
    make_update(plan.recommendations.get(), "Done", at=moment(hour=15))


def _rename(plan, draft):
    edit_plan(plan, by=make_user(), at=moment(), version=plan.version, title="Another")


def _issue_another(plan, draft):
    make_issued(plan, draft.meeting, audience="exempt", slug="exempt")


def _change_the_draft(plan, draft):
    names = ("number", "audience", "names", "layout", "as_at", "cut_off")
    said = {**{name: getattr(draft, name) for name in names}, "number": "Appendix 9"}
    edit_draft(draft, **said, edits=draft.edits, at=moment())


def _discard_the_draft(plan, draft):
    discard_draft(draft, edits=draft.edits)


def _widen(plan, draft):
    plan.departments.clear()


@pytest.mark.parametrize(
    "write",
    [_say_more, _rename, _issue_another, _change_the_draft, _discard_the_draft, _widen],
)
def test_the_stamp_is_another_once_anything_is_written_down(db, write):
    row = make_recommendation(narrative="Underway")
    row.plan.departments.create(name="Housing")
    draft = make_draft(row.plan)
    before = last_written()

    write(row.plan, draft)

    assert last_written() not in (before, "")


def test_a_kept_print_changes_no_stamp(db):
    before = last_written()

    keep_print("a" * 64, b"%PDF", at=moment())

    assert last_written() == before
