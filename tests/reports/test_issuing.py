import json
from datetime import date
from hashlib import sha256
from importlib import import_module
from io import BytesIO

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.migrations.exceptions import IrreversibleError
from pypdf import PdfReader

from people.dated_fact import take_back
from people.edited_in_place import EditedMeanwhile
from recommendations.models import Plan
from recommendations.progress import record_nil_returns
from recommendations.rounds import close_round
from recommendations.wordings import exempt_all, reword
from reports.document import read_document
from reports.drafts import edit_draft, prepare_supplement, prepare_version
from reports.issuing import canonical_bytes, issue_appendix, keep_paper, make_paper
from reports.models import Appendix, Committee, Meeting, Publication
from reports.render.html import render_page
from tests.at_once import at_once, for_threads
from tests.factories import (
    DAY,
    lay_out,
    make_committee,
    make_draft,
    make_issued,
    make_meeting,
    make_plan,
    make_recommendation,
    make_round,
    make_user,
    moment,
    written,
)

LATER = date(2016, 6, 10)
NOW = moment(LATER)
MUCH_LATER = moment(date(2019, 6, 10))


@pytest.fixture
def plan(db):
    plan = make_plan()
    lay_out(plan)
    make_recommendation(plan, reference="1", text="Keep records.", narrative="Underway")
    make_recommendation(plan, reference="2", text="Train managers.", narrative="Booked")
    return plan


def issue(draft, at=NOW, **said):
    return issue_appendix(draft, by=make_user(), at=at, **said)


def refusal_of(call, *args, **kwargs):
    before = list(Appendix.objects.order_by("pk").values())
    with pytest.raises(ValidationError) as refused:
        call(*args, **kwargs)
    assert list(Appendix.objects.order_by("pk").values()) == before
    assert not Publication.objects.exists()
    error = refused.value
    return error.message_dict if hasattr(error, "error_dict") else error.messages


def pdf_text(appendix):
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(appendix.pdf)).pages)


def test_issuing_keeps_the_document_its_pdf_and_their_hashes(plan):
    clerk = make_user("clem@example.gov.uk", name="Clem Clerk")

    issued = issue_appendix(make_draft(plan), by=clerk, at=NOW)

    kept = Appendix.objects.get()
    assert issued == kept
    assert (kept.state, kept.issued_by, kept.issued_at) == ("issued", clerk, NOW)
    assert kept.slug == "learning-review"
    assert kept.sha256 == sha256(kept.pdf).hexdigest()
    assert kept.document_sha256 == sha256(canonical_bytes(kept.document)).hexdigest()
    assert [row.reference for row in read_document(kept.document).rows] == ["1", "2"]
    assert "Train managers." in pdf_text(kept)


def test_what_was_written_down_after_its_issue_or_its_cut_off_is_not_in_it(plan):
    cut_off = moment(date(2016, 6, 3), 17)
    row = plan.recommendations.first()
    reword(row, "Keep good records.", reason="Clearer", **written(DAY, moment(date(2016, 6, 4))))

    with_cut_off = issue(make_draft(plan, cut_off=cut_off, audience="public"))
    draft = make_draft(plan, as_at=date(2016, 6, 1))
    without = issue(draft)

    assert "Keep records." in json.dumps(with_cut_off.document)
    assert with_cut_off.document["known_by"] == "2016-06-03T17:00:00+01:00"
    assert "Keep good records." in json.dumps(without.document)
    assert read_document(without.document).known_by == NOW


def test_a_public_paper_is_on_the_public_page_with_its_issue_an_exempt_one_never(plan):
    exempt_all(plan.recommendations.all()[:1], "3", **written(DAY))

    public = issue(make_draft(plan))
    exempt = issue(make_draft(plan, audience="exempt"))

    assert list(Appendix.objects.shown_to_the_public(on=LATER)) == [public]
    assert exempt.slug == "learning-review-exempt"


def test_a_silent_owner_is_asked_about_and_the_reason_is_kept(plan):
    asked = make_round(plan)
    row = plan.recommendations.get(reference="1")
    record_nil_returns([row], asked, **written(DAY, moment(DAY, 13)))
    close_round(asked, **written(LATER, moment(LATER, 9)))
    draft = make_draft(plan)

    assert refusal_of(issue, draft) == {
        "reason": [
            "No update was received on 1 of the 2 recommendations. Say why the paper is issued all "
            "the same."
        ]
    }

    issued = issue(draft, reason="The post is vacant.")

    assert issued.silence_reason == "The post is vacant."
    silent = {
        row.reference: row.values.silent_rounds for row in read_document(issued.document).rows
    }
    assert silent == {"1": 0, "2": 1}


def test_a_reason_for_silence_is_kept_only_where_somebody_was_silent(plan):
    assert issue(make_draft(plan), reason="Nobody asked.").silence_reason == ""


def test_a_paper_of_a_plan_that_was_made_inactive_is_not_issued(plan):
    draft = make_draft(plan)
    Plan.objects.update(is_active=False)
    draft = Appendix.objects.get(pk=draft.pk)

    assert refusal_of(issue, draft) == [
        "The plan “Organisational learning review” is no longer in use, so no paper of it is "
        "prepared. Ask a plan lead."
    ]


def test_a_cut_off_that_is_still_to_come_is_waited_for(plan):
    draft = make_draft(plan, cut_off=moment(date(2016, 6, 12), 17))

    assert refusal_of(issue, draft) == [
        "Updates are received to 12 June 2016, 17:00, which is still to come. Issue the paper "
        "then, or set an earlier moment"
    ]


def test_an_exempt_paper_of_a_plan_without_anything_exempt_is_not_issued(plan):
    assert refusal_of(issue, make_draft(plan, audience="exempt")) == [
        "There is nothing in this paper: nothing in the plan is exempt. It can't be issued."
    ]


def test_a_public_paper_of_a_day_on_which_nothing_was_on_record_is_not_issued(plan):
    assert refusal_of(issue, make_draft(plan, as_at=date(2000, 1, 1))) == [
        "There is nothing in this paper: no recommendation of the plan was on record for its day. "
        "It can't be issued."
    ]


def test_a_public_paper_of_a_plan_that_is_exempt_as_a_whole_is_issued_without_rows(plan):
    exempt_all(plan.recommendations.all(), "3", **written(DAY))

    document = read_document(issue(make_draft(plan)).document)

    assert document.rows == ()
    assert document.notices == (
        "2 recommendations are reported in the exempt appendix and left out of this one.",
    )


def test_what_becomes_exempt_while_the_paper_is_made_is_not_issued(plan):
    draft = make_draft(plan)
    paper = make_paper(draft, at=NOW)
    exempt_all(plan.recommendations.all()[:1], "3", **written(DAY))

    assert refusal_of(keep_paper, draft, paper, by=make_user(), at=NOW) == [
        "Somebody has changed what is exempt while the paper was made, so it was not issued. Look "
        "at it again, then issue it."
    ]


def test_a_draft_that_is_taken_away_while_the_paper_is_made_is_not_issued(plan):
    draft = make_draft(plan)
    paper = make_paper(draft, at=NOW)
    Appendix.objects.all().delete()

    assert refusal_of(keep_paper, draft, paper, by=make_user(), at=NOW) == [
        "Somebody has taken this draft away meanwhile. You can prepare it again."
    ]


def test_a_draft_that_somebody_changed_meanwhile_is_not_issued(plan):
    mine = make_draft(plan)
    theirs = Appendix.objects.get()
    names = ("as_at", "audience", "names", "cut_off", "layout", "edits")
    same = {name: getattr(theirs, name) for name in names}
    edit_draft(theirs, **same, number="Appendix 9", at=NOW)

    with pytest.raises(EditedMeanwhile):
        issue(mine)

    assert not Appendix.objects.issued().exists()


@pytest.mark.usefixtures("issued_papers_go")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_issue_at_once_one_wins_and_the_other_is_told(tmp_path):
    plan = make_plan()
    lay_out(plan)
    make_recommendation(plan, reference="1", text="Keep records.", narrative="Underway")
    draft = make_draft(plan)
    alice, bob = make_user(), make_user("bob@example.gov.uk", name="Bob Baker")

    def issuing(user):
        def issue_it():
            try:
                return issue_appendix(Appendix.objects.get(pk=draft.pk), by=user, at=NOW).state
            except ValidationError as error:
                return error.messages

        return issue_it

    with for_threads(tmp_path):
        answers = at_once(issuing(alice), issuing(bob))
        [issued] = at_once(lambda: list(Appendix.objects.issued().values_list("issued_by__name")))
        [shown] = at_once(Publication.objects.count)

    won = "Alice Archer" if answers[0] == "issued" else "Bob Baker"
    told = [
        f"{won} issued this paper at 12:00. It stays as it was issued; what has to be put right is "
        "another version."
    ]
    assert sorted(answers, key=str) == sorted(["issued", told], key=str)
    assert issued == [(won,)]
    assert shown == 1


def test_an_issued_paper_is_not_issued_again(plan):
    issued = issue(make_draft(plan))

    with pytest.raises(ValidationError, match="Alice Archer issued this paper at 12:00"):
        issue(issued)


# What the database itself refuses


def refused_by_the_database(change):
    """Its sentence."""
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        change()
    return str(refused.value).splitlines()[0]


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(number="Appendix 2"),
        lambda rows: rows.update(state="draft"),
        lambda rows: rows.update(pdf=b"other"),
        lambda rows: rows._raw_delete(rows.db),
    ],
)
def test_the_database_refuses_to_change_or_delete_an_issued_paper(plan, change):
    issued = issue(make_draft(plan))
    before = Appendix.objects.values().get()

    with (
        pytest.raises(DatabaseError, match="An issued appendix is never changed or deleted"),
        transaction.atomic(),
    ):
        change(Appendix.objects.filter(pk=issued.pk))

    assert Appendix.objects.values().get() == before


def test_the_database_refuses_to_change_or_delete_what_was_on_the_public_page(plan):
    fact = Publication.objects.get(appendix=make_issued(plan))
    facts = Publication._base_manager.filter(pk=fact.pk)
    before = facts.values().get()
    fact.is_shown = False

    for change in (
        fact.save,
        lambda: facts.update(is_shown=False),
        fact.delete,
        lambda: facts._raw_delete(facts.db),
    ):
        assert refused_by_the_database(change) == (
            "What was on the public page, and when, is never changed or deleted."
        )

    assert facts.values().get() == before


def test_the_database_refuses_to_change_what_is_part_of_the_address_of_a_paper(plan):
    paper = make_issued(plan)
    meetings = Meeting.objects.filter(pk=paper.meeting_id)
    committees = Committee.objects.filter(meetings__appendices=paper)
    other = make_committee("Executive")
    address = paper.get_public_url()

    for change in (
        lambda: meetings.update(date=LATER),
        lambda: meetings.update(committee=other),
        lambda: meetings._raw_delete(meetings.db),
    ):
        assert refused_by_the_database(change) == (
            "A paper was issued for this meeting, so its committee and its date stay."
        )
    for change in (
        lambda: committees.update(slug="other"),
        lambda: Committee.objects.exclude(pk=other.pk)._raw_delete(meetings.db),
    ):
        assert refused_by_the_database(change) == (
            "A paper was issued for this committee, so its address stays."
        )
    meetings.update(round=make_round(plan))
    committees.update(name="Governance Committee")

    assert Appendix.objects.get().get_public_url() == address


def test_a_meeting_and_a_committee_of_drafts_only_may_move(plan):
    make_draft(plan)

    Meeting.objects.update(date=LATER)
    Committee.objects.update(slug="other")

    assert Meeting.objects.get(date=LATER).committee.slug == "other"


def put(row, **changed):
    """Write a row like one that is there, pushing out whatever is in its way: only SQLite does."""
    columns = [field.column for field in row._meta.concrete_fields]
    said = [f"%({column})s" if column in changed else column for column in columns]
    table = row._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) "
            f"SELECT {', '.join(said)} FROM {table} WHERE id = %(key)s",
            {**changed, "key": row.pk},
        )


def move(row, **changed):
    """Change a row, pushing out whatever is in its way: only SQLite does."""
    table = row._meta.db_table
    said = ", ".join(f"{column} = %({column})s" for column in changed)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE OR REPLACE {table} SET {said} WHERE id = %(key)s", {**changed, "key": row.pk}
        )


@pytest.fixture
def _replaces():
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite replaces a row by another.")


@pytest.mark.usefixtures("_replaces")
def test_nothing_pushes_out_an_issued_paper(plan):
    first = make_issued(plan)
    second = make_issued(plan, replaces=first)
    draft = make_draft(plan, as_at=LATER, meeting=first.meeting)
    survey = make_plan("Survey", "survey").pk
    apart = {"plan_id": survey, "slug": "apart"}
    kept = list(Appendix.objects.order_by("pk").values())

    for change in (
        lambda: put(first, number="Appendix 2", **apart),
        lambda: put(first, id=99, plan_id=survey),
        lambda: put(first, id=99, slug="apart"),
        lambda: put(second, id=99, **apart),
        lambda: move(draft, id=first.pk),
        lambda: move(draft, as_at=first.as_at),
        lambda: move(draft, replaces_id=first.pk, version=2, version_reason="A slip"),
    ):
        assert refused_by_the_database(change) == "An issued appendix is never changed or deleted."

    assert list(Appendix.objects.order_by("pk").values()) == kept
    put(draft, number="Appendix 3")
    assert Appendix.objects.drafts().get().number == "Appendix 3"


@pytest.mark.usefixtures("_replaces")
def test_nothing_pushes_out_what_an_issued_paper_hangs_on(plan):
    paper = make_issued(plan)
    fact = paper.publications.get()
    take_back(fact, by=make_user(), at=MUCH_LATER, reason="A slip")
    meeting, committee = paper.meeting, paper.meeting.committee
    other = make_meeting(day=LATER)
    executive = make_committee("Executive")
    tables = (Publication, Meeting, Committee)
    kept = [list(table.objects.order_by("pk").values()) for table in tables]

    for change in (
        lambda: put(fact, is_shown=False),
        lambda: put(fact.corrected_by, id=99),
        lambda: put(meeting, date=date(2016, 7, 1)),
        lambda: put(meeting, id=99),
        lambda: move(other, id=meeting.pk),
        lambda: move(other, date=meeting.date),
        lambda: put(committee, slug="other", name="Other"),
        lambda: put(committee, id=99, name="Other"),
        lambda: put(committee, id=99, slug="other"),
        lambda: move(executive, slug=committee.slug),
        lambda: move(executive, name=committee.name.upper()),
    ):
        assert refused_by_the_database(change).endswith((" stay.", " stays.", " deleted."))

    assert [list(table.objects.order_by("pk").values()) for table in tables] == kept


def test_postgresql_refuses_to_empty_a_table_of_issued_papers(plan):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no such statement.")
    make_issued(plan)
    connection.check_constraints()

    for table in ("appendix", "publication", "meeting", "committee"):
        assert refused_by_the_database(
            lambda table=table: connection.cursor().execute(f"TRUNCATE reports_{table} CASCADE")
        ).endswith("is never changed or deleted.")


@pytest.mark.django_db
def test_the_triggers_that_keep_issued_papers_are_there_after_all_migrations():
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' "
        "AND name LIKE 'reports%' ORDER BY name",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'reports%' "
        "AND NOT tgisinternal AND tgenabled = 'O' ORDER BY tgname",
    }
    whole = ("appendix", "coveringreport", "publication", "reportattachment", "reportpublication")
    tables = (*whole, "committee", "meeting")
    of_both = [f"{table}_issued_stays_{verb}" for table in tables for verb in ("delete", "update")]
    besides = {
        "sqlite": [
            *(f"{table}_issued_stays_insert" for table in tables),
            "reportattachment_issued_stays_move",
        ],
        "postgresql": [f"{table}_issued_stays_truncate" for table in whole],
    }
    added = ["reportattachment_issued_stays_add"]
    names = [*of_both, *added, *besides[connection.vendor]]
    there = sorted(f"reports_{name}" for name in names)

    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        names = [name for (name,) in cursor.fetchall()]

    assert names == there


def triggers_let_go():
    """What going back before the triggers does."""
    connection.check_constraints()
    migration = import_module("reports.migrations.0004_issued_stays").Migration
    [operation] = migration.operations
    operation.reverse_code(apps, connection.schema_editor())


def test_nobody_goes_back_before_the_triggers_while_papers_are_issued(plan):
    issued = make_issued(plan)

    with pytest.raises(IrreversibleError, match="Restore a backup from before the first of them"):
        triggers_let_go()

    assert refused_by_the_database(issued.save) == "An issued appendix is never changed or deleted."


def test_with_drafts_only_the_triggers_go_and_come_back(plan):
    make_draft(plan)

    triggers_let_go()

    kept = import_module("reports.migrations.0004_issued_stays")
    kept.keep_issued(apps, connection.schema_editor())
    issued = make_issued(plan, as_at=LATER)
    assert refused_by_the_database(issued.save) == "An issued appendix is never changed or deleted."


def test_a_draft_is_changed_and_deleted_as_it_may_be(plan):
    draft = make_draft(plan)

    Appendix.objects.filter(pk=draft.pk).update(number="Appendix 2")
    draft.delete()

    assert not Appendix.objects.exists()


# Versions and supplements


def test_version_two_replaces_version_one_says_why_and_has_its_address(plan):
    first = issue(make_draft(plan))
    reword(plan.recommendations.first(), "Keep all records.", reason="A slip", **written(DAY, NOW))

    second = issue(
        prepare_version(first, reason="The first row was wrong.", by=make_user(), at=NOW),
        at=moment(date(2016, 6, 13)),
    )

    assert (second.version, second.slug) == (2, first.slug)
    assert list(Appendix.objects.newest_versions()) == [second]
    document = read_document(second.document)
    assert document.notices[0] == (
        "Version 2, issued on 13 June 2016 in place of version 1: The first row was wrong."
    )
    assert "Keep all records." in pdf_text(second)
    assert "Keep records." in pdf_text(Appendix.objects.get(pk=first.pk))


def test_a_supplement_holds_only_what_changed_and_says_of_what(plan):
    paper = issue(make_draft(plan))
    row = plan.recommendations.get(reference="2")
    late = moment(date(2016, 6, 11))
    reword(row, "Train all managers.", reason="As agreed", **written(DAY, late))

    draft = prepare_supplement(paper, by=make_user(), at=late)
    supplement = issue(draft, at=late)

    document = read_document(supplement.document)
    assert [row.reference for row in document.rows] == ["2"]
    assert document.notices[0] == (
        "Supplement to Appendix 1 as at 31 May 2016: only what has changed since it was issued on "
        "10 June 2016."
    )
    assert supplement.slug == "learning-review-supplement"
    assert not document.changes.unchanged or document.changes.unchanged == 1


def test_a_supplement_without_anything_changed_is_not_issued(plan):
    paper = issue(make_draft(plan))
    draft = prepare_supplement(paper, by=make_user(), at=NOW)

    with pytest.raises(ValidationError, match="nothing has changed since the paper"):
        issue(draft)


def test_a_second_supplement_holds_what_the_first_had_not(plan):
    paper = issue(make_draft(plan))
    first_row, second_row = plan.recommendations.order_by("reference")
    late = moment(date(2016, 6, 11))
    reword(first_row, "Keep all records.", reason="As agreed", **written(DAY, late))
    issue(prepare_supplement(paper, by=make_user(), at=late), at=late)
    later = moment(date(2016, 6, 12))
    reword(second_row, "Train all.", reason="As agreed", **written(DAY, later))

    second = issue(prepare_supplement(paper, by=make_user(), at=later), at=later)

    assert [row.reference for row in read_document(second.document).rows] == ["2"]
    assert second.slug == "learning-review-supplement-2"


def test_a_kept_document_renders_to_the_same_words_years_later(plan):
    issued = issue(make_draft(plan))
    then = render_page(read_document(issued.document))
    reword(plan.recommendations.first(), "All else.", reason="A new day", **written(DAY, NOW))
    plan.title = "Another title"
    plan.save()

    assert render_page(read_document(Appendix.objects.get().document)) == then
