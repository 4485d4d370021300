"""An officer with four recommendations and ten minutes; a clerk with an e-mail; two officers on one
recommendation; and what was said after the round.
"""

from datetime import date

import pytest
from django.test import Client
from lxml import html

from people.roles import Role
from recommendations.models import (
    ExtensionRequest,
    NilReturn,
    ProgressUpdate,
    UpdateDraft,
    UpdateRequest,
)
from recommendations.progress import NewStatus
from recommendations.rounds import close_round
from tests.factories import (
    DAY,
    make_action,
    make_deadline,
    make_owner,
    make_owner_cell,
    make_recommendation,
    make_round,
    make_update,
    make_user,
    moment,
    written,
)
from tests.journeys.looking import lost, messages, rows_kept
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client, sue):
    """A browser in which the officer is signed in."""
    sue.user = make_user("sue@example.gov.uk", "Sue Moorman", Role.OFFICER)
    sue.save()
    client.force_login(sue.user)
    return client


@pytest.fixture
def rows(plan, sue):
    """Four recommendations of the officer's, reported on before."""
    status = NewStatus("On track", "on_track")
    rows = [
        make_recommendation(plan, text=f"Do {number}.", reference=number, owners=[sue])
        for number in ("1", "2", "3", "4")
    ]
    for row in rows:
        make_update(row, f"Begun {row.reference}.", status=status, at=moment(hour=11))
    return rows


@pytest.fixture
def asked(plan, rows):
    return make_round(plan, updates_due=date(2016, 6, 3), at=moment(hour=13))


def browser(name, role):
    client = Client()
    client.force_login(make_user(f"{name.split()[0].lower()}@example.gov.uk", name, role))
    return client


def page_of(row):
    return f"/recommendations/{row.pk}/update/"


def press(client, page, address_part):
    """Press the button of the form of a page that goes to such an address."""
    [form] = html.fromstring(page.text).xpath(f"//main//form[contains(@action, '{address_part}')]")
    return client.post(form.get("action"), dict(form.form_values()))


def silent():
    requests = UpdateRequest.objects.with_answers(as_at=DAY, known_by=None)
    return requests.silent().count()


def test_an_officer_answers_four_with_save_and_next(officer, rows, asked):
    make_deadline(rows[2])

    # The one with a date comes first. It is to move.
    asks = {"extensions-0-text": "Spring 18", "extensions-0-reason": "A vacancy"}
    first = send(officer, page_of(rows[2]), narrative="Nearly.", next="1", **asks)
    assert first.url == page_of(rows[0])
    second = send(officer, first.url, narrative="Done 1.", status="Complete", next="1")
    assert second.url == page_of(rows[1])
    assert messages(officer.get(second.url))[-1] == "Your report is saved. 2 of 4 done."
    third = press(officer, officer.get(second.url), "nil-return/")
    assert third.url == page_of(rows[3])
    assert "3 of 4 done." in words(officer.get(third.url))
    fourth = send(officer, third.url, **{"actions-0-text": "Tell members"}, next="1")

    assert fourth.url == "/"
    assert messages(officer.get("/")) == ["Your report is saved. All 4 are done."]
    assert silent() == 0
    assert ExtensionRequest.objects.get().deadline.recommendation == rows[2]
    assert NilReturn.objects.get().recommendation == rows[1]
    assert rows[3].actions.get().states.get().text == "Tell members"


def test_no_change_undone_and_reported_instead(officer, rows, asked):
    onwards = press(officer, officer.get(page_of(rows[0])), "nil-return/")
    assert silent() == 3

    back = press(officer, officer.get(onwards.url), "nil-return/undo/")

    assert back.url == page_of(rows[0])
    assert silent() == 4
    send(officer, back.url, narrative="There is news.")
    assert rows[0].progressupdates.latest("pk").narrative == "There is news."
    assert silent() == 3


def test_a_draft_is_kept_left_and_finished_later(officer, rows, asked):
    sent = filled_in(officer.get(page_of(rows[0])), narrative="Half of it", status="Complete")
    officer.post(f"{page_of(rows[0])}draft/", sent)
    assert (silent(), UpdateDraft.objects.count()) == (4, 1)

    page = officer.get(page_of(rows[0]))
    again = filled_in(page)
    assert (again["narrative"], again["status"]) == (["Half of it"], ["Complete"])
    answer = officer.post(page_of(rows[0]), {**again, "narrative": "All of it", "next": "1"})

    assert answer.url == page_of(rows[1])
    assert rows[0].progressupdates.latest("pk").narrative == "All of it"
    assert (silent(), UpdateDraft.objects.count()) == (3, 0)


def test_a_clerk_types_what_the_officer_wrote(rows, asked, sue):
    clerk = browser("Clem Clerk", Role.CLERK)
    typed = {"narrative": "By e-mail.", "source_note": "e-mail of 2 June", "next": "1"}

    answer = send(clerk, page_of(rows[0]), **typed)

    assert answer.url == page_of(rows[1])
    update = rows[0].progressupdates.latest("pk")
    assert (update.recorded_by.name, update.on_behalf_of) == ("Clem Clerk", sue)
    assert update.source_note == "e-mail of 2 June"
    page = words(clerk.get(page_of(rows[0])))
    assert "was answered on" in page
    assert "by Clem Clerk on behalf of Sue Moorman" in page


def test_what_was_said_in_a_round_is_corrected_after_it(officer, rows, asked):
    send(officer, page_of(rows[0]), narrative="All were told.", status="Complete")
    wrong = rows[0].progressupdates.latest("pk")
    close_round(asked, **written(at=moment(hour=15)))

    typed = {"narrative": "Some were told.", "status": "On track", "change": "correction"}
    page = officer.post(page_of(rows[0]), filled_in(officer.get(page_of(rows[0])), **typed))
    assert problems(page) == ["Say why this is corrected"]
    officer.post(page_of(rows[0]), filled_in(page, reason="I mixed up two lists."))

    right = rows[0].progressupdates.latest("pk")
    assert (right.corrects, right.round, right.valid_from) == (wrong, asked, DAY)
    rows[0].refresh_from_db()
    assert rows[0].status_word == "On track"
    plan = words(officer.get("/plans/learning-review/?as_at=2016-05-31"))
    assert ("On track" in plan, "Complete" in plan.split("Do 1.")[1].split("Do 2.")[0]) == (
        True,
        False,
    )


@pytest.mark.parametrize(("choice", "kept"), [("typed", "Mine."), ("saved", "Theirs.")])
def test_of_two_officers_the_second_sees_both_texts(officer, rows, asked, sue, choice, kept):
    other = make_user("ann@example.gov.uk", "Ann Other", Role.OFFICER)
    make_owner_cell(rows[0], sue, make_owner("Ann Other", user=other), at=moment(hour=14))
    action = make_action(rows[0], "Tell managers")
    ann = Client()
    ann.force_login(other)
    opened = officer.get(page_of(rows[0]))
    theirs = {"narrative": "Theirs.", "actions-0-state": "completed"}
    assert send(ann, page_of(rows[0]), **theirs).status_code == 302

    sent, before = filled_in(opened, narrative="Mine.", status="Complete"), rows_kept()
    page = officer.post(page_of(rows[0]), sent)

    assert "Somebody else has changed" in problems(page)[0]
    assert "What you typed Mine. What it says now Theirs." in words(page)
    assert "“May 2016” was answered on" in words(page)
    # What the round has an answer to by now is answered again, not corrected.
    assert (lost(page, sent), rows_kept()) == ({"change": ["change"]}, before)
    chosen = {"keep-narrative": choice}
    assert officer.post(page_of(rows[0]), filled_in(page, **chosen)).status_code == 302
    assert rows[0].progressupdates.latest("pk").narrative == kept
    assert ProgressUpdate.objects.filter(narrative="Theirs.").exists()
    # What only the other one touched stays as they left it.
    assert action.states.latest("pk").state == "completed"
    rows[0].refresh_from_db()
    assert rows[0].status_word == "Complete"
