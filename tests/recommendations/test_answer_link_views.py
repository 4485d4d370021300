"""The pages of a link to answer: what they show, what they take, what they never give away."""

from datetime import timedelta

import pytest
from django.core.signing import Signer
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from people.dated_fact import take_back
from people.models import SentForm, User
from people.roles import Role
from recommendations.answer_links import make_link, path_of, revoke_link
from recommendations.models import AnswerLink, NilReturn, ProgressUpdate, StatusFact
from recommendations.plans import edit_plan
from recommendations.rounds import close_round
from recommendations.wordings import exempt_all
from tests.factories import (
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
    written,
)
from tests.journeys.looking import lost, messages, rows_kept
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def sue():
    return make_owner()


@pytest.fixture
def row(sue):
    row = make_recommendation(make_plan(), text="Keep records.", reference="5", owners=[sue])
    make_update(row, "Managers were told.", at=moment(hour=10))
    return row


@pytest.fixture
def link(sue, row):
    round = make_round(row.plan, at=moment(hour=13))
    now = timezone.now()
    return make_link(sue, round, by=make_user(), on=timezone.localdate(now), at=now)


@pytest.fixture
def listed(link):
    """The address of the list."""
    return path_of(link)


@pytest.fixture
def page(listed, row):
    """The address on which the recommendation is answered."""
    return f"{listed}{row.pk}/"


def today():
    return timezone.localdate()


def in_words(day):
    return f"{day.day} {day:%B %Y}"


def token_on(response):
    """That of the first button for a nil return."""
    return html.fromstring(response.text).xpath("string(//form//input[@name='token']/@value)")


def press(client, listed, row, token=None):
    token = token or token_on(client.get(listed))
    return client.post(f"{listed}{row.pk}/no-change/", {"token": token})


def links_on(response):
    return sorted(set(html.fromstring(response.text).xpath("//a/@href")))


# The list


def test_the_list_says_what_is_asked_and_what_was_said(client, row, listed, link):
    make_deadline(row, at=moment(hour=14))

    response = client.get(listed)

    assert response.status_code == 200
    said = words(response)
    assert said.startswith("May 2016: for Sue Moorman What has been done? “May 2016” asks you, Sue")
    assert "for an update on this recommendation, as at 31 May 2016" in said
    assert f"It works until {in_words(today() + timedelta(days=14))}" in said
    assert "Recommendation 5 Organisational learning review Keep records. By when Autumn 17" in said
    assert "Last said Managers were told. As at 31 May 2016" in said
    assert "0 of 1 answered" in said


def test_looking_changes_nothing_and_signs_nobody_in(client, listed, page):
    before = rows_kept()

    with CaptureQueriesContext(connection) as queries:
        answers = [client.get(address) for address in (listed, page, listed)]
        client.head(listed)

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [q["sql"] for q in queries if not q["sql"].startswith("SELECT")] == []
    assert rows_kept() == before
    assert client.cookies == {}


@pytest.mark.parametrize("which", ["list", "page", "refused", "saved"])
def test_the_address_is_kept_from_everybody_else(client, row, listed, page, which):
    if which == "saved":
        response = press(client, listed, row)
        assert response.status_code == 302
    else:
        response = client.get({"list": listed, "page": page, "refused": "/answer/1.a/"}[which])

    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_nothing_leads_into_the_site(client, listed, page):
    assert links_on(client.get(listed)) == ["#main", page]
    assert links_on(client.get(page)) == ["#main", listed]
    assert links_on(client.get("/answer/1.never/")) == ["#main"]


def test_no_page_of_the_site_opens_with_a_link(client, listed, page, row):
    press(client, listed, row)
    send(client, page, narrative="All were trained.")

    for address in ("/", "/plans/", f"/recommendations/{row.pk}/", "/rounds/"):
        assert client.get(address).url.startswith("/sign-in/?next=")
    assert "sessionid" not in client.cookies


def test_what_is_exempt_is_named_only_by_how_many(client, sue, row, listed):
    kept = make_recommendation(row.plan, text="Dismiss him.", reference="S-9", owners=[sue])
    exempt_all([kept], "3", **written(at=moment(hour=15)))

    response = client.get(listed)

    assert "1 more recommendation of yours is asked about, but kept from the public" in words(
        response
    )
    assert "Dismiss him." not in response.text
    assert "S-9" not in response.text
    assert client.get(f"{listed}{kept.pk}/").status_code == 404


def test_what_is_of_a_plan_without_links_is_said(client, row, listed):
    edit_plan(row.plan, by=make_user(), at=moment(), version=1, answer_links=False)

    said = words(client.get(listed))

    assert "Nothing to answer" in said
    assert "1 more recommendation of yours is of a plan that takes no answers" in said
    assert "Keep records." not in said


def test_nothing_of_theirs_any_more(client, row, listed, page):
    make_owner_cell(row, make_owner("Graham Lidell"), on=today(), at=timezone.now())

    assert "It may have been handed over to somebody else" in words(client.get(listed))
    response = client.get(page)
    assert response.status_code == 404
    assert "This link doesn't answer this recommendation." in words(response)
    assert links_on(response) == ["#main", listed]


def test_somebody_who_is_signed_in_is_told_as_whom_it_is_recorded(client, sue, row, listed, page):
    alice = make_user("lena@example.gov.uk", "Lena Lead", role=Role.LEAD)
    client.force_login(alice)
    notice = "You are signed in as Lena Lead, but this page is the link of Sue Moorman"
    assert notice in words(client.get(listed))
    assert notice in words(client.get(page))

    send(client, page, narrative="All were trained.")

    kept = ProgressUpdate.objects.latest("pk")
    assert (kept.recorded_by.name, kept.on_behalf_of) == ("Link sent by e-mail", sue)


def test_the_list_takes_the_same_queries_for_any_number(client, sue, row, listed):
    with CaptureQueriesContext(connection) as one:
        client.get(listed)
    for number in range(3):
        more = make_recommendation(row.plan, reference=str(number), owners=[sue])
        make_deadline(more)
    with CaptureQueriesContext(connection) as four:
        assert "0 of 4 answered" in words(client.get(listed))

    assert (len(one), len(four)) == (15, 15)


# Answering


def test_an_answer_is_theirs(client, sue, row, listed, page, link):
    response = send(client, page, status="On track", narrative="All were trained.")

    assert (response.status_code, response.url) == (302, listed)
    kept = ProgressUpdate.objects.latest("pk")
    assert (kept.narrative, kept.round, kept.on_behalf_of) == ("All were trained.", link.round, sue)
    assert kept.valid_from == link.round.as_at
    assert StatusFact.objects.get().word == "On track"
    response = client.get(listed)
    assert messages(response) == ["Your answer is saved. 1 of 1 answered."]
    said = words(response)
    assert "Thank you Everything that “May 2016” asks of you is answered." in said
    assert f"Answer An update by you on {in_words(today())}" in said


def test_it_is_told_well_inside(client, row, page):
    send(client, page, narrative="All were trained.")
    client.force_login(make_user("lena@example.gov.uk", "Lena Lead", role=Role.LEAD))
    day = in_words(today())

    story = words(client.get(f"/recommendations/{row.pk}/"))
    board = words(client.get(f"/rounds/{row.update_requests.get().round_id}/"))

    assert f"written down by Sue Moorman (through a link sent by e-mail) on {day}" in story
    assert "Source: Through the link of the round “May 2016”" in story
    assert f"by Sue Moorman (through a link sent by e-mail), {day}" in board


def test_it_can_be_answered_again(client, row, page):
    send(client, page, narrative="All were trained.")
    response = client.get(page)
    assert f"This was answered on {in_words(today())} by you." in words(response)
    assert filled_in(response)["narrative"] == ["All were trained."]

    send(client, page, narrative="All but two.")

    assert ProgressUpdate.objects.latest("pk").narrative == "All but two."


def test_the_form_asks_what_the_plan_asks(client, row, page):
    plan = row.plan
    own = [{"key": "cost", "heading": "Cost", "of": "update"}]
    edit_plan(
        plan, by=make_user(), at=moment(), version=1, asks_per_cent=True, asks_forecast=True,
        own_columns=own,
    )  # fmt: skip

    day = {"forecast_0": "30", "forecast_1": "9", "forecast_2": "2016"}
    send(client, page, narrative="Half", per_cent="50", own_cost="£5", further_words="More", **day)

    kept = ProgressUpdate.objects.latest("pk")
    assert (kept.per_cent, str(kept.forecast)) == (50, "2016-09-30")
    assert (kept.own_values, kept.further_words) == ({"cost": "£5"}, "More")


def test_the_form_asks_for_nothing_that_takes_an_account(client, row, page):
    make_action(row, at=moment(hour=14))

    response = client.get(page)

    typed = set(filled_in(response)) - {"token", "version", "opened_with"}
    assert typed == {
        "narrative",
        "further_words",
        "true_from_0",
        "true_from_1",
        "true_from_2",
        "shown_day",
        "asked_round",
    }
    assert "Still to be done Implementation of competency framework" in words(response)
    assert "multipart" not in response.text


def test_complete_with_an_action_open_is_asked_about(client, row, page):
    make_action(row, at=moment(hour=14))

    response = send(client, page, status="Complete", narrative="All done.")

    [problem] = problems(response)
    assert problem.startswith("1 further action is still open.")
    client.post(page, filled_in(response, sure_complete="on"))
    assert StatusFact.objects.get().word == "Complete"


def test_what_is_wrong_is_said_and_nothing_is_lost(client, row, page):
    sent, before = filled_in(client.get(page)), rows_kept()

    response = client.post(page, sent)

    assert problems(response)[0].startswith("Nothing here has changed since last time.")
    assert lost(response, sent) == {}
    assert rows_kept() == before


def test_a_form_sent_twice_counts_once(client, row, listed, page):
    sent = filled_in(client.get(page), narrative="All were trained.")

    answers = [client.post(page, sent) for _ in range(2)]

    assert [answer.url for answer in answers] == [listed, listed]
    assert ProgressUpdate.objects.filter(narrative="All were trained.").count() == 1
    assert SentForm.objects.get().user.name == "Link sent by e-mail"


@pytest.mark.parametrize(("choice", "kept"), [("typed", "Mine."), ("saved", "Theirs.")])
def test_the_second_of_two_sees_both_texts_and_chooses(client, row, page, choice, kept):
    sent = filled_in(client.get(page), narrative="Mine.")
    send(Client(), page, narrative="Theirs.")

    response = client.post(page, sent)

    assert "Somebody else has changed" in problems(response)[0]
    assert "What you typed Mine. What it says now Theirs." in words(response)
    client.post(page, filled_in(response, **{"keep-narrative": choice}))
    assert ProgressUpdate.objects.latest("pk").narrative == kept


def test_no_cookie_and_no_referrer_are_needed(listed, page, row):
    strict = Client(enforce_csrf_checks=True, headers={"origin": "null"})

    response = send(strict, page, narrative="All were trained.")

    assert response.status_code == 302
    assert ProgressUpdate.objects.latest("pk").narrative == "All were trained."


def test_no_change_is_one_press(client, sue, row, listed, link):
    response = press(client, listed, row)

    assert (response.status_code, response.url) == (302, listed)
    kept = NilReturn.objects.get()
    assert (kept.round, kept.on_behalf_of) == (link.round, sue)
    response = client.get(listed)
    assert messages(response) == ["“No change” is written down. 1 of 1 answered."]
    assert f"“No change” by you on {in_words(today())}" in words(response)
    assert "No change, still on track" not in words(response)


def test_no_change_pressed_twice_counts_once(client, row, listed):
    token = token_on(client.get(listed))

    answers = [press(client, listed, row, token) for _ in range(2)]

    assert [answer.url for answer in answers] == [listed, listed]
    assert NilReturn.objects.count() == 1


def test_no_change_after_another_has_answered_is_told(client, row, listed, link):
    token = token_on(client.get(listed))
    make_update(row, "Theirs", on=today(), at=timezone.now(), round=link.round)

    press(client, listed, row, token)

    assert messages(client.get(listed))[0].startswith("This is answered already.")
    assert not NilReturn.objects.exists()


def test_after_no_change_there_can_be_news(client, row, listed, page):
    press(client, listed, row)
    assert "“No change” was reported on" in words(client.get(page))

    send(client, page, narrative="All were trained.")

    assert ProgressUpdate.objects.latest("pk").narrative == "All were trained."


@pytest.mark.parametrize("verb", ["", "no-change/"])
def test_what_is_somebody_elses_is_neither_shown_nor_taken(client, row, listed, verb):
    other = make_recommendation(row.plan, text="Secret", owners=[make_owner("Graham Lidell")])
    before = rows_kept()

    for key in (other.pk, 999_999):
        response = client.post(f"{listed}{key}/{verb}", {"token": "", "narrative": "Mine"})
        assert response.status_code == 404
        assert "Secret" not in response.text
        assert "What you typed is below. Copy it if you need it" in words(response)

    assert rows_kept() == before


def test_no_change_is_only_sent(client, listed, row):
    assert client.get(f"{listed}{row.pk}/no-change/").status_code == 405
    assert client.post(listed, {}).status_code == 405


# What does not work


def test_a_mistyped_address_is_answered_in_words(client, listed):
    response = client.get(f"{listed[:-2]}/")

    assert response.status_code == 404
    assert "This is not the whole address of a link to answer." in words(response)


def test_a_token_signed_for_something_else_opens_nothing(client, link):
    token = Signer(salt="people.invitation", sep=".").sign(str(link.pk))

    assert client.get(f"/answer/{token}/").status_code == 404


def test_who_has_no_link_is_not_shown_what_another_site_has_them_send(client, link, row):
    sent = {"narrative": "Ring this number", "own_cost": "At once"}

    for verb in ("", "no-change/"):
        response = client.post(f"/answer/1.never/{row.pk}/{verb}", sent)

        assert response.status_code == 404
        assert "Ring this number" not in response.text
        assert "What you typed" not in words(response)


def test_what_is_taken_back_meanwhile_is_no_longer_answered(client, row, listed, page):
    sent, token = filled_in(client.get(page), narrative="Long words."), token_on(client.get(listed))
    now = timezone.now()
    take_back(row.wordings.get(), by=make_user(), at=now, reason="Of another plan")

    for response in (client.get(page), client.post(page, sent), press(client, listed, row, token)):
        assert response.status_code == 404
        assert "This link doesn't answer this recommendation." in words(response)
    assert "Long words." in words(client.post(page, sent))


@pytest.mark.parametrize("end", ["revoked", "closed", "run out", "out of use", "account"])
def test_a_link_that_stopped_working_says_why_and_loses_nothing(client, sue, link, page, end):
    sent, now = filled_in(client.get(page), narrative="Long words."), timezone.now()
    if end == "revoked":
        revoke_link(link, by=make_user(), at=now)
    elif end == "closed":
        close_round(link.round, by=make_user(), on=today(), at=now)
    elif end == "run out":
        AnswerLink.objects.update(last_day=today() - timedelta(days=1))
    elif end == "out of use":
        sue.is_active = False
        sue.save()
    else:
        sue.user = make_user("sue@example.gov.uk", "Sue Moorman")
        sue.save()
    before = rows_kept()

    for response in (client.get(page), client.post(page, sent)):
        assert response.status_code == (403 if end == "account" else 410)
        assert links_on(response) == ["#main", *(["/sign-in/"] if end == "account" else [])]
        assert response["Cache-Control"] == "no-store, private"
    assert "Action taken Long words." in words(response)
    assert rows_kept() == before
    assert not User.objects.filter(name="Link sent by e-mail").exists()
