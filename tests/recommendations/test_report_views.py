"""The page on which progress is reported: what it shows, what it asks, what it refuses in words."""

from datetime import date, timedelta
from time import perf_counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from people.roles import Role
from people.tenures import appoint
from recommendations.deadlines import NewTerm, revise_all
from recommendations.extensions import NewExtension, ask_for_extensions
from recommendations.models import (
    ActionState,
    ExtensionRequest,
    NilReturn,
    Plan,
    ProgressUpdate,
    StatusFact,
    UpdateDraft,
)
from recommendations.plans import edit_plan
from recommendations.progress import NewStatus, record_nil_returns
from recommendations.rounds import close_round
from recommendations.verification import confirm_completion, refuse_completion
from tests.factories import (
    DAY,
    make_action,
    make_deadline,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendation,
    make_round,
    make_update,
    make_user,
    moment,
    reading,
    written,
)
from tests.journeys.looking import beside, lost, messages, rows_kept
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
ON_TRACK = NewStatus("On track", "on_track")


@pytest.fixture
def sue():
    return make_user("sue@example.gov.uk", "Sue Moorman", Role.OFFICER)


@pytest.fixture
def owner(sue):
    return make_owner(user=sue)


@pytest.fixture
def row(owner):
    row = make_recommendation(make_plan(), text="Keep records.", reference="5", owners=[owner])
    make_update(row, "Managers were told.", status=ON_TRACK, at=moment(hour=10))
    return row


@pytest.fixture
def asked(row):
    return make_round(row.plan, updates_due=date(2016, 6, 3), at=moment(hour=13))


@pytest.fixture
def officer(client, sue):
    client.force_login(sue)
    return client


def signed_in(name, role):
    client = Client()
    client.force_login(make_user(f"{name.lower()}@example.gov.uk", name, role))
    return client


def page_of(row):
    return f"/recommendations/{row.pk}/update/"


def refused(client, row, **typed):
    """The page after something was sent that won't do: everything typed is there, nothing kept."""
    sent, before = filled_in(client.get(page_of(row)), **typed), rows_kept()
    page = client.post(page_of(row), sent)
    assert page.status_code == 200
    assert lost(page, sent) == {}
    assert rows_kept() == before
    assert "<title>Error: " in page.text
    return page


def box(page, name):
    [found] = html.fromstring(page.text).xpath(f"//*[@name='{name}']")
    return found


def labels(page, name):
    """The words beside the radios or boxes of this name."""
    inputs = html.fromstring(page.text).xpath(f"//input[@name='{name}']")
    return [each.getnext().text_content() for each in inputs]


def chosen(page, name):
    return html.fromstring(page.text).xpath(f"string(//input[@name='{name}'][@checked]/@value)")


def buttons(page):
    found = html.fromstring(page.text).xpath("//main//button[not(@aria-hidden)]")
    return [each.text_content().split(":")[0] for each in found]


def test_it_shows_what_is_asked_and_what_was_said_last_time(officer, row, asked):
    make_deadline(row)

    page = officer.get(page_of(row))

    said = words(page)
    assert "Report on recommendation 5 Keep records." in said
    assert "Asked by May 2016: as at 31 May 2016, updates due 3 June 2016" in said
    assert "What was said last time As at 31 May 2016, by Alice Archer On track" in said
    assert "Autumn 17 (1 September to 30 November 2017, set by a person; overdue)" in said
    assert box(page, "narrative").text.strip() == "Managers were told."
    assert chosen(page, "status") == "On track"
    assert buttons(page)[0] == "No change"


def test_a_first_report_has_nothing_beside_it(officer, owner):
    row = make_recommendation(owners=[owner])

    assert "Nothing has been reported on this yet" in words(officer.get(page_of(row)))


def test_the_first_save_answers_the_round(officer, row, asked, sue):
    answer = send(officer, page_of(row), narrative="All were trained.", status="Complete", save="1")

    assert answer.url == f"/recommendations/{row.pk}/"
    update = row.progressupdates.latest("pk")
    assert (update.narrative, update.round, update.valid_from) == ("All were trained.", asked, DAY)
    assert (update.recorded_by, update.on_behalf_of) == (sue, None)
    status = StatusFact.objects.latest("pk")
    assert (status.word, status.meaning, status.progress_update) == ("Complete", "complete", update)
    assert messages(officer.get(answer.url)) == ["Your report is saved. All 1 are done."]


def test_save_and_next_goes_on_to_the_next_and_home_at_the_end(officer, owner, row):
    other = make_recommendation(row.plan, text="Train.", reference="6", owners=[owner])
    make_round(row.plan, at=moment(hour=13))

    first = send(officer, page_of(row), narrative="Done", next="1")
    assert first.url == page_of(other)
    assert messages(officer.get(first.url)) == ["Your report is saved. 1 of 2 done."]

    second = send(officer, first.url, narrative="Done too", next="1")
    assert second.url == "/"
    assert messages(officer.get("/")) == ["Your report is saved. All 2 are done."]


def test_an_answer_of_somebody_else_is_said_and_stands_in_the_boxes(officer, row, asked):
    make_update(row, "Answered by Alice.", round=asked, at=moment(hour=14))

    page = officer.get(page_of(row))

    assert "“May 2016” was answered on 31 May 2016 by Alice Archer" in words(page)
    assert box(page, "narrative").text.strip() == "Answered by Alice."
    assert "by Alice Archer On track Managers were told." in words(page)
    assert "No change, still on track" not in buttons(page)


def test_an_old_word_can_be_left_as_it_is(officer, row, asked):
    make_update(row, "Said.", status=NewStatus("Underway", "on_track"), at=moment(hour=11))

    page = officer.get(page_of(row))
    send(officer, page_of(row), narrative="Still.")

    assert labels(page, "status")[0] == "Leave it at “Underway”"
    assert "Complete and verified" not in labels(page, "status")
    row.refresh_from_db()
    assert (row.status_word, StatusFact.objects.count()) == ("Underway", 2)


def test_per_cent_and_forecast_are_asked_where_the_plan_wants_them(officer, owner):
    plan = make_plan(asks_per_cent=True, asks_forecast=True)
    row = make_recommendation(plan, owners=[owner])
    forecast = {"forecast_0": "30", "forecast_1": "9", "forecast_2": "2016"}

    page = refused(officer, row, per_cent="101", narrative="Half")
    send(officer, page_of(row), per_cent="50", **forecast)

    assert problems(page) == ["Per cent complete must be a whole number from 0 to 100"]
    update = row.progressupdates.get()
    assert (update.per_cent, update.forecast) == (50, date(2016, 9, 30))


def test_what_the_plan_does_not_ask_for_any_more_stays_as_it_was(officer, row, asked):
    make_update(row, "Said.", per_cent=40, at=moment(hour=11))

    send(officer, page_of(row), narrative="News.")

    assert row.progressupdates.latest("pk").per_cent == 40


def test_columns_of_the_plan_are_filled_in_per_update(officer, owner):
    column = {"key": "risk", "heading": "Residual risk", "of": "update"}
    row = make_recommendation(make_plan(own_columns=[column]), owners=[owner])

    send(officer, page_of(row), own_risk="Low")

    assert row.progressupdates.get().own_values == {"risk": "Low"}
    assert box(officer.get(page_of(row)), "own_risk").text.strip() == "Low"


def test_actions_are_completed_reworded_and_added_with_a_date(officer, row, asked, owner):
    make_action(row, "Tell managers")
    typed = {
        "actions-0-state": "completed",
        "actions-0-owner": "Sue Moorman",
        "actions-1-text": "Train managers",
        "actions-1-by_when": "Autumn 17",
    }

    send(officer, page_of(row), **typed)

    first, second = row.actions.all()
    state = first.states.latest("pk")
    assert (state.state, state.text, state.owner) == ("completed", "Tell managers", owner)
    assert second.states.get().text == "Train managers"
    term = second.deadlines.get().terms.get()
    assert (term.text, term.latest, term.read_by) == ("Autumn 17", date(2017, 11, 30), "parser")


def test_another_action_asks_for_a_row_and_saves_nothing(officer, row, asked):
    sent = filled_in(officer.get(page_of(row)), narrative="Half typed")
    before = rows_kept()

    page = officer.post(page_of(row), {**sent, "add-actions": "1"})

    assert lost(page, {**sent, "actions-TOTAL_FORMS": "2"}) == {}
    assert box(page, "actions-1-text") is not None
    assert (problems(page), rows_kept()) == ([], before)


def test_complete_with_open_actions_is_asked(officer, row, asked):
    make_action(row, "Tell managers")
    make_action(row, "Tell members")
    typed = {"narrative": "Done.", "status": "Complete"}

    page = refused(officer, row, **typed)

    assert problems(page) == [
        "2 further actions are still open. Tick the box below to say so all the same"
    ]
    assert labels(page, "sure_complete") == ["Complete, with 2 further actions still open"]
    answer = officer.post(page_of(row), filled_in(page, sure_complete="on"))
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.status_word == "Complete"


def test_complete_as_the_last_action_is_completed_is_not_asked(officer, row, asked):
    make_action(row, "Tell managers")
    typed = {"status": "Complete", "actions-0-state": "completed"}

    assert send(officer, page_of(row), **typed).status_code == 302


@pytest.mark.parametrize(
    ("words_asked", "doubt"),
    [
        (
            "Spring 17",
            "“Spring 17” is earlier than the original date, “Autumn 17”. Tick the box below to say "
            "so all the same",
        ),
        (
            "asdf",
            "The program can’t read “asdf” as a date: a lead will settle it. Tick the box below to "
            "say so all the same",
        ),
    ],
)
def test_a_doubtful_date_is_asked(officer, row, asked, words_asked, doubt):
    make_deadline(row)
    typed = {"extensions-0-text": words_asked, "extensions-0-reason": "A vacancy"}

    page = refused(officer, row, **typed)

    assert beside(page, "extensions-0-text") == [doubt]
    officer.post(page_of(row), filled_in(page, **{"extensions-0-sure": "on"}))
    assert ExtensionRequest.objects.get().text == words_asked


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"reason": "A vacancy"}, "Date 1: Enter by when, in the words to be agreed"),
        ({"text": "Spring 18"}, "Date 1: Say why the date has to move"),
        ({"text": "Autumn 17", "reason": "x"}, "Date 1: “Autumn 17” is what stands already"),
    ],
)
def test_another_date_needs_words_and_a_reason(officer, row, asked, typed, problem):
    make_deadline(row)

    page = refused(officer, row, **{f"extensions-0-{name}": text for name, text in typed.items()})

    assert problems(page) == [problem]


def test_another_date_waits_for_its_decision(officer, row, asked):
    make_deadline(row)
    typed = {"extensions-0-text": "Spring 18", "extensions-0-reason": "A vacancy"}

    answer = send(officer, page_of(row), **typed)

    assert messages(officer.get(answer.url))[0] == (
        "Another date is asked for. A plan lead decides. Until then the old date stands."
    )
    page = officer.get(page_of(row))
    assert "; overdue) Extension requested Spring 18" in words(page)
    assert "Ask for another date" not in words(page)
    [request] = ExtensionRequest.objects.all()
    assert f"/extensions/{request.pk}/take-back/" in page.text


def test_a_date_that_somebody_else_asked_to_move_meanwhile_is_said(officer, row, asked):
    deadline = make_deadline(row)
    typed = {"extensions-0-text": "Spring 18", "extensions-0-reason": "A vacancy"}
    sent = filled_in(officer.get(page_of(row)), **typed)
    ask_for_extensions([NewExtension(deadline, "Winter 18", "Theirs")], **written(at=moment()))

    page = officer.post(page_of(row), sent)

    assert "can't be sent" in problems(page)[-1]
    assert lost(page, sent) == {}
    again = officer.post(
        page_of(row),
        filled_in(page, narrative="News", **{f"extensions-0-{n}": "" for n in ("text", "reason")}),
    )
    assert again.status_code == 302


def test_who_decides_is_said_by_the_rule_of_the_plan(officer, owner):
    row = make_recommendation(make_plan(revision=Plan.Revision.COMMITTEE), owners=[owner])
    make_deadline(row)

    assert "The committee decides. Until then" in words(officer.get(page_of(row)))


def test_evidence_is_attached_with_the_report(officer, row, asked):
    typed = {"evidence-0-link": "https://www.example.gov.uk/minutes", "evidence-0-name": "Minutes"}

    send(officer, page_of(row), **typed)

    assert row.evidence.get().name == "Minutes"
    assert "Minutes (Link to www.example.gov.uk" in words(officer.get(page_of(row)))


def test_a_clerk_reports_on_behalf_and_says_how_they_know(row, asked, owner):
    clerk = signed_in("Clem", Role.CLERK)

    page = refused(clerk, row, narrative="By e-mail.")
    clerk.post(page_of(row), filled_in(page, source_note="e-mail of 2 June"))

    assert problems(page) == ["Say how you know, such as “e-mail of 2 June”"]
    update = row.progressupdates.latest("pk")
    assert (update.recorded_by.name, update.on_behalf_of) == ("Clem", owner)
    assert update.source_note == "e-mail of 2 June"


def test_for_whom_offers_the_owners_and_who_holds_their_posts(row, asked):
    post, ann = make_owner("Head of HR", "post"), make_owner("Ann Other")
    appoint(post, [ann], **written())
    make_owner_cell(row, post, at=moment(hour=12))

    page = signed_in("Lena", Role.LEAD).get(page_of(row))

    offered = html.fromstring(page.text).xpath("//select[@id='id_on_behalf_of']/option/text()")
    assert offered == ["Choose", "Head of HR (post)", "Ann Other"]


def test_on_behalf_needs_somebody(row, asked):
    make_owner_cell(row, make_owner("Ann"), make_owner("Bob"), at=moment(hour=12))

    page = refused(signed_in("Lena", Role.LEAD), row, source_note="e-mail", narrative="News")

    assert problems(page) == ["Choose for whom you report"]


def test_a_lead_who_owns_it_reports_for_themselves(row, asked):
    lena = make_user("lena@example.gov.uk", "Lena", Role.LEAD)
    make_owner_cell(row, make_owner("Lena Lead", user=lena), at=moment(hour=12))
    client = Client()
    client.force_login(lena)

    assert "How do you know?" not in words(client.get(page_of(row)))


def test_who_does_not_own_it_is_told(row, asked):
    page = signed_in("Olive", Role.OFFICER).get(page_of(row))

    assert page.status_code == 403
    assert "This recommendation names somebody else." in words(page)


def test_a_plan_that_is_no_longer_in_use_takes_no_reports(row):
    edit_plan(row.plan, by=make_user(), at=moment(), version=row.plan.version, is_active=False)

    page = signed_in("Lena", Role.LEAD).get(page_of(row))

    assert page.status_code == 403
    assert "is no longer in use, so no progress is reported on it" in words(page)


def test_a_round_that_was_closed_meanwhile_is_said_once(officer, row, asked):
    sent = filled_in(officer.get(page_of(row)), narrative="Too late.")
    close_round(asked, **written(at=moment(hour=15)))
    before = rows_kept()

    page = officer.post(page_of(row), sent)

    assert problems(page) == [
        "The round “May 2016” is closed, and takes no more answers. What you report now is kept as "
        "an update after the round."
    ]
    assert rows_kept() == before
    assert officer.post(page_of(row), filled_in(page)).status_code == 302
    update = row.progressupdates.latest("pk")
    assert (update.narrative, update.round) == ("Too late.", None)


def test_a_round_that_was_opened_meanwhile_is_answered(officer, row):
    sent = filled_in(officer.get(page_of(row)), narrative="Just in time.")
    asked = make_round(row.plan, at=moment(hour=13))

    officer.post(page_of(row), sent)

    assert row.progressupdates.latest("pk").round == asked


def test_a_status_without_words_where_the_plan_demands_them(officer, owner):
    row = make_recommendation(make_plan(demands_text=True), owners=[owner])

    page = refused(officer, row, status="On track")

    assert beside(page, "narrative") == [
        "Say what was done: this plan asks for words with every new status"
    ]
    assert "This plan asks for words with every new status." in words(page)


def test_nothing_new_is_refused(officer, row, asked):
    page = refused(officer, row)

    assert problems(page)[0].startswith("Nothing here has changed since last time.")


def test_a_text_longer_than_a_cell_is_refused(officer, row, asked):
    page = refused(officer, row, narrative="x" * 20_001)

    assert beside(page, "narrative") == [
        "This text has 20,001 characters. A cell can hold 20,000: shorten it, or attach it as "
        "evidence."
    ]


def test_a_megabyte_is_refused_soon(officer, row, asked):
    sent = filled_in(officer.get(page_of(row)), narrative="a b " * 250_000)
    began = perf_counter()

    page = officer.post(page_of(row), sent)

    assert page.status_code == 200
    assert beside(page, "narrative")[0].startswith("This text has 999,999 characters.")
    assert perf_counter() - began < 10


def test_a_day_to_come_is_refused(officer, row, asked):
    tomorrow = timezone.localdate() + timedelta(days=1)
    parts = (tomorrow.day, tomorrow.month, tomorrow.year)
    typed = {f"true_from_{n}": str(part) for n, part in enumerate(parts)}

    page = refused(officer, row, narrative="News", **typed)

    assert problems(page) == ["True from must be today or earlier"]


def test_the_same_form_twice_counts_once(officer, row, asked):
    sent = filled_in(officer.get(page_of(row)), narrative="Once.")

    first, second = officer.post(page_of(row), sent), officer.post(page_of(row), sent)

    assert first.url == second.url
    assert row.progressupdates.filter(narrative="Once.").count() == 1


def test_outside_a_round_news_is_true_from_today(officer, row):
    page = officer.get(page_of(row))
    send(officer, page_of(row), narrative="News.")

    assert labels(page, "change") == ["News since then", "It was wrong: correct what was said"]
    assert "No change, still on track" not in buttons(page)
    update = row.progressupdates.latest("pk")
    assert (update.valid_from, update.round, update.corrects) == (timezone.localdate(), None, None)


def test_a_correction_needs_a_reason_and_takes_the_place_of_what_it_corrects(officer, row):
    wrong = row.progressupdates.get()
    page = refused(officer, row, narrative="Some managers were told.", change="correction")

    officer.post(page_of(row), filled_in(page, reason="Two were away."))

    assert problems(page) == ["Say why this is corrected"]
    right = row.progressupdates.latest("pk")
    assert (right.corrects, right.valid_from, right.reason) == (wrong, DAY, "Two were away.")
    row.refresh_from_db()
    assert row.status_word == "On track"


def test_a_draft_is_kept_unchecked_and_shown_again(officer, row, asked, sue):
    sent = filled_in(officer.get(page_of(row)), narrative="Half", true_from_0="32")
    before = rows_kept()

    answer = officer.post(f"{page_of(row)}draft/", sent)

    assert answer.url == page_of(row)
    assert rows_kept() == {**before, "recommendations.UpdateDraft": 1}
    page = officer.get(page_of(row))
    assert "Your draft of" in words(page)
    assert (problems(page), box(page, "narrative").text.strip()) == ([], "Half")
    assert box(page, "true_from_0").get("value") == "32"
    assert "Your draft of" not in words(signed_in("Lena", Role.LEAD).get(page_of(row)))


def test_to_htmx_a_sentence_says_that_the_draft_is_kept(officer, row, asked):
    sent = filled_in(officer.get(page_of(row)), narrative="Half")

    answer = officer.post(f"{page_of(row)}draft/", sent, headers={"HX-Request": "true"})

    kept = timezone.localtime(UpdateDraft.objects.get().saved_at)
    assert answer.text.strip() == f'<span class="draft-kept">Draft kept at {kept:%H:%M}</span>'


def test_a_report_that_is_saved_takes_its_draft_with_it(officer, row, asked):
    sent = filled_in(officer.get(page_of(row)), narrative="Whole.")
    officer.post(f"{page_of(row)}draft/", sent)

    officer.post(page_of(row), filled_in(officer.get(page_of(row))))

    assert row.progressupdates.latest("pk").narrative == "Whole."
    assert UpdateDraft.objects.count() == 0


def test_a_draft_that_arrives_after_its_report_is_not_kept(officer, row, asked):
    sent = filled_in(officer.get(page_of(row)), narrative="Whole.")
    officer.post(page_of(row), sent)

    officer.post(f"{page_of(row)}draft/", sent)

    assert UpdateDraft.objects.count() == 0


def test_a_draft_with_nothing_in_it_harms_nobody(officer, row, asked):
    officer.post(f"{page_of(row)}draft/", {"asked_round": "9" * 40, "token": "none"})

    assert officer.get(page_of(row)).status_code == 200


def test_files_are_not_kept_in_a_draft(officer, row, asked):
    sent = filled_in(officer.get(page_of(row)), narrative="Half")
    file = SimpleUploadedFile("minutes.txt", b"Agreed.")

    answer = officer.post(f"{page_of(row)}draft/", {**sent, "evidence-0-file": file})

    assert messages(officer.get(answer.url)) == [
        "Your draft is kept. It is yours alone until you save it.",
        "The files you chose are not kept in a draft: choose them again before you save.",
    ]


def test_a_draft_can_be_thrown_away(officer, row, asked):
    officer.post(f"{page_of(row)}draft/", filled_in(officer.get(page_of(row)), narrative="Half"))

    answer = officer.post(f"{page_of(row)}draft/discard/")

    assert box(officer.get(answer.url), "narrative").text.strip() == "Managers were told."
    assert UpdateDraft.objects.count() == 0


def test_a_draft_that_somebody_else_overtook_is_compared(officer, row, asked):
    action = make_action(row, "Tell managers")
    typed = {"narrative": "Mine.", "actions-0-text": "Tell all managers"}
    officer.post(f"{page_of(row)}draft/", filled_in(officer.get(page_of(row)), **typed))
    make_update(row, "Theirs.", round=asked, at=moment(hour=14))
    state = ActionState(action=action, text="Tell some managers")
    ActionState.objects.write_down([state], **written(at=moment(hour=14)))

    page = officer.get(page_of(row))

    assert "What you typed Mine. What it says now Theirs." in words(page)
    assert "What you typed Tell all managers What it says now Tell some managers" in words(page)
    kept = {"keep-narrative": "typed", "actions-0-keep-text": "saved"}
    assert officer.post(page_of(row), filled_in(page, **kept)).status_code == 302
    assert row.progressupdates.latest("pk").narrative == "Mine."
    assert action.states.latest("pk").text == "Tell some managers"


def test_a_nil_return_of_somebody_else_is_not_in_the_way(officer, row, asked):
    sent = filled_in(officer.get(page_of(row)), narrative="News after all.")
    record_nil_returns([row], asked, **written(at=moment(hour=14)))

    assert officer.post(page_of(row), sent).status_code == 302
    assert row.progressupdates.latest("pk").narrative == "News after all."


def nil_return(client, row, **typed):
    page = html.fromstring(client.get(page_of(row)).text)
    [form] = page.xpath(f"//form[@action='/recommendations/{row.pk}/nil-return/']")
    return client.post(form.get("action"), {**dict(form.form_values()), **typed})


def test_no_change_is_one_button(officer, row, asked, sue):
    answer = nil_return(officer, row)

    assert answer.url == "/"
    given = NilReturn.objects.get()
    assert (given.recommendation, given.round, given.recorded_by) == (row, asked, sue)
    assert given.valid_from == DAY
    assert "No change on 5: that is written down. All 1 are done." in words(officer.get("/"))


def test_no_change_can_be_undone_from_the_message(officer, row, asked):
    home = officer.get(nil_return(officer, row).url)
    [undo] = html.fromstring(home.text).xpath(
        "//form[contains(@action, 'nil-return/undo')]/@action"
    )

    answer = officer.post(undo)

    assert answer.url == page_of(row)
    page = officer.get(answer.url)
    assert messages(page) == ["“No change” is taken back: the round waits for an answer again."]
    assert "No change, still on track" in buttons(page)
    assert [fact.void for fact in NilReturn.objects.order_by("pk")] == [False, True]
    assert messages(officer.get(officer.post(undo).url)) == [
        "There is no “no change” to take back here: somebody has done so already."
    ]


def test_no_change_sent_twice_counts_once(officer, row, asked):
    sent = {"token": "6a1f0f6c-8f0c-4c39-9a39-0f3d35f9f0aa"}
    address = f"/recommendations/{row.pk}/nil-return/"

    first, second = officer.post(address, sent), officer.post(address, sent)

    assert (first.url, second.url) == ("/", "/")
    assert NilReturn.objects.count() == 1


@pytest.mark.parametrize(
    ("asks_for", "leads_to"),
    [("/rounds/", "/rounds/"), ("https://evil.example/", "/"), ("//evil.example/", "/")],
)
def test_no_change_leads_back_within_the_site_only(officer, row, asked, asks_for, leads_to):
    assert nil_return(officer, row, next=asks_for).url == leads_to


def test_no_change_where_nothing_is_asked_or_all_is_answered(officer, row):
    address = f"/recommendations/{row.pk}/nil-return/"
    not_asked = officer.post(address)
    first = messages(officer.get(not_asked.url))
    asked = make_round(row.plan, at=moment(hour=13))
    make_update(row, "Answered.", round=asked, at=moment(hour=14))
    second = messages(officer.get(officer.post(address).url))

    assert not_asked.url == page_of(row)
    assert first[0].startswith("No open round asks about this recommendation")
    assert second[0].startswith("This is answered already.")
    assert NilReturn.objects.count() == 0


def test_no_change_on_behalf_names_for_whom(row, asked, owner):
    make_owner_cell(row, owner, make_owner("Bob"), at=moment(hour=12))
    lead = signed_in("Lena", Role.LEAD)

    nobody = nil_return(lead, row)
    assert messages(lead.get(nobody.url)) == ["Choose for whom you report"]
    nil_return(lead, row, on_behalf_of=str(owner.pk))

    assert NilReturn.objects.get().on_behalf_of == owner


def test_what_is_on_track_is_said_to_be_so(officer, row, asked):
    assert buttons(officer.get(page_of(row)))[0] == "No change, still on track"


def test_what_is_late_or_at_risk_is_not_said_to_be_on_track(officer, row, asked):
    make_update(row, "Late.", status=NewStatus("Delayed", "at_risk"), at=moment(hour=11))

    assert buttons(officer.get(page_of(row)))[0] == "No change"


def queries(client, row):
    with CaptureQueriesContext(connection) as taken:
        assert client.get(page_of(row)).status_code == 200
    return len(taken)


@pytest.mark.parametrize("count", [1, 10])
def test_the_page_takes_as_many_queries_for_many_rows(officer, row, count):
    for number in range(count):
        make_deadline(row, action=make_action(row, f"Action {number}"))
        make_update(row, f"Said {number}", at=moment(minute=number))
    make_round(row.plan, at=moment(hour=13))

    by_lead = queries(signed_in("Lena", Role.LEAD), row)
    by_officer = queries(officer, row)

    assert (by_lead, by_officer) == (20, 20)


def test_an_update_that_answers_takes_one_query_more(officer, row, asked):
    make_update(row, "Answered.", round=asked, at=moment(hour=14))

    assert queries(officer, row) == 21
    assert ProgressUpdate.objects.count() == 2


# What an auditor has looked at


def complete(row, asked):
    """Reported complete in the round, which is closed after that."""
    status = NewStatus("Complete", "complete")
    make_update(row, "Done.", status=status, round=asked, at=moment(hour=14))
    close_round(asked, **written(at=moment(hour=15)))


def auditor():
    return make_user("iqbal@example.gov.uk", "Iqbal")


def test_a_status_is_not_corrected_after_an_auditor_has_looked_at_it(officer, row, asked):
    complete(row, asked)
    word = row.plan.status_words.get(word="Not started")
    looked = {"method": "Looked.", "note": "Not all."}
    refuse_completion(row, word=word, **looked, **written(at=moment(hour=16), by=auditor()))
    typed = {"change": "correction", "reason": "Wrong.", "narrative": "Not quite."}

    page = refused(officer, row, status="On track", **typed)

    assert beside(page, "status") == [
        "An auditor has looked at it since: report it as news instead"
    ]
    assert officer.post(page_of(row), filled_in(page, status="Not started")).status_code == 302
    row.refresh_from_db()
    assert (row.progressupdates.latest("pk").narrative, row.status_word) == (
        "Not quite.",
        "Not started",
    )


def test_the_auditors_word_can_be_taken_over_by_a_form_that_is_old(officer, row, asked):
    complete(row, asked)
    sent = filled_in(officer.get(page_of(row)), narrative="News.")
    confirm_completion(row, method="Saw it.", **written(at=moment(hour=16), by=auditor()))

    page = officer.post(page_of(row), sent)

    assert "What it says now Complete and verified" in words(page)
    assert chosen(page, "keep-status") == "saved"
    assert officer.post(page_of(row), filled_in(page)).status_code == 302
    row.refresh_from_db()
    assert row.status_word == "Complete and verified"
    assert StatusFact.objects.count() == 3


def test_an_old_word_that_was_left_untouched_is_compared_not_refused(officer, row, asked):
    make_update(row, "Said.", status=NewStatus("Underway", "on_track"), at=moment(hour=11))
    sent = filled_in(officer.get(page_of(row)), narrative="Mine.")
    make_update(row, "Said.", status=NewStatus("Delayed", "at_risk"), at=moment(hour=14))

    page = officer.post(page_of(row), sent)

    assert beside(page, "status") == []
    assert chosen(page, "keep-status") == "saved"
    assert officer.post(page_of(row), filled_in(page)).status_code == 302


# The day, and the round


def day_typed(day):
    parts = (day.day, day.month, day.year)
    return {f"true_from_{number}": str(part) for number, part in enumerate(parts)}


def test_within_the_round_a_wrong_day_is_put_right(officer, row, asked):
    june = date(2016, 6, 5)
    send(officer, page_of(row), narrative="Done.", **day_typed(june))

    answer = send(officer, page_of(row), **day_typed(DAY))

    assert answer.status_code == 302
    right = row.progressupdates.latest("pk")
    assert (right.narrative, right.valid_from, right.round) == ("Done.", DAY, asked)
    assert (right.corrects.valid_from, right.reason) == (june, "Corrected within the round.")


def test_a_correction_takes_the_day_that_is_typed(officer, row):
    page = officer.get(page_of(row))
    typed = {"change": "correction", "reason": "It was June.", **day_typed(date(2016, 6, 5))}

    officer.post(page_of(row), filled_in(page, **typed))

    assert "A correction stays true from 31 May 2016, unless you type another" in words(page)
    right = row.progressupdates.latest("pk")
    assert (right.narrative, right.valid_from) == ("Managers were told.", date(2016, 6, 5))


def test_a_correction_is_no_answer_to_the_round_that_asks_now(officer, row, asked):
    make_update(row, "Going on.", round=asked, at=moment(hour=14))
    close_round(asked, **written(at=moment(hour=15)))
    june = make_round(row.plan, label="June 2016", as_at=date(2016, 6, 30), at=moment(hour=16))
    wrong = row.progressupdates.latest("pk")
    typed = {"change": "correction", "reason": "Wrong row.", "narrative": "Not going on."}

    send(officer, page_of(row), **typed)

    right = row.progressupdates.latest("pk")
    assert (right.corrects, right.round, right.valid_from) == (wrong, asked, DAY)
    page = officer.get(page_of(row))
    assert "Asked by June 2016" in words(page)
    assert "“June 2016” was answered" not in words(page)
    send(officer, page_of(row), narrative="News in June.")
    assert row.progressupdates.latest("pk").round == june
    assert labels(officer.get(page_of(row)), "change") == []


def test_a_round_that_was_closed_while_the_next_was_opened_is_said_truly(officer, row, asked):
    sent = filled_in(officer.get(page_of(row)), narrative="In time for June.")
    close_round(asked, **written(at=moment(hour=15)))
    june = make_round(row.plan, label="June 2016", at=moment(hour=16))

    page = officer.post(page_of(row), sent)

    assert problems(page) == [
        "The round “May 2016” is closed, and takes no more answers. What you typed is not lost: it "
        "answers the round “June 2016” now."
    ]
    officer.post(page_of(row), filled_in(page))
    assert row.progressupdates.latest("pk").round == june


def test_a_draft_whose_round_was_closed_says_so(officer, row, asked):
    sent = filled_in(officer.get(page_of(row)), narrative="Half")
    officer.post(f"{page_of(row)}draft/", sent)
    close_round(asked, **written(at=moment(hour=15)))

    page = officer.get(page_of(row))

    assert problems(page) == []
    assert "The round “May 2016” is closed, and takes no more answers." in words(page)
    assert officer.post(page_of(row), filled_in(page)).status_code == 302


# A date that was moved meanwhile


def test_another_date_is_asked_about_where_the_date_was_moved_meanwhile(officer, row, asked):
    deadline = make_deadline(row)
    typed = {"extensions-0-text": "Spring 18", "extensions-0-reason": "A vacancy"}
    sent = filled_in(officer.get(page_of(row)), **typed)
    term = NewTerm(deadline, "Winter 17", reading(date(2018, 2, 28)), DAY, parser_version=None)
    revise_all([term], **written(at=moment(hour=14)), reason="The committee moved it.")
    before = rows_kept()

    page = officer.post(page_of(row), sent)

    assert beside(page, "extensions-0-text") == [
        "This date has been changed meanwhile: it was “Autumn 17”, and it is now “Winter 17”. Tick "
        "the box below to ask for yours all the same"
    ]
    assert rows_kept() == before
    again = {"extensions-0-sure_moved": "on"}
    assert officer.post(page_of(row), filled_in(page, **again)).status_code == 302
    assert ExtensionRequest.objects.get().text == "Spring 18"


def test_where_no_date_is_open_it_is_said_who_sets_one(officer, row, asked):
    assert "No date is open. Ask a plan lead to set one." in words(officer.get(page_of(row)))


# What a draft can hold


def test_a_draft_is_kept_without_what_a_database_cannot_hold(officer, row, asked):
    typed = {"narrative": "Ha\0lf", "own_\0x": "\0"}

    officer.post(f"{page_of(row)}draft/", typed)

    assert UpdateDraft.objects.get().content == {"narrative": ["Half"], "own_x": [""]}


def test_a_draft_that_is_too_long_is_shown_again_and_not_kept(officer, row, asked):
    sent = filled_in(officer.get(page_of(row)), narrative="x" * 500_001)

    page = officer.post(f"{page_of(row)}draft/", sent)

    assert problems(page) == [
        "A draft can hold 500,000 characters, and this is longer, so it is not kept. Shorten it, "
        "or attach it as evidence"
    ]
    assert (lost(page, sent), UpdateDraft.objects.count()) == ({}, 0)
    [form] = html.fromstring(page.text).xpath("//main//form[@novalidate]")
    assert form.get("action") == page_of(row)


def test_to_htmx_a_draft_that_is_too_long_is_said(officer, row, asked):
    sent = {"narrative": "x" * 500_001}

    answer = officer.post(f"{page_of(row)}draft/", sent, headers={"HX-Request": "true"})

    assert "This draft is not kept" in answer.text
    assert "draft-kept" not in answer.text
    assert (answer.status_code, answer.headers["HX-Reselect"]) == (200, ".draft-refused")


# Rights that end while somebody types


def test_what_was_typed_is_shown_to_be_copied_where_it_is_another_persons_now(officer, row, asked):
    typed = {"narrative": "Half a page.", "actions-0-text": "Tell members"}
    sent = filled_in(officer.get(page_of(row)), **typed)
    make_owner_cell(row, make_owner("Bob"), at=moment(hour=14))
    before = rows_kept()

    for address in (page_of(row), f"{page_of(row)}draft/"):
        page = officer.post(address, sent)

        assert page.status_code == 403
        assert "This recommendation names somebody else." in words(page)
        assert "Action taken Half a page. Further action Tell members" in words(page)
    assert rows_kept() == before


def test_to_htmx_a_draft_of_what_is_another_persons_now_is_said(officer, row, asked):
    sent = filled_in(officer.get(page_of(row)), narrative="Half")
    make_owner_cell(row, make_owner("Bob"), at=moment(hour=14))

    answer = officer.post(f"{page_of(row)}draft/", sent, headers={"HX-Request": "true"})

    assert "This recommendation names somebody else." in answer.text
    assert ("draft-kept" in answer.text, UpdateDraft.objects.count()) == (False, 0)
    assert answer.headers["HX-Reselect"] == ".draft-refused"


def test_owners_are_told_that_their_plan_is_no_longer_in_use(officer, row, asked):
    sent = filled_in(officer.get(page_of(row)), narrative="Half")
    edit_plan(row.plan, by=make_user(), at=moment(), version=row.plan.version, is_active=False)

    opened, page = officer.get(page_of(row)), officer.post(page_of(row), sent)
    stranger = signed_in("Olive", Role.OFFICER).get(page_of(row))

    said = "This plan is no longer in use, so nothing is reported on it."
    assert (opened.status_code, said in words(opened)) == (403, True)
    assert (page.status_code, said in words(page)) == (403, True)
    assert "Action taken Half" in words(page)
    assert (stranger.status_code, said in words(stranger)) == (404, False)


# Boxes and words that are gone


@pytest.fixture
def rich(officer, owner):
    """A row of a plan that asks for per cent, a forecast, and a column of its own."""
    columns = [{"key": "risk", "heading": "Residual risk", "of": "update"}]
    plan = make_plan(asks_per_cent=True, asks_forecast=True, own_columns=columns)
    return make_recommendation(plan, owners=[owner])


def asks_no_more(plan):
    columns = [{**plan.own_columns[0], "hidden": True}]
    rules = {"asks_per_cent": False, "asks_forecast": False, "own_columns": columns}
    edit_plan(plan, by=make_user(), at=moment(), version=plan.version, **rules)


def no_longer(label):
    return (
        f"“{label}” is no longer asked for. What you typed there is shown below, to be copied: it "
        "is left out when you save again"
    )


def test_what_was_typed_into_boxes_that_are_gone_is_refused_once(officer, rich):
    forecast = {"forecast_0": "30", "forecast_1": "9", "forecast_2": "2016"}
    typed = {"own_risk": "Still high", "per_cent": "45", **forecast, "narrative": "News."}
    sent = filled_in(officer.get(page_of(rich)), **typed)
    asks_no_more(rich.plan)
    before = rows_kept()

    page = officer.post(page_of(rich), sent)

    assert problems(page) == [
        no_longer("Per cent complete"),
        no_longer("When do you expect it to be complete?"),
        no_longer("Residual risk"),
    ]
    assert "Per cent complete 45" in words(page)
    assert "30 9 2016 Residual risk Still high" in words(page)
    assert rows_kept() == before
    assert officer.post(page_of(rich), filled_in(page)).status_code == 302
    assert rich.progressupdates.get().narrative == "News."


def test_boxes_that_are_gone_and_say_nothing_new_are_left_out(officer, rich):
    make_update(rich, "Said.", per_cent=45, own_values={"risk": "High"}, forecast=DAY)
    sent = filled_in(officer.get(page_of(rich)), narrative="News.")
    asks_no_more(rich.plan)

    assert officer.post(page_of(rich), sent).status_code == 302


def test_a_draft_of_boxes_that_are_gone_shows_what_they_held(officer, rich):
    sent = filled_in(officer.get(page_of(rich)), own_risk="Still high")
    officer.post(f"{page_of(rich)}draft/", sent)
    asks_no_more(rich.plan)

    page = officer.get(page_of(rich))

    assert problems(page) == []
    assert "No longer asked for" in words(page)
    assert "Residual risk Still high" in words(page)


def test_a_status_word_that_is_gone_is_named(officer, row, asked):
    sent = filled_in(officer.get(page_of(row)), narrative="Waits.", status="Not started")
    officer.post(f"{page_of(row)}draft/", sent)
    row.plan.status_words.filter(word="Not started").delete()
    before = rows_kept()

    draft, page = officer.get(page_of(row)), officer.post(page_of(row), sent)

    said = "“Not started” is no longer a status of this plan: choose another"
    assert (problems(draft), said in words(draft)) == ([], True)
    assert (beside(page, "status"), rows_kept()) == ([said], before)


def test_a_page_that_arrived_incomplete_says_so_once(officer, row, asked):
    sent = filled_in(officer.get(page_of(row)), narrative="News.")
    kept = {name: texts for name, texts in sent.items() if "_FORMS" not in name}

    page = officer.post(page_of(row), kept)

    assert problems(page) == ["The page arrived incomplete. Open it again and type once more."]
    assert words(page).count("The page arrived incomplete.") == 2
