"""Acts on covering reports, and what becomes of the report on the public page."""

from datetime import date
from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from people.edited_in_place import EditedMeanwhile
from reports.committees import edit_meeting
from reports.covering.papers import attachment_problems, problems_of
from reports.covering.reports import (
    attach_papers,
    discard_report,
    edit_report,
    issue_report,
    keep_report,
    prepare_report,
    prepare_report_version,
)
from reports.covering.reports import (
    make_report as made,
)
from reports.covering.shapes import ReportShape, shape_of
from reports.drafts import discard_draft
from reports.issuing import canonical_bytes
from reports.models import CoveringReport, ReportAttachment, ReportPublication
from reports.publishing import (
    is_shown,
    kept_off_by,
    reports_that_go_with,
    show_to_the_public,
    take_off_public_page,
)
from tests.at_once import at_once, for_threads
from tests.factories import (
    make_committee,
    make_draft,
    make_issued,
    make_issued_report,
    make_meeting,
    make_plan,
    make_recommendation,
    make_report,
    make_user,
    moment,
    section,
    written,
)

pytestmark = pytest.mark.django_db
NOW = moment(date(2016, 6, 20))
LATER = date(2016, 6, 21)
STAYS = "It stays as it was issued; what has to be put right is another version."
UNKNOWN = section("Progress", "So many: {implementation_rat}.")


@pytest.fixture
def plan():
    plan = make_plan()
    make_recommendation(plan, text="Keep records.", reference="1")
    return plan


@pytest.fixture
def clerk():
    return make_user()


def shown():
    return list(CoveringReport.objects.shown_to_the_public(on=LATER))


def refused(error):
    return " ".join(error.value.messages)


# Drafts


def test_a_report_begins_with_the_shape_of_its_template(clerk):
    shape = ReportShape(
        report_of=" the  Director of Corporate Resources ",
        has_wards=True,
        implications=[{"heading": "Equality", "applies": True}],
        numbering="by_section",
        sections=[section(" Purpose ", "One.\r\n\r\nTwo.")],
    )

    report = prepare_report(make_meeting(), subject="Leading", shape=shape, by=clerk, at=NOW)

    report.refresh_from_db()
    assert (report.subject, report.state, report.edits) == ("Leading", "draft", 1)
    assert (report.prepared_by, report.prepared_at) == (clerk, NOW)
    assert report.report_of == "the Director of Corporate Resources"
    assert report.sections == [section("Purpose", "One.\n\nTwo.")]
    assert shape_of(report).implications == [{"heading": "Equality", "applies": True}]


@pytest.mark.parametrize("subject", ["", "  \n"])
def test_a_report_needs_a_subject(clerk, subject):
    with pytest.raises(ValidationError, match="Enter the subject"):
        prepare_report(make_meeting(), subject=subject, by=clerk, at=NOW)

    assert not CoveringReport.objects.exists()


def test_a_draft_is_kept_with_what_is_wrong_in_its_text():
    report = make_report()

    edit_report(report, subject="Other", shape=ReportShape(sections=[UNKNOWN]), edits=1)

    report.refresh_from_db()
    assert (report.subject, report.edits, report.sections) == ("Other", 2, [UNKNOWN])
    [problem] = problems_of(report, [], at=NOW)
    assert problem.section == 0
    assert "{implementation_rat}" in problem.text


def test_a_draft_that_somebody_changed_meanwhile_is_not_overwritten():
    report = make_report()
    edit_report(report, subject="Theirs", shape=ReportShape(), edits=1)

    for act in (
        lambda: edit_report(report, subject="Mine", shape=ReportShape(), edits=1),
        lambda: attach_papers(report, [], binding="apart", edits=1),
        lambda: discard_report(report, edits=1),
    ):
        with pytest.raises(EditedMeanwhile):
            act()

    assert CoveringReport.objects.get().subject == "Theirs"


def test_papers_are_attached_in_their_order_in_place_of_those_before(plan):
    first = make_draft(plan)
    second = make_draft(make_plan("Survey", "survey"), number="Appendix 2")
    report = make_report(attached=[first])

    attach_papers(report, [second, first], binding="apart", edits=2)

    assert [one.appendix for one in report.attachments.all()] == [second, first]
    assert CoveringReport.objects.get().binding == "apart"


def test_nothing_exempt_and_nothing_of_another_meeting_is_attached(plan):
    report = make_report()
    exempt = make_draft(plan, audience="exempt")
    elsewhere = make_draft(plan, make_meeting(make_committee("Executive")))

    for paper, words in ((exempt, "nothing exempt is attached"), (elsewhere, "Only papers of the")):
        with pytest.raises(ValidationError, match=words):
            attach_papers(report, [paper], binding="together", edits=1)

    assert not ReportAttachment.objects.exists()


def test_a_draft_is_taken_away_and_its_papers_stay(plan):
    paper = make_draft(plan)
    report = make_report(attached=[paper])

    with pytest.raises(ValidationError, match="attached to the covering report “Progress”"):
        discard_draft(paper, edits=1)
    discard_report(report, edits=2)

    assert not CoveringReport.objects.exists()
    discard_draft(paper, edits=1)


def test_a_draft_counts_as_changed_once_its_meeting_is(plan):
    report = make_report()
    meeting, when = report.meeting, {"by": make_user(), "at": NOW}

    edit_meeting(meeting, committee=meeting.committee, date=LATER, round=None, version=1, **when)

    with pytest.raises(EditedMeanwhile):
        edit_report(report, subject="Mine", shape=ReportShape(), edits=1)


# Issuing


def test_an_issued_report_is_kept_with_its_hashes_and_is_on_the_public_page(plan, clerk):
    paper = make_issued(plan)
    report = make_report(
        attached=[paper], sections=[section("Progress", "{recommendations} rows.")]
    )

    issued = issue_report(report, by=clerk, at=NOW)

    assert (issued.state, issued.slug, issued.version) == ("issued", "progress", 1)
    assert (issued.issued_by, issued.issued_at) == (clerk, NOW)
    assert issued.sections == [section("Progress", "{recommendations} rows.")]
    [kept] = issued.document["sections"]
    assert kept["pieces"][0]["text"] == "1 rows."
    assert issued.document_sha256 == sha256(canonical_bytes(issued.document)).hexdigest()
    assert issued.sha256 == sha256(bytes(issued.pdf)).hexdigest()
    assert bytes(issued.pdf).startswith(b"%PDF")
    assert shown() == [issued]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda plan: make_draft(plan), "Appendix 1 (Organisational learning review) is still a"),
        (lambda plan: _replaced(plan), "Version 2 has replaced Appendix 1"),
        (lambda plan: _taken_off(plan), "was taken off the public page"),
        (lambda plan: _exempt_since(plan), "is exempt now"),
    ],
)
def test_a_report_is_not_issued_before_its_papers_are_what_they_must_be(plan, clerk, spoil, words):
    report = make_report()
    attach_papers(report, [paper := spoil(plan)], binding="together", edits=1)
    if paper.number == "Becomes exempt":
        type(paper).objects.filter(pk=paper.pk).update(audience="exempt")

    with pytest.raises(ValidationError) as error:
        issue_report(report, by=clerk, at=NOW)

    assert words in refused(error)
    assert CoveringReport.objects.get().state == "draft"


def _replaced(plan):
    first = make_issued(plan)
    make_issued(plan, replaces=first)
    return first


def _taken_off(plan):
    paper = make_issued(plan)
    take_off_public_page(paper, reason="A name", **written(NOW.date(), NOW))
    return paper


def _exempt_since(plan):
    return make_draft(plan, number="Becomes exempt")


def test_a_report_with_a_problem_in_its_text_is_not_issued(clerk):
    report = make_report(sections=[UNKNOWN])

    with pytest.raises(
        ValidationError, match=r"The report can’t be issued yet: .*implementation_ra"
    ):
        issue_report(report, by=clerk, at=NOW)

    assert CoveringReport.objects.get().state == "draft"


def test_whoever_comes_second_to_a_draft_is_told_who_issued_it(clerk):
    report = make_report()
    again = CoveringReport.objects.get()
    issue_report(report, by=clerk, at=NOW)

    with pytest.raises(ValidationError, match="Alice Archer issued this paper at 12:00"):
        issue_report(again, by=clerk, at=NOW)


def test_a_draft_that_was_changed_since_it_was_looked_at_is_not_issued(clerk):
    report = make_report()
    paper = made(report, at=NOW)
    stale = CoveringReport.objects.get()
    edit_report(report, subject="Other", shape=ReportShape(), edits=1)

    with pytest.raises(EditedMeanwhile):
        keep_report(stale, paper, by=clerk, at=NOW)


def test_reports_to_one_meeting_have_addresses_of_their_own(clerk):
    first, second, third = (
        issue_report(make_report(subject=subject), by=clerk, at=NOW)
        for subject in ("Progress", "Progress", "Version 1")
    )

    assert (first.slug, second.slug, third.slug) == ("progress", "progress-2", "report-version-1")


def test_the_next_version_begins_with_the_words_of_the_last_and_the_newest_papers(plan, clerk):
    paper = make_issued(plan)
    first = issue_report(make_report(attached=[paper]), by=clerk, at=NOW)
    newer = make_issued(plan, replaces=paper)

    draft = prepare_report_version(first, reason="A date was wrong.", by=clerk, at=NOW)
    second = issue_report(draft, by=clerk, at=moment(LATER))

    assert (second.slug, second.version, second.replaces) == ("progress", 2, first)
    assert [one.appendix for one in second.attachments.all()] == [newer]
    assert second.document["notices"] == [
        "Version 2, issued on 21 June 2016 in place of version 1: A date was wrong."
    ]
    newest = CoveringReport.objects.newest_on_the_public_page(on=LATER)
    assert list(newest) == [second]
    with pytest.raises(ValidationError, match="Version 2 replaces this one already"):
        prepare_report_version(first, reason="Again", by=clerk, at=NOW)


@pytest.mark.parametrize(
    ("issued", "reason", "words"),
    [(True, " ", "Say why another version is needed"), (False, "Wrong", "This is a draft")],
)
def test_another_version_needs_an_issued_one_and_a_reason(clerk, issued, reason, words):
    report = make_issued_report() if issued else make_report()

    with pytest.raises(ValidationError, match=words):
        prepare_report_version(report, reason=reason, by=clerk, at=NOW)

    assert CoveringReport.objects.count() == 1


# The public page


def test_a_report_is_off_the_public_page_while_a_paper_attached_is(plan, clerk):
    paper = make_issued(plan)
    report = make_issued_report(attached=[paper])
    other = make_issued_report(subject="Other", slug="other")
    assert reports_that_go_with(paper, on=LATER) == [report]

    take_off_public_page(paper, reason="A name", **written(LATER, moment(LATER)))

    assert shown() == [other]
    assert kept_off_by(report, on=LATER) == [paper]

    again = written(LATER, moment(LATER, 13))
    show_to_the_public(paper, reason="It was right", **again)
    assert set(shown()) == {report, other}


def test_a_report_is_taken_off_by_itself_with_a_reason_and_put_back():
    report = make_issued_report()

    with pytest.raises(ValidationError, match="Say why the paper is taken off"):
        take_off_public_page(report, reason="", **written(LATER, moment(LATER)))
    take_off_public_page(report, reason="A name", **written(LATER, moment(LATER)))
    assert (shown(), is_shown(report, on=LATER)) == ([], False)

    show_to_the_public(report, reason="All right", **written(LATER, moment(LATER, 13)))
    assert shown() == [report]


def test_what_is_kept_off_by_a_paper_is_not_what_was_never_shown(plan):
    make_issued_report(shown=False)

    assert shown() == []


# What the database refuses


def changes(report, attachment):
    """What would alter an issued report, each as a statement with its refusal."""
    of_report = "An issued covering report is never changed or deleted."
    of_attached = "What is attached to an issued report is never changed."
    fact = report.publications.get()
    return [
        (f"UPDATE reports_coveringreport SET subject = 'x' WHERE id = {report.pk}", of_report),
        (f"DELETE FROM reports_coveringreport WHERE id = {report.pk}", of_report),
        (
            f"UPDATE reports_reportattachment SET {_ORDER} = 9 WHERE id = {attachment.pk}",
            of_attached,
        ),
        (f"DELETE FROM reports_reportattachment WHERE id = {attachment.pk}", of_attached),
        (
            f"UPDATE reports_reportpublication SET is_shown = NOT is_shown WHERE id = {fact.pk}",
            "What was on the public page, and when, is never changed or deleted.",
        ),
        (
            f"UPDATE reports_meeting SET date = '2016-01-01' WHERE id = {report.meeting_id}",
            "A paper was issued for this meeting, so its committee and its date stay.",
        ),
        (
            f"UPDATE reports_committee SET slug = 'x' WHERE id = {report.meeting.committee_id}",
            "A paper was issued for this committee, so its address stays.",
        ),
    ]


_ORDER = '"order"'


def refusal_of(statement):
    with (
        pytest.raises(DatabaseError) as error,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    return str(error.value).splitlines()[0]


def test_the_database_refuses_to_alter_an_issued_report_and_what_belongs_to_it(plan):
    # The meeting has no other paper that was issued.
    report = make_report(attached=[make_draft(plan)])
    _issue_in_the_database(report)

    for statement, refusal in changes(report, report.attachments.get()):
        assert refusal_of(statement) == refusal


def _issue_in_the_database(report):
    kept = {"document": {}, "document_sha256": "1" * 64, "pdf": b"%PDF", "sha256": "0" * 64}
    CoveringReport.objects.filter(pk=report.pk).update(
        state="issued", slug="progress", issued_by=make_user(), issued_at=NOW, **kept
    )
    report.refresh_from_db()
    show_to_the_public(report, **written(LATER, moment(LATER)))


def test_nothing_is_attached_to_an_issued_report_and_nothing_moved_to_it(plan):
    issued, draft = make_issued_report(), make_report(attached=[make_draft(plan)])
    attachment = draft.attachments.get()
    refusal = "What is attached to an issued report is never changed."

    assert (
        refusal_of(
            f"INSERT INTO reports_reportattachment (report_id, appendix_id, {_ORDER}) "
            f"VALUES ({issued.pk}, {attachment.appendix_id}, 1)"
        )
        == refusal
    )
    assert (
        refusal_of(
            f"UPDATE reports_reportattachment SET report_id = {issued.pk} "
            f"WHERE id = {attachment.pk}"
        )
        == refusal
    )


def test_an_issued_report_is_not_pushed_out_by_another():
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite replaces one row by another.")
    issued = make_issued_report()
    columns = [field.column for field in CoveringReport._meta.concrete_fields]
    names = ", ".join(f'"{name}"' for name in columns)

    assert (
        refusal_of(
            f"INSERT OR REPLACE INTO reports_coveringreport ({names}) "
            f"SELECT {names} FROM reports_coveringreport WHERE id = {issued.pk}"
        )
        == "An issued covering report is never changed or deleted."
    )


def test_tables_that_hold_issued_reports_are_not_emptied():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no such statement.")
    make_issued_report()
    connection.check_constraints()

    for table in ("coveringreport", "reportpublication"):
        assert refusal_of(f"TRUNCATE reports_{table} CASCADE").endswith("changed or deleted.")


# Two at once


@pytest.mark.django_db(transaction=True)
def test_of_two_who_issue_at_once_one_wins_and_the_other_is_told(tmp_path, issued_papers_go):
    clerk = make_user()
    report = make_report()
    paper = made(report, at=NOW)

    def issue():
        try:
            draft = CoveringReport.objects.get(pk=report.pk)
            return keep_report(draft, paper, by=clerk, at=NOW).version
        except ValidationError as error:
            return error.messages

    with for_threads(tmp_path):
        answers = at_once(issue, issue)
        [issued] = at_once(CoveringReport.objects.issued().count)
        [shown] = at_once(ReportPublication.objects.count)

    assert sorted(answers, key=str) == [1, ["Alice Archer issued this paper at 12:00. " + STAYS]]
    assert (issued, shown) == (1, 1)


def test_the_problems_of_attached_papers_take_as_many_queries_for_one_as_for_three(
    plan, django_assert_num_queries
):
    report = make_report(attached=[make_issued(plan)])
    several = make_report(
        subject="Several",
        attached=[make_issued(make_plan(f"Plan {n}", f"plan-{n}")) for n in range(3)],
    )

    for one in (report, several):
        with django_assert_num_queries(3):
            assert attachment_problems(one, at=NOW) == []
