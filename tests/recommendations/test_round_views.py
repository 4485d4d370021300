from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from lxml import html

from people.roles import Role, load_roles
from recommendations.deadlines import revise
from recommendations.drafts import keep_draft
from recommendations.extensions import NewExtension, ask_for_extensions
from recommendations.models import Round, RoundState
from recommendations.progress import record_nil_returns, record_update
from recommendations.rounds import close_round, edit_round, open_round
from recommendations.verification import refuse_completion
from recommendations.wordings import monitor_all
from tests.factories import (
    DAY,
    make_deadline_read,
    make_department,
    make_owner,
    make_plan,
    make_recommendation,
    make_recommendations,
    make_round,
    make_user,
    moment,
    reading,
    written,
)
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
SURE = "Tick the box below to say so all the same"
SENT_TWICE = "This was saved already. The form was sent twice, and counts once."


def signed_in(role, email="alice@example.gov.uk", name="Alice Archer"):
    client = Client()
    client.force_login(make_user(email, name, role=role))
    return client


@pytest.fixture
def officer():
    return signed_in(Role.OFFICER)


@pytest.fixture
def clerk():
    return signed_in(Role.CLERK, "carol@example.gov.uk", "Carol Clerk")


@pytest.fixture
def lead():
    return signed_in(Role.LEAD, "lena@example.gov.uk", "Lena Lead")


@pytest.fixture
def other_lead():
    return signed_in(Role.LEAD, "bob@example.gov.uk", "Bob Baker")


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def sue():
    return make_owner()


def open_now(*plans, days=14, label="May 2016", by=None):
    """A round that is opened now, with so many days to answer."""
    today = timezone.localdate()
    return open_round(
        label=label,
        as_at=today,
        updates_due=today + timedelta(days=days),
        plans=plans or [make_plan()],
        **now(by),
    )


def now(by=None):
    return {"by": by or make_user(), "on": timezone.localdate(), "at": timezone.now()}


def day(date):
    """As a page writes it."""
    return f"{date.day} {date:%B %Y}"


def boxes(name, date):
    return {f"{name}_0": str(date.day), f"{name}_1": str(date.month), f"{name}_2": str(date.year)}


def address(round, page=""):
    return f"/rounds/{round.pk}/{page}"


def listed(page):
    """What the list below the board says in each of its rows: the reference and the answer."""
    rows = html.fromstring(page.text).xpath("//*[@aria-label='What is asked']//tbody/tr")
    return [(said(row[0]), said(row[-1])) for row in rows]


def said(element):
    return " ".join(" ".join(element.itertext()).split())


def table(page, label):
    rows = html.fromstring(page.text).xpath(f"//*[@aria-label='{label}']//tbody/tr")
    return [[said(cell) for cell in row] for row in rows]


def messages(page):
    return [said(item) for item in html.fromstring(page.text).xpath("//*[@class='messages']/li")]


def links(page):
    return html.fromstring(page.text).xpath("//main//a/@href")


# The list


def test_list_has_open_rounds_first_each_with_how_far_it_got(officer):
    rows = make_recommendations(3)
    make_recommendation(make_plan("Staff survey", "staff-survey"))
    closed = make_round(make_plan("Staff survey", "staff-survey"), label="March 2016")
    close_round(closed, **written(at=moment(hour=13)))
    round = open_now(make_plan(), make_plan("Staff survey", "staff-survey"), days=3)
    record_nil_returns(rows[:2], round, **now())

    page = officer.get("/rounds/")

    assert "May 2016 2 of 4 answered" in words(page)
    assert f"Updates due {day(round.updates_due)} (due in 3 days)" in words(page)
    assert "Organisational learning review; Staff survey" in words(page)
    assert table(page, "Closed rounds") == [["March 2016", "31 May 2016", "Staff survey", "0 of 1"]]


def test_list_says_what_is_late(officer):
    make_recommendation()
    open_now(days=-2)

    assert "(2 days late)" in words(officer.get("/rounds/"))


def test_list_shows_no_round_of_plans_that_are_kept_and_names_no_such_plan(officer):
    housing = make_department("Housing")
    kept = make_plan("Housing review", "housing", departments=[housing])
    shared, other_kept = make_plan(), make_plan("Kept too", "kept-too", departments=[housing])
    make_recommendation(kept)
    make_recommendation(shared)
    make_round(kept, label="Secret")
    make_round(shared, other_kept, label="Shared")

    page = officer.get("/rounds/")

    assert "Secret" not in page.text
    assert "Shared 0 of 1 answered" in words(page)
    assert "Kept too" not in page.text


@pytest.mark.parametrize(
    ("role", "sentence", "is_offered"),
    [
        (Role.OFFICER, "When a plan lead opens a round over plans that you may read", False),
        (Role.LEAD, "Open one, and see here who has answered.", True),
    ],
)
def test_site_without_a_round_says_what_to_do(role, sentence, is_offered):
    page = signed_in(role).get("/rounds/")

    assert "No round yet" in words(page)
    assert sentence in words(page)
    assert ("/rounds/new/" in links(page)) == is_offered


def test_only_who_edits_plans_is_offered_to_open_change_and_close(lead, officer):
    round = open_now()

    for_a_lead, for_an_officer = (
        {link for path in ("/rounds/", address(round)) for link in links(client.get(path))}
        for client in (lead, officer)
    )

    offered = {"/rounds/new/", *(address(round, page) for page in ("edit/", "plans/", "close/"))}
    assert offered <= for_a_lead
    assert offered & for_an_officer == set()


def test_closed_rounds_are_paged(officer):
    for number in range(12):
        round = make_round(make_plan(), label=f"Round {number}", at=moment(minute=2 * number))
        close_round(round, **written(at=moment(minute=2 * number + 1)))

    first, second = officer.get("/rounds/"), officer.get("/rounds/?page=2")

    assert len(table(first, "Closed rounds")) == 10
    assert [row[0] for row in table(second, "Closed rounds")] == ["Round 1", "Round 0"]


# The board


def test_board_says_who_answered_how_and_who_did_not(clerk, sue, today):
    hr = make_department("Human Resources")
    sue.department = hr
    sue.save()
    plan = make_plan()
    rows = [make_recommendation(plan, reference=n, owners=[sue]) for n in "123"]
    nobodys = make_recommendation(plan, reference="4")
    round = open_now(plan, by=make_user("lena@example.gov.uk", "Lena Lead"))
    carol = make_user("carol@example.gov.uk")
    record_update(rows[0], "Done.", round=round, on_behalf_of=sue, **now(carol))
    record_nil_returns([rows[1]], round, **now(carol))
    keep_draft(nobodys, {"narrative": ["A secret draft"]}, by=carol, at=moment())

    page = clerk.get(address(round))

    assert "2 of 4 answered : 1 update, 1 nil return, 2 silent" in words(page)
    assert "1 draft is not sent yet." in words(page)
    assert "A secret draft" not in page.text
    assert f"Open since {day(today)}, opened by Lena Lead" in words(page)
    assert [(number, answer) for number, answer in listed(page)][:2] == [
        ("1", f"Answered by Carol Clerk on behalf of Sue Moorman, {day(today)}"),
        ("2", f"Nil return by Carol Clerk, {day(today)}"),
    ]
    assert listed(page)[2][1].startswith("No answer yet")
    assert table(page, "By plan") == [
        ["Organisational learning review", "4", "1", "1", "2", "2 of 4"]
    ]
    assert table(page, "By department") == [
        ["Human Resources", "3", "1", "1", "1", "2 of 3"],
        ["No department", "1", "0", "0", "1", "0 of 1"],
    ]
    assert table(page, "By owner") == [
        ["Sue Moorman", "3", "1", "1", "1", "2 of 3"],
        ["Nobody is named", "1", "0", "0", "1", "0 of 1"],
    ]


def test_each_row_of_the_tables_leads_to_its_part_of_the_list(officer, sue):
    plan = make_plan()
    mine = make_recommendation(plan, reference="1", owners=[sue])
    make_recommendation(plan, reference="2", owners=[sue])
    make_recommendation(plan, reference="3")
    round = open_now(plan)
    record_nil_returns([mine], round, **now())
    board = officer.get(address(round))

    assert f"?owner={sue.pk}#asked" in links(board)
    assert "?department=none#asked" in links(board)
    assert f"?plan={plan.pk}#asked" in links(board)
    page = officer.get(address(round, f"?owner={sue.pk}&answer=silent"))
    assert [number for number, _ in listed(page)] == ["2"]
    assert "All (2) No answer yet (1) Updates (0) Nil returns (1)" in words(page)
    assert "Owner: Sue Moorman" in words(page)
    assert "?answer=silent#asked" in links(page)
    assert f"{address(round)}#asked" in links(page)


@pytest.mark.parametrize("question", ["owner=999", "plan=x", "answer=never", "department=%00"])
def test_part_of_the_board_that_there_is_not_is_said(officer, question):
    make_recommendation()

    page = officer.get(address(open_now(), f"?{question}"))

    assert page.status_code == 200
    assert "No recommendation of this round is of this kind." in words(page)
    assert listed(page) == []


def test_list_of_the_board_is_paged_within_its_part(officer):
    make_recommendations(60)
    round = open_now()

    page = officer.get(address(round, "?answer=silent&page=2"))

    assert [number for number, _ in listed(page)] == [str(n) for n in range(51, 61)]
    assert "51 to 60 of 60" in words(page)
    assert "?answer=silent&page=1" in links(page)


def test_row_says_when_it_was_due_first_and_how_often_it_moved(officer):
    row = make_recommendation()
    deadline = make_deadline_read(row, "May 2017")
    for words_agreed, latest in (
        ("June 2017", date(2017, 6, 30)),
        ("July 2017", date(2017, 7, 31)),
    ):
        agreed = reading(latest=latest, earliest=latest.replace(day=1))
        revise(
            deadline, words_agreed, reading=agreed, paper_date=DAY, **written(at=moment(hour=13))
        )
    request = NewExtension(deadline, "Autumn 2017", "Staff left.")
    ask_for_extensions([request], **written(at=moment(hour=14)))

    page = words(officer.get(address(open_now())))

    assert "July 2017 originally May 2017; moved 2 times" in page
    assert "Overdue Extension requested No answer yet" in page


def test_row_says_that_its_completion_was_refused(officer):
    plan = make_plan()
    auditor = make_user("audrey@example.gov.uk", "Audrey Auditor", role=Role.AUDITOR)
    done = make_recommendation(plan, narrative="Done.", status=("Complete", "complete"))
    refuse_completion(
        done,
        word=plan.status_words.filter(meaning="on_track").first(),
        method="Asked",
        note="Nothing was there.",
        **written(at=moment(hour=14), by=auditor),
    )

    page = words(officer.get(address(open_now(plan))))

    assert "On track Completion refused No answer yet" in page


def test_board_counts_only_what_the_reader_may_see(officer, lead):
    kept = make_plan("Housing review", "housing", departments=[make_department("Housing")])
    make_recommendation(reference="1")
    make_recommendation(kept, reference="H-1", owners=[make_owner("Harry Housing")])
    round = open_now(make_plan(), kept)

    for_all, for_officer = lead.get(address(round)), officer.get(address(round))

    assert "0 of 2 answered" in words(for_all)
    assert "0 of 1 answered" in words(for_officer)
    leaks = ("Housing review", "H-1", "Harry Housing")
    assert [leak for leak in leaks if leak in for_officer.text] == []


def test_round_of_nothing_to_report_on_says_so(officer):
    page = officer.get(address(open_now()))

    assert "Nothing is asked yet" in words(page)


def test_board_of_a_closed_round_shows_what_stood_then(officer, lead, sue):
    row = make_recommendation(reference="1", owners=[sue])
    round = make_round(make_plan())
    lena = make_user("lena@example.gov.uk")
    reason = "The committee meets."
    close_round(round, reason=reason, **written(at=moment(hour=13), by=lena))
    record_update(row, "Too late.", **now())

    page = officer.get(address(round))

    assert "Closed on 31 May 2016 by Lena Lead." in words(page)
    assert "what came in later counts for the next round" in words(page)
    assert "0 of 1 answered : 0 updates, 0 nil returns, 1 silent" in words(page)
    assert listed(page) == [("1", "No answer")]
    assert f"/recommendations/{row.pk}/?as_at=2016-05-31" in links(page)
    assert "Closed 31 May 2016 , by Lena Lead The committee meets. Opened 31 May" in words(page)
    assert address(round, "reopen/") in links(lead.get(address(round)))


# Opening one


def test_round_is_opened(lead, today):
    make_recommendations(2)
    survey = make_plan("Staff survey", "staff-survey")
    make_recommendation(survey)
    make_recommendation(make_plan("Other", "other"))
    due = today + timedelta(days=7)

    page = send(
        lead, "/rounds/new/",
        label=" June\n2016 ", plans=[str(make_plan().pk), str(survey.pk)],
        **boxes("as_at", today), **boxes("updates_due", due),
    )  # fmt: skip

    round = Round.objects.get()
    assert page.url == address(round)
    assert (round.label, round.as_at, round.updates_due) == ("June 2016", today, due)
    assert list(round.plans.all()) == [make_plan(), survey]
    assert round.requests.count() == 3
    state = RoundState.objects.get()
    assert (state.is_open, state.valid_from, state.recorded_by.name) == (True, today, "Lena Lead")
    told = messages(lead.get(page.url))
    assert "The round “June 2016” is open. It asks about 3 recommendations of 2 plans." in told


def test_form_suggests_the_month_today_and_a_fortnight(lead, today):
    make_recommendation()
    sent = filled_in(lead.get("/rounds/new/"))

    assert sent["label"] == [f"{today:%B %Y}"]
    due = today + timedelta(days=14)
    shown = {name: [value] for name, value in (boxes("as_at", today)).items()}
    shown |= {name: [value] for name, value in boxes("updates_due", due).items()}
    assert {name: sent[name] for name in shown} == shown


def test_only_plan_that_can_be_chosen_is_ticked(lead):
    plan = make_plan()
    assert filled_in(lead.get("/rounds/new/"))["plans"] == [str(plan.pk)]

    make_plan("Staff survey", "staff-survey")
    assert "plans" not in filled_in(lead.get("/rounds/new/"))


def test_opening_warns_of_what_nobody_can_answer(lead, sue):
    plan = make_plan()
    make_recommendation(plan)
    make_recommendation(plan, owners=[sue])
    make_recommendation(plan, owners=[sue])
    able = make_user("able@example.gov.uk", role=Role.OFFICER)
    make_recommendation(plan, owners=[make_owner("Able", user=able)])

    page = send(lead, "/rounds/new/", plans=[str(plan.pk)])

    told = messages(lead.get(page.url))
    assert "1 recommendation names nobody. Name an owner, or answer on their behalf." in told
    assert (
        "2 recommendations name only owners who can't sign in and report here. Answer on their "
        "behalf, or have them invited."
    ) in told


def test_each_plan_says_what_would_be_asked_and_in_which_round_it_is(lead):
    plan = make_plan()
    make_recommendations(2, plan)
    make_recommendation(plan, narrative="Done.", status=("Complete", "complete"))
    make_plan("Empty", "empty")
    taken = make_plan("Staff survey", "staff-survey")
    make_plan("Old review", "old-review", is_active=False)
    open_now(taken)

    page = lead.get("/rounds/new/")

    assert "Organisational learning review: 2 of 3 live and not done" in words(page)
    assert "Empty: nothing in it is live and not done" in words(page)
    assert "Staff survey: in the round “May 2016”, which is still open" in words(page)
    assert "Old review" not in page.text
    disabled = html.fromstring(page.text).xpath("//input[@name='plans'][@disabled]/@value")
    assert disabled == [str(taken.pk)]


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"label": ""}, "Enter a label"),
        ({"label": "x" * 101}, "Label must be 100 characters or fewer (it has 101)"),
        ({"plans": []}, "Choose at least one plan"),
        ({"as_at_1": "13"}, "As at must be a real date"),
        ({"updates_due_2": "2016"}, "Updates due must be today or later"),
        ({"updates_due_0": ""}, "Updates due must include a day"),
        ({"as_at_2": "2106"}, "2106 is far from this year. Check the year"),
        ({"updates_due_2": "2106"}, "2106 is far from this year. Check the year"),
    ],
)
def test_round_with_something_wrong_is_not_opened(lead, typed, problem):
    make_recommendation()

    page = send(lead, "/rounds/new/", **{"plans": [str(make_plan().pk)], **typed})

    assert problems(page) == [problem]
    assert "<title>Error: Open a round" in page.text
    assert not Round.objects.exists()


def test_as_at_day_that_is_far_away_is_asked_about_and_everything_kept(lead, today):
    make_recommendation()
    far = today - timedelta(days=101)

    page = send(lead, "/rounds/new/", label="Old", **boxes("as_at", far))

    assert problems(page) == [f"{day(far)} is 101 days before today. {SURE}"]
    assert not Round.objects.exists()
    sent = filled_in(page, sure="on")
    assert (sent["label"], sent["as_at_2"]) == (["Old"], [str(far.year)])
    lead.post("/rounds/new/", sent)
    assert Round.objects.get().as_at == far


def test_as_at_day_a_hundred_days_away_is_not_asked_about(lead, today):
    make_recommendation()

    send(lead, "/rounds/new/", **boxes("as_at", today + timedelta(days=100)))

    assert Round.objects.get().as_at == today + timedelta(days=100)


def test_plan_that_is_taken_meanwhile_is_said_beside_the_plans(lead):
    plan, other = make_plan(), make_plan("Staff survey", "staff-survey")
    opened = lead.get("/rounds/new/")
    first = open_now(plan)

    page = lead.post(
        "/rounds/new/", filled_in(opened, label="Mine", plans=[str(plan.pk), str(other.pk)])
    )

    assert problems(page) == [
        "“Organisational learning review” is in the round “May 2016”, which is still open. Close "
        "that one first."
    ]
    assert filled_in(page)["label"] == ["Mine"]
    assert filled_in(page)["plans"] == [str(other.pk)]
    assert list(Round.objects.all()) == [first]


def test_round_sent_twice_is_opened_once(lead):
    make_recommendation()
    sent = filled_in(lead.get("/rounds/new/"), plans=[str(make_plan().pk)])

    lead.post("/rounds/new/", sent)
    second = lead.post("/rounds/new/", sent, follow=True)

    assert SENT_TWICE in words(second)
    assert Round.objects.count() == 1


def test_where_there_is_no_plan_to_choose_the_page_says_so(lead):
    page = lead.get("/rounds/new/")
    assert "There is no other plan to ask about." in words(page)
    assert "/plans/new/" in links(page)

    round = open_now()
    page = lead.get("/rounds/new/")
    assert "Every plan is in a round that is still open. Close that one first." in words(page)
    assert address(round) in links(page)


# Changing one


def test_label_and_due_date_are_changed(lead, today):
    round = open_now()
    due = today + timedelta(days=30)

    page = send(lead, address(round, "edit/"), label="May to June", **boxes("updates_due", due))

    round.refresh_from_db()
    assert page.url == address(round)
    assert (round.label, round.updates_due, round.version) == ("May to June", due, 2)
    assert round.history.first().history_user.name == "Lena Lead"
    assert "The round is saved." in words(lead.get(page.url))


def test_as_at_day_is_changed_until_somebody_has_answered(lead, today):
    row = make_recommendation()
    round = open_now()
    yesterday = today - timedelta(days=1)

    send(lead, address(round, "edit/"), **boxes("as_at", yesterday))
    record_nil_returns([row], round, **now())
    page = send(lead, address(round, "edit/"), label="Mine", **boxes("as_at", today))

    assert problems(page) == [
        "Somebody has answered as at the day that it was, so it stays. Close the round, and open "
        "another one"
    ]
    assert filled_in(page)["label"] == ["Mine"]
    round.refresh_from_db()
    assert (round.label, round.as_at) == ("May 2016", yesterday)


def test_as_at_day_of_long_ago_that_stays_is_not_asked_about(lead):
    round = make_round(make_plan())

    send(lead, address(round, "edit/"), label="Relabelled")

    assert Round.objects.get().label == "Relabelled"


def test_due_date_may_stay_in_the_past_but_not_move_there(lead, today):
    round = open_now(days=-2)

    send(lead, address(round, "edit/"), label="Late")
    page = send(
        lead, address(round, "edit/"), **boxes("updates_due", today - timedelta(days=1))
    )  # fmt: skip

    assert problems(page) == ["Updates due must be today or later"]
    round.refresh_from_db()
    assert (round.label, round.updates_due) == ("Late", today - timedelta(days=2))


def test_of_two_who_change_a_round_the_second_chooses(lead, other_lead):
    round = open_now()
    opened = other_lead.get(address(round, "edit/"))
    edit_round(
        round, label="Theirs", updates_due=round.updates_due, version=1, **written_in_place()
    )

    page = other_lead.post(address(round, "edit/"), filled_in(opened, label="Mine"))

    assert "Changed meanwhile: choose what to keep" in words(page)
    assert "Label What you typed Mine What it says now Theirs" in words(page)
    other_lead.post(address(round, "edit/"), {**filled_in(page), "keep-label": "typed"})
    round.refresh_from_db()
    assert round.label == "Mine"


def written_in_place():
    return {"by": make_user(), "at": timezone.now()}


# Adding plans


def test_plans_are_added(lead):
    make_recommendation()
    survey = make_plan("Staff survey", "staff-survey")
    make_recommendations(2, survey)
    round = open_now(make_plan())
    shown = lead.get(address(round, "plans/"))

    page = send(lead, address(round, "plans/"), plans=[str(survey.pk)])

    assert "Organisational learning review:" not in words(shown)
    assert page.url == address(round)
    assert list(round.plans.all()) == [make_plan(), survey]
    assert round.requests.count() == 3
    told = messages(lead.get(page.url))
    assert "The round “May 2016” is open. It asks about 3 recommendations of 2 plans." in told


def test_plan_in_another_round_is_not_added(lead):
    survey = make_plan("Staff survey", "staff-survey")
    round = open_now(make_plan())
    opened = lead.get(address(round, "plans/"))
    open_now(survey, label="Other")

    page = lead.post(address(round, "plans/"), filled_in(opened, plans=[str(survey.pk)]))

    assert "Every plan is in a round that is still open." in words(page)
    assert list(round.plans.all()) == [make_plan()]


def test_plans_are_not_added_to_a_closed_round(lead):
    survey = make_plan("Staff survey", "staff-survey")
    round = open_now(make_plan())
    opened = lead.get(address(round, "plans/"))
    close_round(round, **now())

    page = lead.post(address(round, "plans/"), filled_in(opened, plans=[str(survey.pk)]))

    assert "This round is closed. Open it again to add plans to it." in words(page)
    assert list(round.plans.all()) == [make_plan()]


# Cancelling


def test_round_is_cancelled_and_its_page_says_who_did_and_why(lead, officer, today):
    make_recommendation()
    round = open_now()
    assert address(round, "cancel/") in links(lead.get(address(round)))

    nothing = send(lead, address(round, "cancel/"))
    page = send(lead, address(round, "cancel/"), reason="The wrong plan.")

    assert problems(nothing) == ["Say why it is cancelled"]
    assert page.url == "/rounds/"
    shown = lead.get("/rounds/")
    assert "The round is cancelled." in words(shown)
    assert "No round yet" in words(shown)
    gone = officer.get(address(round))
    assert gone.status_code == 404
    assert f"Lena Lead cancelled the round “May 2016” on {day(today)}." in words(gone)
    assert "The reason given: The wrong plan." in words(gone)
    assert lead.get(address(round, "reopen/")).status_code == 404


def test_round_that_somebody_has_answered_is_not_offered_to_be_cancelled(lead):
    row = make_recommendation()
    round = open_now()
    opened = lead.get(address(round, "cancel/"))
    record_nil_returns([row], round, **now())

    page = lead.post(address(round, "cancel/"), filled_in(opened, reason="Mine"))

    assert "This round can't be cancelled any more" in words(page)
    assert address(round, "cancel/") not in links(lead.get(address(round)))
    assert RoundState.objects.count() == 1


# Plans that are kept from who edits


@pytest.mark.parametrize("page", ["close/", "cancel/", "reopen/"])
def test_nobody_closes_cancels_or_reopens_a_round_of_plans_kept_from_them(page):
    make_user("alice@example.gov.uk", "Alice Archer").groups.add(_may_edit_plans())
    client = Client()
    client.force_login(make_user("alice@example.gov.uk"))
    kept = make_plan("Housing review", "housing", departments=[make_department("Housing")])
    round = open_now(make_plan(), kept)
    if page == "reopen/":
        close_round(round, **now())
    before = RoundState.objects.count()

    shown = client.get(address(round, page))
    sent = client.post(address(round, page), {"reason": "Mine"})

    assert [shown.status_code, sent.status_code] == [403, 403]
    assert "Some plans of this round are kept to departments that you are not in" in words(shown)
    assert "Housing review" not in shown.text
    assert RoundState.objects.count() == before


def _may_edit_plans():
    load_roles()
    return Group.objects.get(name="May edit plans")


def test_board_says_how_many_are_no_longer_asked(officer):
    rows = make_recommendations(2)
    round = open_now()
    monitor_all(rows[:1], False, reason="Merged.", **now())

    page = words(officer.get(address(round)))

    assert "0 of 1 answered" in page
    assert "No longer asked: 1, taken off monitoring or of a plan that is out of use." in page


# Closing it, and opening it again


def test_closing_says_who_is_silent_first(lead, sue):
    rows = [make_recommendation(reference=n, owners=[sue], text=f"Do {n}") for n in "12"]
    make_recommendation(reference="3", text="Do 3")
    round = open_now(days=3)
    record_nil_returns(rows[:1], round, **now())
    keep_draft(rows[1], {}, by=make_user(role=Role.OFFICER), at=moment())

    page = lead.get(address(round, "close/"))

    assert "1 of 3 answered: 0 updates, 1 nil return, 2 silent. 1 draft is not" in words(page)
    assert f"Updates are due on {day(round.updates_due)} (due in 3 days)." in words(page)
    assert "Sue Moorman 1 2 Do 2 Nobody is named 1 3 Do 3" in words(page)
    assert f"{address(round)}?owner={sue.pk}&answer=silent#asked" in links(page)
    assert RoundState.objects.count() == 1


def test_round_is_closed(lead, today):
    round = open_now(days=-1)

    page = send(lead, address(round, "close/"), reason="Time is up.")

    assert page.url == address(round)
    state = RoundState.objects.last()
    assert (state.is_open, state.reason, state.valid_from) == (False, "Time is up.", today)
    assert state.recorded_by.name == "Lena Lead"
    after = words(lead.get(page.url))
    assert "The round is closed." in after
    assert f"Closed on {day(today)} by Lena Lead." in after


def test_round_that_somebody_else_has_closed_meanwhile_says_so(lead, other_lead):
    round = open_now()
    opened = other_lead.get(address(round, "close/"))
    send(lead, address(round, "close/"))

    page = other_lead.post(address(round, "close/"), filled_in(opened, reason="Mine"))

    assert "This round is closed already." in words(page)
    assert RoundState.objects.count() == 2
    assert "This round is closed already." in words(lead.get(address(round, "close/")))


def test_round_is_opened_again_with_the_reason(lead):
    make_recommendation()
    round = open_now()
    close_round(round, **now())

    page = send(lead, address(round, "reopen/"), reason="Housing asked.")

    state = RoundState.objects.last()
    assert (state.is_open, state.reason) == (True, "Housing asked.")
    after = words(lead.get(page.url))
    assert "The round is open again." in after
    assert "Lena Lead Housing asked. Closed" in after


def test_round_is_not_opened_again_without_a_reason_or_when_it_is_open(lead, other_lead):
    round = open_now()
    assert "This round is open already." in words(lead.get(address(round, "reopen/")))
    close_round(round, **now())
    opened = other_lead.get(address(round, "reopen/"))

    page = send(lead, address(round, "reopen/"))

    assert problems(page) == ["Say why it is opened again"]
    send(lead, address(round, "reopen/"), reason="Housing asked.")
    page = other_lead.post(address(round, "reopen/"), filled_in(opened, reason="Mine"))
    assert "This round is open already." in words(page)
    assert RoundState.objects.count() == 3


def test_round_whose_plan_is_in_another_one_by_now_stays_closed(lead):
    round = open_now()
    close_round(round, **now())
    open_now(label="June 2016")

    page = send(lead, address(round, "reopen/"), reason="Housing asked.")

    assert problems(page) == [
        "“Organisational learning review” is in the round “June 2016”, which is still open. Close "
        "that one first."
    ]
    assert filled_in(page)["reason"] == ["Housing asked."]


@pytest.mark.parametrize("page", ["", "edit/", "plans/", "close/", "reopen/"])
@pytest.mark.parametrize("key", ["999", "999999999999999999"])
def test_round_that_is_not_there_is_said(lead, key, page):
    response = lead.get(f"/rounds/{key}/{page}")

    assert response.status_code == 404
    assert "There is no" in response.text


def test_who_reports_for_anyone_is_offered_to_answer_on_behalf_while_it_is_open(clerk, officer):
    silent, given = make_recommendations(2)
    round = open_now()
    record_nil_returns([given], round, **now())
    report = [f"/recommendations/{row.pk}/update/" for row in (silent, given)]

    assert [link for link in links(clerk.get(address(round))) if link in report] == report[:1]
    assert [link for link in links(officer.get(address(round))) if link in report] == []
    close_round(round, **now())
    assert [link for link in links(clerk.get(address(round))) if link in report] == []


def test_round_that_asks_nothing_has_no_bar_in_the_list(officer):
    open_now()

    page = officer.get("/rounds/")

    assert "May 2016 Nothing is asked yet." in words(page)
    assert "<progress" not in page.text
