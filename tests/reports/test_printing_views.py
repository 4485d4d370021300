"""A paper through the queue, as who asks for it sees it: from the address of the PDF to the page of
the print, and to the issue.
"""

import re
import tempfile
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertNumQueries

from people.roles import Role
from recommendations.wordings import exempt_all
from reports.drafts import edit_draft
from reports.issuing import canonical_bytes
from reports.models import Appendix, CoveringReport, KeptPrint, PrintRequest
from reports.printing.queue import fail, say_alive, take_next, tell_progress
from tests.factories import (
    lay_out,
    make_draft,
    make_issued,
    make_plan,
    make_print,
    make_recommendation,
    make_report,
    make_request,
    make_update,
    make_user,
    written,
)
from tests.sending import filled_in, problems, send, words

PDF = "/plans/learning-review/appendix.pdf"


@pytest.fixture(autouse=True)
def _with_a_renderer(settings, monkeypatch, tmp_path):
    settings.PRINT_AT_ONCE, settings.PRINT_WAIT = False, 0
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.fixture
def plan(db):
    plan = make_plan()
    lay_out(plan)
    make_recommendation(plan, text="Keep records.", narrative="Underway")
    return plan


def signed_in(email, name, role):
    client = Client()
    client.force_login(make_user(email, name, role))
    return client


@pytest.fixture
def clerk(db):
    return signed_in("clem@example.gov.uk", "Clem Clerk", Role.CLERK)


def render():
    call_command("render_papers", once=True)


def place(request, page=""):
    return f"/prints/{request.pk}/{page}"


def asked():
    return PrintRequest.objects.latest("pk")


def test_a_pdf_waits_in_the_queue_and_is_there_once_it_is_printed(plan, clerk):
    answer = clerk.get(PDF)

    assert (answer.status_code, answer.url) == (303, place(asked()))
    waiting = clerk.get(answer.url)
    assert "It is the next to be laid out." in words(waiting)
    assert "the renderer isn’t running" in words(waiting)
    assert 'http-equiv="refresh"' in waiting.text
    assert clerk.get(place(asked(), "paper.pdf")).url == place(asked())
    render()
    assert "Open the PDF" in words(clerk.get(answer.url))
    pdf = clerk.get(place(asked(), "paper.pdf"))
    today = timezone.localdate().isoformat()
    assert pdf["Content-Disposition"] == f'attachment; filename="learning-review-as-at-{today}.pdf"'
    assert pdf.content == bytes(KeptPrint.objects.get().pdf)


def test_the_same_question_has_the_same_answer_without_making_the_document(plan, clerk):
    clerk.get(PDF)
    render()
    clerk.get(PDF)

    # The session, the user, the plan, the stamp and the answer.
    with assertNumQueries(5):
        again = clerk.get(PDF)

    assert again.content == bytes(KeptPrint.objects.get().pdf)


def test_what_is_written_down_since_is_printed(plan, clerk):
    clerk.get(PDF)
    render()
    make_update(plan.recommendations.get(), "Done by now", at=timezone.now())

    answer = clerk.get(PDF)

    assert answer.status_code == 303
    assert PrintRequest.objects.count() == 2


def test_another_reader_has_an_answer_of_their_own(plan, clerk):
    exempt_all(plan.recommendations.all(), "3", **written())
    clerk.get(PDF)
    render()
    officer = signed_in("olive@example.gov.uk", "Olive Officer", Role.OFFICER)

    answer = officer.get(PDF)

    assert answer.status_code == 303
    assert asked().rows == 0


def test_what_was_printed_for_another_reader_with_the_same_words_is_handed_out(plan, clerk):
    clerk.get(PDF)
    render()

    answer = signed_in("lena@example.gov.uk", "Lena Lead", Role.LEAD).get(PDF)

    assert answer.content == bytes(KeptPrint.objects.get().pdf)


def test_how_far_it_is_is_told_in_real_counts(plan, clerk):
    before = make_request()
    clerk.get(PDF)
    page = place(asked())
    assert "1 paper before it in the queue." in words(clerk.get(page))
    now = timezone.now()
    say_alive("one", at=now)
    first, taken = take_next(at=now), take_next(at=now)
    assert (first, taken) == (before, asked())

    assert "It is being laid out: 1 recommendation." in words(clerk.get(page))
    PrintRequest.objects.filter(pk=taken.pk).update(rows=1000)
    tell_progress(taken, parts=12, parts_done=7, rows_done=640, at=now)

    said = words(clerk.get(page))
    assert "7 of 12 parts" in said
    assert "640 of 1000 recommendations laid out." in said
    assert "isn’t running" not in said


def test_that_the_renderer_went_in_the_middle_of_a_paper_is_said(plan, clerk):
    clerk.get(PDF)
    take_next(at=timezone.now() - timedelta(seconds=31))

    said = words(clerk.get(place(asked())))

    assert "Nothing is laid out at the moment: the renderer isn’t running." in said
    assert "It is being laid out" not in said
    assert "It was begun: 0 of 1 recommendation laid out." in said


def test_a_page_that_asks_by_itself_is_told_when_it_is_over(plan, clerk):
    clerk.get(PDF)
    by_itself = {"headers": {"HX-Request": "true"}}
    waiting = clerk.get(place(asked()), **by_itself)
    render()

    ready = clerk.get(place(asked()), **by_itself)

    assert (waiting.status_code, ready.status_code) == (200, 286)
    assert (ready["HX-Retarget"], ready["HX-Reselect"]) == ("#print", "#print > *")


def test_a_page_that_asks_by_itself_is_told_again_only_what_changed(plan, clerk):
    clerk.get(PDF)
    by_itself = {"headers": {"HX-Request": "true"}}
    asks = re.search(r'hx-get="([^"]+)"', clerk.get(place(asked())).text)[1]
    unchanged = clerk.get(asks, **by_itself)
    take_next(at=timezone.now())

    changed = clerk.get(asks, **by_itself)

    assert (unchanged.status_code, unchanged.content) == (204, b"")
    assert "It is being laid out: 1 recommendation." in words(changed)


def test_nobody_else_sees_what_somebody_prints(plan, clerk):
    clerk.get(PDF)
    render()
    lead = signed_in("lena@example.gov.uk", "Lena Lead", Role.LEAD)

    answers = [lead.get(place(asked(), page)) for page in ("", "paper.pdf")]
    answers += [lead.post(place(asked(), page)) for page in ("cancel/", "again/", "issue/")]

    assert {answer.status_code for answer in answers} == {404}
    assert "There is no print at this address." in words(answers[0])


def test_who_may_read_the_paper_no_more_is_not_handed_its_print(plan, clerk):
    clerk.get(PDF)
    render()
    make_user("clem@example.gov.uk").groups.clear()

    answer = clerk.get(place(asked(), "paper.pdf"))

    assert answer.status_code == 403
    assert "You can read the papers that were issued, but not the live plans." in words(answer)


def test_who_prepares_papers_no_more_is_not_handed_what_was_to_be_issued(plan, clerk):
    send(clerk, f"/appendices/{make_draft(plan).pk}/issue/")
    render()
    user = make_user("clem@example.gov.uk", role=Role.AUDITOR)
    user.groups.remove(Group.objects.get(name=Role.CLERK))

    answer = clerk.get(place(asked(), "paper.pdf"))

    assert answer.status_code == 403
    assert "Only committee clerks and administrators prepare papers." in words(answer)


def test_who_was_given_another_role_since_asks_again(plan, clerk):
    clerk.get(PDF)
    render()
    # As the page of the account does it.
    user = make_user("clem@example.gov.uk", role=Role.OFFICER)
    user.groups.remove(Group.objects.get(name=Role.CLERK))
    user.save()

    answer = clerk.get(place(asked(), "paper.pdf"))

    assert answer.status_code == 403
    assert "What you may read was changed after you asked for this print." in words(answer)


def test_it_is_cancelled_and_asked_for_again(plan, clerk):
    clerk.get(PDF)

    page = clerk.post(place(asked(), "cancel/"), follow=True)

    assert "The print is cancelled." in words(page)
    assert asked().state == "cancelled"
    clerk.post(place(asked(), "again/"))
    assert asked().state == "queued"
    again = clerk.post(place(asked(), "again/"), follow=True)
    assert "It is over already." in words(again)


def test_why_it_was_not_printed_is_said(plan, clerk):
    clerk.get(PDF)
    fail(take_next(at=timezone.now()), "It took longer than 60 seconds.", at=timezone.now())

    page = clerk.get(place(asked()))

    assert "It took longer than 60 seconds." in words(page)
    assert "Try again" in words(page)


def test_a_print_that_is_kept_no_more_is_asked_for_anew(plan, clerk):
    clerk.get(PDF)
    render()
    KeptPrint.objects.all().delete()

    page = clerk.get(place(asked()))

    assert "It was printed, but isn’t kept any more." in words(page)


def test_a_draft_is_marked_and_an_issued_paper_comes_from_what_was_kept(plan, clerk):
    draft, issued = make_draft(plan, as_at=date(2016, 6, 1)), make_issued(plan)

    waiting = clerk.get(f"/appendices/{draft.pk}/paper.pdf")
    kept = clerk.get(f"/appendices/{issued.pk}/paper.pdf")

    assert waiting.url == place(asked())
    assert "Draft, not issued" in str(asked().paper["documents"][0]["notices"])
    assert kept.content == issued.pdf


def test_a_paper_is_issued_as_of_the_moment_at_which_it_was_asked_for(plan, clerk):
    draft = make_draft(plan)
    waiting = send(clerk, f"/appendices/{draft.pk}/issue/")
    assert (waiting.status_code, waiting.url) == (303, place(asked()))
    assert Appendix.objects.get().state == "draft"
    render()
    make_update(plan.recommendations.get(), "Too late", at=timezone.now())
    page = clerk.get(waiting.url)
    assert "Exactly this is issued" in words(page)

    answer = clerk.post(place(asked(), "issue/"))

    kept = Appendix.objects.get()
    assert answer.url == kept.get_absolute_url()
    assert (kept.state, kept.issued_at) == ("issued", asked().asked_at)
    assert bytes(kept.pdf) == bytes(asked().print.pdf)
    assert "Too late" not in canonical_bytes(kept.document).decode()
    assert "Underway" in canonical_bytes(kept.document).decode()


def test_a_paper_whose_print_is_kept_is_issued_at_once(plan, clerk):
    draft = make_draft(plan)
    send(clerk, f"/appendices/{draft.pk}/issue/")
    render()

    answer = send(clerk, f"/appendices/{draft.pk}/issue/")

    assert answer.url == draft.get_absolute_url()
    assert Appendix.objects.get().state == "issued"


def _edit(plan, draft):
    names = ("number", "audience", "names", "layout", "as_at", "cut_off")
    said = {**{name: getattr(draft, name) for name in names}, "number": "Appendix 9"}
    edit_draft(draft, **said, edits=draft.edits, at=timezone.now())


def _exempt(plan, draft):
    exempt_all(plan.recommendations.all(), "3", **written(at=timezone.now()))


def _wait(plan, draft):
    hours = timezone.now() - timedelta(minutes=61)
    PrintRequest.objects.update(asked_at=hours)


def _unuse(plan, draft):
    plan.is_active = False
    plan.save()


@pytest.mark.parametrize(
    ("meanwhile", "sentence"),
    [
        (_edit, "The paper says something else now"),
        (_exempt, "Somebody has changed what is exempt while the paper was made"),
        (_wait, "more than an hour ago, so it was not issued"),
        (_unuse, "is no longer in use"),
    ],
)
def test_what_changed_while_it_was_printed_is_not_issued(plan, clerk, meanwhile, sentence):
    draft = make_draft(plan)
    send(clerk, f"/appendices/{draft.pk}/issue/")
    render()
    meanwhile(plan, draft)

    page = clerk.post(place(asked(), "issue/"), follow=True)

    assert Appendix.objects.get().state == "draft"
    assert sentence in words(page)


def test_a_paper_that_is_not_printed_yet_is_not_issued(plan, clerk):
    draft = make_draft(plan)
    send(clerk, f"/appendices/{draft.pk}/issue/")

    page = clerk.post(place(asked(), "issue/"), follow=True)

    assert "It is not printed yet." in words(page)
    assert Appendix.objects.get().state == "draft"


def test_what_was_only_looked_at_is_not_issued(plan, clerk):
    clerk.get(PDF)
    render()

    page = clerk.post(place(asked(), "issue/"), follow=True)

    assert "It is not printed yet." in words(page)


def test_issuing_a_print_twice_counts_once(plan, clerk):
    draft = make_draft(plan)
    send(clerk, f"/appendices/{draft.pk}/issue/")
    render()
    clerk.post(place(asked(), "issue/"))
    [kept] = Appendix.objects.values()

    page = clerk.post(place(asked(), "issue/"), follow=True)

    assert "issued this paper" in words(page) or "Nothing alters it" in words(page)
    assert [*Appendix.objects.values()] == [kept]


def test_a_refusal_is_said_before_anything_is_printed(plan, clerk):
    draft = make_draft(plan, cut_off=timezone.now() + timedelta(days=1))

    page = send(clerk, f"/appendices/{draft.pk}/issue/")

    assert "which is still to come" in problems(page)[0]
    assert not PrintRequest.objects.exists()


def test_a_page_that_asks_by_itself_for_what_is_gone_is_opened_anew(plan, clerk):
    gone = "/prints/1/"

    answers = [clerk.get(gone), clerk.get(gone, headers={"HX-Request": "true"})]

    assert [answer.status_code for answer in answers] == [404, 200]
    assert answers[1]["HX-Refresh"] == "true"


def test_a_covering_report_is_issued_with_its_print(plan, clerk):
    report = make_report(attached=[make_issued(plan)])
    page = clerk.get(f"/covering-reports/{report.pk}/issue/")
    waiting = clerk.post(f"/covering-reports/{report.pk}/issue/", filled_in(page))
    assert waiting.url == place(asked())
    render()

    answer = clerk.post(place(asked(), "issue/"))

    kept = CoveringReport.objects.get()
    assert answer.url == kept.get_absolute_url()
    assert (kept.state, kept.issued_at) == ("issued", asked().asked_at)
    assert bytes(kept.pdf) == bytes(asked().print.pdf)


def test_a_draft_that_is_discarded_takes_its_print_along(plan, clerk):
    draft = make_draft(plan)
    send(clerk, f"/appendices/{draft.pk}/issue/")

    draft.delete()

    assert not PrintRequest.objects.exists()


def test_a_print_that_the_browser_shows_is_shown(plan, clerk):
    user = make_user("clem@example.gov.uk")
    request = make_print(by=user, is_shown=True, file_name="preview.pdf", at=timezone.now())

    answer = clerk.get(place(request, "paper.pdf"))

    assert answer["Content-Disposition"] == 'inline; filename="preview.pdf"'
