from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from people.models import Owner
from people.roles import Role
from recommendations.deadlines import drop, revise
from recommendations.derived import wrong_derived
from recommendations.extensions import agree, refuse, take_back_extension
from recommendations.models import DeadlineTerm, ExtensionDecision, ExtensionRequest
from recommendations.progress import NewStatus
from recommendations.wordings import exempt_all
from tests.factories import (
    DAY,
    make_action,
    make_deadline,
    make_department,
    make_extension,
    make_owner,
    make_plan,
    make_recommendation,
    make_update,
    make_user,
    moment,
    reading,
    written,
)
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
LIST = "/extensions/"
DECIDED = "/extensions/?show=decided"
JUNE = date(2016, 6, 3)
MOON = "Blue\nmoon"
UNTIL_THEN = "Until one is decided on, the old date stands."
BY_HAND = {"latest_0": "31", "latest_1": "March", "latest_2": "2018"}


def signed_in(email="lena@example.gov.uk", name="Lena Lead", role=Role.LEAD):
    client = Client()
    client.force_login(make_user(email, name, role=role))
    return client


@pytest.fixture
def lead():
    return signed_in()


@pytest.fixture
def clerk():
    return signed_in("clem@example.gov.uk", "Clem Clerk", Role.CLERK)


@pytest.fixture
def sue():
    """An officer who is an owner."""
    client = signed_in("sue@example.gov.uk", "Sue Moorman", Role.OFFICER)
    make_owner("Sue Moorman", user=make_user("sue@example.gov.uk"))
    return client


@pytest.fixture
def extension():
    return asked()


def asked(text="Spring 18", plan=None, on=DAY, **row):
    """An extension of “Autumn 17”, asked by Alice Archer."""
    row = {"text": "Keep records.", "reference": "5", **row}
    return make_extension(make_deadline(make_recommendation(plan, **row)), text, on=on)


def asked_of_sue():
    row = make_recommendation(text="Hers.", reference="6", owners=[Owner.objects.get()])
    return make_extension(make_deadline(row), "Spring 18")


def by_committee():
    return asked(plan=make_plan("Council plan", "council-plan", revision="committee"))


def at(extension, ending=""):
    return f"/extensions/{extension.pk}/{ending}"


def rows(page):
    found = html.fromstring(page.text).xpath("//tbody/tr")
    return [[" ".join(" ".join(cell.itertext()).split()) for cell in row] for row in found]


def listed(page):
    return [row[0] for row in rows(page)]


def outcomes(extension):
    """What was written down about a request, after the asking."""
    names = ("outcome", "decided_by", "minute_reference", "reason", "valid_from")
    decisions = ExtensionDecision.objects.filter(extension_request=extension).order_by("pk")
    return list(decisions.values_list(*names))[1:]


def words_now(extension):
    terms = DeadlineTerm.objects.in_force(as_at=date(2100, 1, 1), known_by=None)
    return terms.get(deadline=extension.deadline)


# The list


def test_list_says_what_stands_what_is_asked_why_and_who_decides(lead, extension):
    page = lead.get(LIST)

    assert rows(page) == [
        [
            "5: Keep records.",
            "Autumn 17 Overdue 1 September to 30 November 2017, set by a person. Never moved.",
            "Spring 18 Read as 1 March to 31 May 2018: overdue from 1 June 2018.",
            "The supplier left Asked by Alice Archer on 31 May 2016",
            "Decide on “Spring 18” for 5",
        ]
    ]
    assert UNTIL_THEN in words(page)
    assert "A plan lead decides on the dates of this plan." in words(page)


def test_list_says_on_whose_behalf_it_was_asked(lead):
    deadline = make_deadline(make_recommendation())
    make_extension(deadline, behalf=make_owner("Sue Moorman"))

    assert rows(lead.get(LIST))[0][3] == (
        "The supplier left Asked by Alice Archer on behalf of Sue Moorman on 31 May 2016"
    )


def test_list_says_the_original_date_and_the_number_of_moves(lead, extension):
    agree(extension, by=make_user(), on=JUNE, at=moment(JUNE))
    make_extension(extension.deadline, "Summer 2018", on=JUNE, at=moment(JUNE, 13))

    assert rows(lead.get(LIST))[0][1] == (
        "Spring 18 Overdue 1 March to 31 May 2018. Originally Autumn 17; moved once."
    )


def test_list_says_which_action_a_date_is_for_and_where_words_are_not_understood(lead):
    row = make_recommendation(text="Keep records.", reference="5")
    deadline = make_deadline(row, action=make_action(row, "Order the shelves"))
    make_extension(deadline, MOON)

    [said] = rows(lead.get(LIST))
    assert said[0] == "5: Keep records. For: Order the shelves"
    assert said[2] == "Blue moon Not understood"


def test_list_goes_plan_by_plan_and_the_oldest_comes_first(lead):
    asked("Later", reference="2", on=JUNE)
    asked("First", reference="1")
    asked("Other", make_plan("A council plan", "council-plan", revision="committee"), reference="9")

    page = lead.get(LIST)

    assert listed(page) == ["9: Keep records.", "1: Keep records.", "2: Keep records."]
    headings = html.fromstring(page.text).xpath("//main//h2/text()")
    assert headings == ["A council plan", "Organisational learning review"]
    assert (
        "A committee decides on the dates of this plan. A clerk or a plan lead records what it "
        "decided, with the minute."
    ) in words(page)


def test_list_of_decisions_has_the_latest_first(lead):
    agreed, refused, back = asked("A"), asked("B"), asked("C")
    said = {"by": make_user("clem@example.gov.uk", "Clem Clerk"), "at": moment(JUNE)}
    minute = {"decided_by": "Corporate Committee", "minute_reference": "CC/17"}
    agree(agreed, on=DAY, **said, **minute)
    refuse(refused, on=JUNE, reason="Too late", **said)
    take_back_extension(back, by=make_user(), on=JUNE, at=moment(JUNE, 13))

    assert [row[3] for row in rows(lead.get(DECIDED))] == [
        "Taken back by Alice Archer, from 3 June 2016.",
        "Refused by Clem Clerk, from 3 June 2016. Too late",
        "Agreed by Corporate Committee, minute CC/17, from 31 May 2016, written down by Clem "
        "Clerk.",
    ]
    assert rows(lead.get(LIST)) == []


def test_what_was_agreed_at_once_says_so(lead):
    asked(plan=make_plan(revision="at_once"))

    assert rows(lead.get(DECIDED))[0][3] == "Agreed at once, as the plan allows, from 31 May 2016."


@pytest.mark.parametrize("query", ["?show=nonsense", "?page=x", "?page=99"])
def test_list_forgives_an_odd_address(lead, extension, query):
    assert listed(lead.get(LIST + query)) == ["5: Keep records."]


def test_list_comes_in_pages(lead):
    for number in range(51):
        asked(reference=str(number))

    page = lead.get(LIST)

    assert len(rows(page)) == 50
    assert "Page 1 of 2" in words(page)
    assert len(rows(lead.get(f"{LIST}?page=2"))) == 1


def test_empty_lists_say_so(lead):
    assert "Nothing is waiting" in words(lead.get(LIST))
    assert "Nothing decided yet" in words(lead.get(DECIDED))


def test_officer_sees_all_they_may_read_and_takes_back_their_own(sue, extension):
    asked_of_sue()

    assert [(row[0], row[4]) for row in rows(sue.get(LIST))] == [
        ("5: Keep records.", ""),
        ("6: Hers.", "Take back “Spring 18” for 6"),
    ]


def test_list_keeps_what_the_reader_may_not_see(sue, extension):
    kept = make_plan("Kept", "kept", departments=[make_department("Housing")])
    asked(plan=kept)
    exempt_all([asked().deadline.recommendation], "3", **written(at=moment(hour=13)))
    asked(plan=make_plan("Old", "old", is_active=False))

    assert listed(sue.get(LIST)) == ["5: Keep records."]


def test_clerk_records_only_what_committees_decide(clerk):
    asked(reference="1")
    by_committee()

    assert [row[4] for row in rows(clerk.get(LIST))] == [
        "Decide on “Spring 18” for 5",
        "Take back “Spring 18” for 1",
    ]


def test_list_is_not_for_viewers(client):
    client.force_login(make_user("vera@example.gov.uk", role=Role.VIEWER))

    page = client.get(LIST)

    assert page.status_code == 403
    assert "not the live plans. Ask a plan lead." in words(page)


# Deciding


def test_agreeing_moves_the_date(lead, extension):
    answer = send(lead, at(extension), outcome="agree", **day(JUNE))

    today = timezone.localdate()
    assert (answer.status_code, answer.url) == (302, LIST)
    assert outcomes(extension) == [("agreed", "Lena Lead", "", "", JUNE)]
    term = words_now(extension)
    assert (term.text, term.latest, term.read_by) == ("Spring 18", date(2018, 5, 31), "parser")
    assert (term.valid_from, term.reason) == (JUNE, "The supplier left")
    assert term.recorded_by.name == "Lena Lead"
    assert timezone.localdate(term.recorded_at) == today
    assert list(wrong_derived()) == []
    assert "Agreed: “Spring 18” is the date from now on." in words(lead.get(LIST))


def test_refusing_leaves_the_date(lead, extension):
    answer = send(lead, at(extension), outcome="refuse", reason="Too late already", **day(JUNE))

    assert answer.status_code == 302
    assert outcomes(extension) == [("refused", "Lena Lead", "", "Too late already", JUNE)]
    assert words_now(extension).text == "Autumn 17"
    assert "Refused: the old date still stands." in words(lead.get(LIST))


def test_committee_and_its_minute_are_written_down(clerk):
    extension = by_committee()
    minute = {"decided_by": "Corporate Committee", "minute_reference": "CC/17"}

    send(clerk, at(extension), outcome="agree", reason="Noted", **minute)

    today = timezone.localdate()
    assert outcomes(extension) == [("agreed", "Corporate Committee", "CC/17", "Noted", today)]


def test_committee_of_the_plan_is_offered_the_next_time(clerk):
    first = by_committee()
    assert value(clerk.get(at(first)), "decided_by") == ""
    minute = {"decided_by": "Corporate Committee", "minute_reference": "CC/17"}
    agree(first, by=make_user(), on=DAY, at=moment(hour=13), **minute)

    assert value(clerk.get(at(by_committee())), "decided_by") == "Corporate Committee"


def test_lead_is_offered_as_who_decides(lead, extension):
    assert value(lead.get(at(extension)), "decided_by") == "Lena Lead"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({}, ["Choose whether it is agreed or refused"]),
        ({"outcome": "maybe"}, ["What is the decision? must be one of the choices"]),
        ({"outcome": "refuse"}, ["Say why it is refused"]),
        ({"outcome": "agree", "decided_by": " "}, ["Enter who decided it"]),
        (
            {"outcome": "agree", "true_from_0": "30", "true_from_1": "5", "true_from_2": "2016"},
            ["It was asked for on 31 May 2016. Choose that day or a later one"],
        ),
        (
            {"outcome": "agree", "true_from_2": "2190"},
            ["True from must be today or earlier"],
        ),
        ({"outcome": "agree", "true_from_0": "32"}, ["True from must be a real date"]),
        (
            {
                "outcome": "agree",
                **BY_HAND,
                "earliest_0": "1",
                "earliest_1": "4",
                "earliest_2": "2018",
            },
            ["The last day must be the first day or later"],
        ),
        ({"outcome": "agree", "latest_0": "31"}, ["Last day must include a month and year"]),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(lead, extension, typed, expected):
    page = send(lead, at(extension), **{"reason": "", **typed})

    assert page.status_code == 200
    assert problems(page) == expected
    assert outcomes(extension) == []
    assert words_now(extension).text == "Autumn 17"


def test_committees_decision_needs_its_name_and_minute(clerk):
    extension = by_committee()

    page = send(clerk, at(extension), outcome="agree", reason="Typed already")

    assert problems(page) == [
        "Enter the committee that decided it",
        "Enter the minute under which the committee decided it.",
    ]
    assert value(page, "reason") == "Typed already"
    assert outcomes(extension) == []


def test_day_before_the_words_that_stand_is_refused(lead, extension):
    revise(
        extension.deadline,
        "December 2017",
        reading=reading(),
        paper_date=JUNE,
        **written(JUNE),
        reason="Moved by the plan lead",
    )

    page = send(lead, at(extension), outcome="agree", **day(DAY))

    assert problems(page) == [
        "“December 2017” stands from 3 June 2016. Choose that day or a later one"
    ]
    assert outcomes(extension) == []


def test_dates_set_by_hand_are_a_persons(lead, extension):
    send(lead, at(extension), outcome="agree", open_ended="on", **BY_HAND)

    term = words_now(extension)
    assert (term.text, term.latest, term.open_ended) == ("Spring 18", date(2018, 3, 31), True)
    assert (term.read_by, term.parser_version) == ("person", None)


def test_words_not_understood_need_dates_or_a_tick(lead):
    extension = asked(MOON)

    page = send(lead, at(extension), outcome="agree")

    assert problems(page) == [
        "The program does not understand these words. Set the dates by hand, or tick that there is "
        "no date in them"
    ]
    assert outcomes(extension) == []


def test_words_not_understood_are_agreed_with_dates(lead):
    extension = asked(MOON)

    send(lead, at(extension), outcome="agree", **BY_HAND)

    term = words_now(extension)
    assert (term.text, term.latest, term.read_by) == (MOON, date(2018, 3, 31), "person")


def test_words_not_understood_are_agreed_as_words_only(lead):
    extension = asked(MOON)

    send(lead, at(extension), outcome="agree", words_only="on")

    term = words_now(extension)
    assert (term.text, term.earliest, term.latest, term.open_ended) == (MOON, None, None, False)
    assert (term.read_by, term.kind) == ("person", "other")


def test_words_only_and_dates_contradict_each_other(lead):
    extension = asked(MOON)

    page = send(lead, at(extension), outcome="agree", words_only="on", **BY_HAND)

    assert problems(page) == ["You set dates as well: leave them empty, or untick this"]
    assert outcomes(extension) == []


def test_words_not_understood_can_be_refused_as_they_are(lead):
    extension = asked(MOON)

    send(lead, at(extension), outcome="refuse", reason="Say a date")

    assert [row[0] for row in outcomes(extension)] == ["refused"]


def test_boxes_for_dates_are_open_where_they_are_needed(lead, extension):
    def is_open(page):
        [details] = html.fromstring(page.text).xpath("//main//details")
        return details.get("open") is not None

    assert not is_open(lead.get(at(extension)))
    assert is_open(lead.get(at(asked(MOON))))
    assert is_open(send(lead, at(extension), **BY_HAND))


def test_dropped_date_can_not_be_moved(lead, extension):
    sent = filled_in(lead.get(at(extension)), outcome="agree")
    drop(extension.deadline, reason="Not needed", **written(JUNE))

    page = lead.post(at(extension), sent)

    assert "This date was dropped." in words(page)
    assert "Save the decision" not in page.text
    assert problems(page) == ["This date was dropped, so it can't be moved."]
    assert outcomes(extension) == []


def complete(extension):
    row, done = extension.deadline.recommendation, NewStatus("Complete", "complete")
    make_update(row, status=done, on=JUNE, at=moment(JUNE))


def dropped(extension):
    drop(extension.deadline, reason="Not needed", **written(JUNE))


@pytest.mark.parametrize(
    ("happens", "sentence"),
    [
        (dropped, "Nobody has to decide on this any more: the date was dropped."),
        (
            complete,
            "Nobody has to decide on this any more: nothing is due by the date. If what it is for "
            "is opened again, this waits for a decision again.",
        ),
    ],
)
def test_nothing_waits_where_nothing_is_due(lead, extension, happens, sentence):
    assert "1 recommendation with an extension to decide" in words(lead.get("/"))
    happens(extension)

    page = lead.get(at(extension))

    assert sentence in words(page)
    assert 'name="outcome"' not in page.text
    assert "Take back" not in page.text
    assert "Take back</button>" not in lead.get(at(extension, "take-back/")).text
    assert rows(lead.get(LIST)) == rows(lead.get(DECIDED)) == []
    assert "extension to decide" not in words(lead.get("/"))
    row = extension.deadline.recommendation
    for shown in (row, row.plan):
        page = lead.get(shown.get_absolute_url())
        assert page.status_code == 200
        assert "extension requested:" not in words(page)
        assert "Extension requested" not in html.fromstring(page.text).xpath("//dl//strong/text()")


def test_where_dates_move_at_once_a_lead_decides_on_words_without_one(lead, clerk):
    extension = asked(MOON, make_plan(revision="at_once"))
    why = (
        "Dates of this plan move at once when somebody asks. But words in which the program finds "
        "no date would take away the one that stands, so a plan lead decides on those."
    )

    for client in (lead, clerk):
        assert why in words(client.get(LIST))
        assert why in words(client.get(at(extension)))
    assert rows(clerk.get(LIST))[0][4] == "Take back “Blue moon” for 5"
    assert clerk.post(at(extension), {"outcome": "agree"}).status_code == 403

    send(lead, at(extension), outcome="agree", **BY_HAND)

    assert words_now(extension).latest == date(2018, 3, 31)


def test_a_date_that_moved_and_came_back_says_so_everywhere(lead):
    extension = asked(plan=make_plan(revision="at_once"))
    deadline = extension.deadline
    make_extension(deadline, "Autumn 17", on=JUNE, at=moment(JUNE))
    make_extension(deadline, MOON, on=JUNE, at=moment(JUNE, 13))

    assert "2017. Moved once." in rows(lead.get(LIST))[0][1]
    row = deadline.recommendation
    for address in (row.plan.get_absolute_url(), f"{row.get_absolute_url()}update/"):
        assert "moved once" in words(lead.get(address))
    assert "moved once" in words(lead.get(row.get_absolute_url()))


def test_history_names_a_move_behind_words_without_a_date(lead, extension):
    none, far = reading(None, None), reading(date(2030, 11, 30), None)
    revise(extension.deadline, "n/a", reading=none, paper_date=DAY, **written(JUNE))
    at_one = written(JUNE, moment(JUNE, 13))
    revise(extension.deadline, "Autumn 2030", reading=far, paper_date=DAY, **at_one)

    page = words(lead.get(at(extension)))

    assert "Moved to “Autumn 2030”" in page
    assert "Reworded as “n/a”" in page


def test_form_sent_twice_counts_once(lead, extension):
    sent = filled_in(lead.get(at(extension)), outcome="agree")

    lead.post(at(extension), sent)
    again = lead.post(at(extension), sent)

    assert again.status_code == 302
    assert len(outcomes(extension)) == 1
    assert "This was saved already. The form was sent twice, and counts once." in words(
        lead.get(LIST)
    )


def test_second_decider_is_told_what_was_decided_and_by_whom(lead, extension):
    sent = filled_in(lead.get(at(extension)), outcome="refuse", reason="Words of the second")
    bob = make_user("bob@example.gov.uk", "Bob Baker")
    agree(extension, by=bob, on=JUNE, at=moment(JUNE), decided_by="Bob Baker")

    page = lead.post(at(extension), sent)

    assert page.status_code == 200
    assert problems(page) == [
        "This is no longer waiting. Agreed by Bob Baker, from 3 June 2016. Nothing of yours was "
        "saved"
    ]
    assert value(page, "reason") == "Words of the second"
    assert "Save the decision" not in page.text
    assert [row[0] for row in outcomes(extension)] == ["agreed"]


def test_decided_request_is_only_told(lead, extension):
    refuse(extension, by=make_user(), on=JUNE, at=moment(JUNE), reason="Too late")

    page = lead.get(at(extension))

    assert "Refused by Alice Archer, from 3 June 2016. Too late" in words(page)
    assert 'name="outcome"' not in page.text


def test_page_tells_the_history_of_the_date(lead, extension):
    refuse(extension, by=make_user(), on=JUNE, at=moment(JUNE), reason="Too late")
    second = make_extension(extension.deadline, "Summer 2018", on=JUNE, at=moment(JUNE, 13))
    agree(second, by=make_user(), on=JUNE, at=moment(JUNE, 14))
    third = make_extension(extension.deadline, "May 2018", on=JUNE, at=moment(JUNE, 15))
    agree(third, by=make_user(), on=JUNE, at=moment(JUNE, 16))
    last = make_extension(extension.deadline, "Winter 18", on=JUNE, at=moment(JUNE, 17))

    told = html.fromstring(lead.get(at(last)).text).xpath("//ol[@class='timeline']/li")

    assert [" ".join(" ".join(one.itertext()).split()) for one in told] == [
        "Brought forward to “May 2018” 3 June 2016 , read as 1 to 31 May 2018, written down by "
        "Alice Archer The supplier left",
        "Moved to “Summer 2018” 3 June 2016 , read as 1 June to 31 August 2018, written down by "
        "Alice Archer The supplier left",
        "“Spring 18” was asked for, and refused 3 June 2016 , by Alice Archer Too late",
        "Agreed first as “Autumn 17” 31 May 2016 , read as 1 September to 30 November 2017, "
        "written down by Alice Archer",
    ]


def test_history_tells_of_a_dropped_date(lead, extension):
    drop(extension.deadline, reason="Not needed", **written(JUNE))

    assert "Dropped 3 June 2016 , written down by Alice Archer Not needed" in words(
        lead.get(at(extension))
    )


def test_who_may_not_decide_reads_only(sue, extension):
    page = sue.get(at(extension))

    assert page.status_code == 200
    assert (
        "A plan lead decides on the dates of this plan. Until then the old date stands."
    ) in words(page)
    assert 'name="outcome"' not in page.text


@pytest.mark.parametrize(
    ("make", "role", "sentence"),
    [
        (
            asked,
            Role.CLERK,
            "Extensions of this plan are decided by a plan lead. Ask one of them.",
        ),
        (
            by_committee,
            Role.AUDITOR,
            "Extensions of this plan are decided by a committee, and a clerk or a plan lead "
            "records it.",
        ),
    ],
)
def test_who_may_not_decide_is_refused_in_words(make, role, sentence):
    extension = make()
    client = signed_in("other@example.gov.uk", "Olga Other", role)

    page = client.post(at(extension), {"outcome": "agree"})

    assert page.status_code == 403
    assert sentence in words(page)
    assert outcomes(extension) == []


def test_exempt_one_of_another_department_is_answered_as_not_there(sue, extension):
    exempt_all([extension.deadline.recommendation], "3", **written(at=moment(hour=13)))

    page, missing = sue.get(at(extension)), sue.get("/extensions/999/")

    assert page.status_code == missing.status_code == 404
    assert words(page) == words(missing)
    assert "There is no extension at this address. The link may be old or mistyped." in words(page)


# Taking back


def test_taking_back_leaves_the_old_date(sue):
    extension = asked_of_sue()

    answer = send(sue, at(extension, "take-back/"), reason="We are quicker")

    today = timezone.localdate()
    assert (answer.status_code, answer.url) == (302, LIST)
    assert outcomes(extension) == [("taken_back", "", "", "We are quicker", today)]
    assert words_now(extension).text == "Autumn 17"
    assert "Taken back: the old date still stands." in words(sue.get(LIST))


def test_taking_back_is_for_who_may_report(sue, extension):
    page = sue.get(at(extension, "take-back/"))

    assert page.status_code == 403
    assert (
        "This recommendation names somebody else. Its owners report on it, or a plan lead or a "
        "committee clerk on their behalf."
    ) in words(page)
    assert sue.post(at(extension, "take-back/"), {}).status_code == 403
    assert outcomes(extension) == []


def test_who_takes_back_what_was_decided_is_told(clerk, extension):
    sent = filled_in(clerk.get(at(extension, "take-back/")), reason="Ours")
    agree(extension, by=make_user(), on=JUNE, at=moment(JUNE))

    page = clerk.post(at(extension, "take-back/"), sent)

    assert problems(page) == [
        "This is no longer waiting. Agreed by Alice Archer, from 3 June 2016. Nothing of yours was "
        "saved"
    ]
    assert value(page, "reason") == "Ours"
    assert [row[0] for row in outcomes(extension)] == ["agreed"]


def test_page_of_taking_back_tells_what_was_decided(clerk, extension):
    agree(extension, by=make_user(), on=JUNE, at=moment(JUNE))

    page = clerk.get(at(extension, "take-back/"))

    assert "Agreed by Alice Archer, from 3 June 2016." in words(page)
    assert "Back to the extensions" in words(page)
    assert 'name="reason"' not in page.text


def test_what_was_taken_back_can_be_asked_for_again(sue):
    extension = asked_of_sue()
    send(sue, at(extension, "take-back/"))

    today = timezone.localdate()
    make_extension(extension.deadline, "Summer 2018", on=today, at=timezone.now())

    assert ExtensionRequest.objects.count() == 2
    assert [row[2].split(" Read")[0] for row in rows(sue.get(LIST))] == ["Summer 2018"]


# The way there


@pytest.mark.parametrize(
    ("role", "is_offered"),
    [
        (Role.OFFICER, True),
        (Role.LEAD, True),
        (Role.CLERK, True),
        (Role.AUDITOR, False),
        (Role.VIEWER, False),
    ],
)
def test_page_frame_offers_extensions_to_who_asks_or_decides(role, is_offered):
    page = signed_in("x@example.gov.uk", "Xenia", role).get("/")

    links = html.fromstring(page.text).xpath("//nav[@aria-label='Main']//a/text()")
    assert ("Extensions" in links) is is_offered
    assert len(links) <= 7


def day(day):
    return {
        "true_from_0": str(day.day),
        "true_from_1": str(day.month),
        "true_from_2": str(day.year),
    }


def value(page, name):
    """What stands in a box."""
    [box] = html.fromstring(page.text).xpath(f"//main//*[@name='{name}']")
    return (box.text or "").removeprefix("\n") if box.tag == "textarea" else box.get("value", "")
