"""What a digest says, on the day on which it is sent."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from people.models import Owner
from people.roles import Role
from people.tenures import appoint
from recommendations.answer_links import open_link
from recommendations.chasing.addressees import Directory
from recommendations.chasing.digest_contents import contents_of
from recommendations.chasing.digests import write_digests
from recommendations.chasing.ladder import Rung
from recommendations.chasing.noting import note_down
from recommendations.chasing.sending import message_of
from recommendations.deadlines import NewTerm, revise_all
from recommendations.extensions import agree, refuse
from recommendations.further_actions import NewAction, add_actions
from recommendations.hand_overs import hand_over
from recommendations.models import AnswerLink, Plan, Step
from recommendations.owner_cells import NewAssignment, NewOwnerCell, name_owners_all
from recommendations.progress import NewStatus, record_nil_returns
from recommendations.rounds import close_round
from recommendations.verification import refuse_completion
from recommendations.wordings import exempt_all
from tests.factories import (
    DAY,
    chase,
    make_deadline,
    make_department,
    make_extension,
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
from tests.recommendations.chased import LATE, make_overdue, make_people

pytestmark = pytest.mark.django_db
NEXT_DAY = LATE + timedelta(days=1)
ALL = [Rung(Step.BEFORE, days=14), Rung(Step.ON_DATE), Rung(Step.OVERDUE, days=1)]
UP = [Rung(Step.HEAD_OF_SERVICE, days=20), Rung(Step.INVITATION, days=60, silent_rounds=2)]


def sue(**fields):
    return make_owner(email="sue@example.gov.uk", **fields)


def written_by(on=LATE, *, at=None):
    """The digests, noted and written by the day `on`."""
    at = at or moment(on, hour=20)
    note_down(on=on, at=at)
    keys = write_digests(Directory(on=on), on=on, at=at)
    return contents_of(keys, on=on, at=at)


def one(on=LATE, **when):
    [contents] = written_by(on, **when)
    return contents


def lines(contents):
    return [(line.group.heading, line.name, line.sentences) for line in contents.lines]


def due_on(day, owner, **row):
    row = make_recommendation(owners=[owner], **{"text": "Train managers", **row})
    make_deadline(row, "By then", latest=day, earliest=None)
    return row


def test_each_line_leads_to_its_recommendation():
    [row] = make_overdue([sue()], reference="2.3")

    contents = one()

    assert contents.subject == "1 recommendation is overdue"
    assert lines(contents) == [
        ("Overdue", "2.3: Recommendation 1", ("Overdue since 9 June 2016 (1 day).",))
    ]
    assert contents.lines[0].address == f"http://127.0.0.1:8000/recommendations/{row.pk}/"
    assert contents.lines[0].plan == "Organisational learning review"


def test_the_text_says_it_all():
    [row] = make_overdue([sue()], reference="2.3")

    assert one().text == (
        f"""Sue Moorman,

1 recommendation is overdue.


Overdue (1)

* 2.3: Recommendation 1
  Plan: Organisational learning review
  Overdue since 9 June 2016 (1 day).
  http://127.0.0.1:8000/recommendations/{row.pk}/

--
You get this because you own these recommendations, hold a post or sit
in a group that does, or head a department that does. At most one such
e-mail is sent to you a day. A recommendation’s own page asks you to
sign in. For an account, or to have this weekly instead, ask a plan lead
of Sample Council.

If something here is done already, or is not yours, tell a plan lead of
Sample Council. This e-mail was sent by a program: an answer to it is
read by nobody.

"""
    )


def test_who_signs_in_is_led_to_their_own_choice():
    make_overdue([sue(user=make_user(), digests=Owner.Digests.WEEKLY)])

    text = one(date(2016, 6, 13)).text

    assert "a week, on Monday. To have it daily instead:\nhttp://127.0.0.1:8000/reminders/" in text


def test_every_link_of_the_html_is_in_the_text():
    make_overdue(make_people(1), each=3)

    contents = one()

    links = html.fromstring(contents.html).xpath("//a/@href")
    assert len(links) == 3
    assert all(link in contents.text for link in links)


def test_the_most_pressing_comes_first():
    owner = sue()
    due_on(LATE + timedelta(days=7), owner, reference="1")
    due_on(DAY, owner, reference="2")
    due_on(DAY + timedelta(days=1), owner, reference="3")
    chase(make_plan(), *ALL)

    contents = one()

    assert contents.subject == "2 recommendations are overdue, 1 due soon"
    assert [(line.group.heading, line.name[0]) for line in contents.lines] == [
        ("Overdue", "2"),
        ("Overdue", "3"),
        ("Due soon", "1"),
    ]
    assert contents.lines[2].sentences == ("Due in 7 days, on 17 June 2016.",)


def test_of_one_recommendation_there_is_one_line():
    row = due_on(LATE + timedelta(days=7), sue())
    chase(make_plan(), *ALL)
    make_round(row.plan, updates_due=date(2016, 6, 20), on=LATE)

    contents = one()

    assert contents.subject == "1 recommendation is due soon"
    assert lines(contents)[0][2] == (
        "Due in 7 days, on 17 June 2016.",
        "Round “May 2016” asks for an update by 20 June 2016.",
    )


def test_a_reminder_that_comes_too_late_says_that_it_is():
    due_on(LATE, sue())
    chase(make_plan(), *ALL)
    note_down(on=LATE, at=moment(LATE))

    keys = write_digests(Directory(on=NEXT_DAY), on=NEXT_DAY, at=moment(NEXT_DAY))
    [contents] = contents_of(keys, on=NEXT_DAY, at=moment(NEXT_DAY))

    assert lines(contents)[0][::2] == ("Overdue", ("Overdue since 10 June 2016 (1 day).",))


# What is no longer true


def left_after(change, on=NEXT_DAY):
    """What is left, of one that was noted the day before, once something has changed."""
    note_down(on=LATE, at=moment(LATE, hour=20))
    change()
    keys = write_digests(Directory(on=on), on=on, at=moment(on, hour=23))
    return contents_of(keys, on=on, at=moment(on, hour=23))


def is_left_out(change):
    [contents] = left_after(change)
    return (contents.subject, contents.lines, len(contents.spared)) == ("", (), 1)


def test_what_is_done_is_left_out():
    [row] = make_overdue([sue()])

    assert is_left_out(
        lambda: make_update(row, status=NewStatus("Complete", "complete"), on=NEXT_DAY)
    )


def test_what_is_handed_over_is_left_out_for_who_gave_it_up():
    [row] = make_overdue([sue()])
    row.refresh_from_db()
    other = make_owner("Graham Lidell", email="graham@example.gov.uk")

    def handed_over():
        hand_over_all(sue_is(), other, row, NEXT_DAY)

    assert is_left_out(handed_over)


def hand_over_all(leaver, successor, row, on):
    cells = {row.owner_cell_id: successor.name}
    hand_over(leaver, successor, cells=cells, reason="Left", **written(on, moment(on, 6)))


def sue_is():
    return Owner.objects.get(name="Sue Moorman")


def test_a_date_that_moved_is_left_out():
    row = due_on(LATE + timedelta(days=7), sue())
    chase(make_plan(), *ALL)
    request = make_extension(row.deadlines.get(), "Spring 18")

    assert is_left_out(lambda: agree(request, **written(NEXT_DAY)))


def test_somebody_new_is_named_while_others_are_written_to():
    owner = sue()
    [row] = make_overdue([owner])
    note_down(on=LATE, at=moment(LATE))
    keys = write_digests(Directory(on=LATE), on=LATE, at=moment(LATE))
    both = (NewAssignment(owner), NewAssignment(make_owner("New")))
    name_owners_all([NewOwnerCell(row, "Sue Moorman and New", both)], **written(LATE))

    [contents] = contents_of(keys, on=LATE, at=moment(LATE))

    assert contents.subject == "1 recommendation is overdue"


def test_what_was_answered_is_no_longer_asked_about():
    row = make_recommendation(owners=[sue()])
    chase(make_plan(), *ALL)
    round = make_round(row.plan, on=LATE)

    assert is_left_out(lambda: record_nil_returns([row], round=round, **written(NEXT_DAY)))


def test_a_round_that_was_closed_asks_no_more():
    row = make_recommendation(owners=[sue()])
    chase(make_plan(), *ALL)
    round = make_round(row.plan, on=LATE)

    assert is_left_out(lambda: close_round(round, **written(NEXT_DAY)))


def test_a_plan_out_of_use_is_left_out():
    make_overdue([sue()])

    assert is_left_out(lambda: Plan.objects.update(is_active=False))


# What happened


def test_an_extension_is_agreed_or_refused():
    owner = sue()
    rows = [due_on(date(2017, 11, 30), owner, reference=str(n)) for n in (1, 2)]
    chase(make_plan(), *ALL)
    first, second = (make_extension(row.deadlines.get(), "Spring 18") for row in rows)
    agree(first, **written(LATE))
    refuse(second, reason="No", **written(LATE))

    contents = one()

    assert contents.subject == "2 recommendations have been decided on"
    assert [sentences for _, _, sentences in lines(contents)] == [
        ("Your extension to “Spring 18” was agreed. It is now due on 31 May 2018.",),
        ("Your extension to “Spring 18” was refused. It is still due on 30 November 2017.",),
    ]


def test_completion_is_refused():
    row = make_recommendation(owners=[sue()], status=("Complete", "complete"))
    chase(make_plan(), *ALL)
    word = row.plan.status_words.get(word="On track")
    audrey = make_user("audrey@example.gov.uk", "Audrey", Role.AUDITOR)
    said = {"word": word, "method": "Seen", "note": "Not so"}
    refuse_completion(row, **said, **written(LATE, by=audrey))

    heading, _, sentences = lines(one())[0]

    assert heading == "Decided"
    assert sentences == ("That it is complete was not confirmed. Say what is still to be done.",)


def test_handed_over_says_how_it_stands():
    graham, owner = make_owner("Graham Lidell"), sue()
    late, early = (due_on(day, graham) for day in (DAY, LATE + timedelta(days=90)))
    for row in (late, early):
        row.refresh_from_db()
        hand_over_all(graham, owner, row, LATE)
    chase(make_plan(), Rung(Step.BEFORE, days=14))

    contents = one()

    assert contents.subject == "2 recommendations are handed over to you"
    assert [sentences for _, _, sentences in lines(contents)] == [
        ("Yours from 10 June 2016.", "Overdue since 31 May 2016 (10 days)."),
        ("Yours from 10 June 2016.", "Due in 90 days, on 8 September 2016."),
    ]


# Further up


def test_the_head_of_service_reads_whose_it_is():
    head = make_owner("Heather Head", email="heather@example.gov.uk")
    owner = sue(department=make_department("Housing", head=head))
    due_on(DAY, owner)
    chase(make_plan(), Rung(Step.OVERDUE, days=1), *UP)
    by_address = {c.digest.address: c for c in written_by(date(2016, 6, 20))}

    assert lines(by_address["heather@example.gov.uk"]) == [
        (
            "For you as head of service",
            "1: Train managers",
            ("Overdue since 31 May 2016 (20 days).", "Owner: Sue Moorman."),
        )
    ]
    assert lines(by_address["sue@example.gov.uk"])[0][0] == "Overdue"


@pytest.mark.parametrize(
    ("address", "said"),
    [("heather@example.gov.uk", ("The head of service is told as well.",)), ("", ())],
)
def test_who_hears_of_it_with_their_head_reads_that_the_head_is_told(address, said):
    head = make_owner("Heather Head", email=address)
    due_on(DAY, sue(department=make_department("Housing", head=head)))
    chase(make_plan(), Rung(Step.HEAD_OF_SERVICE, days=20))

    by_address = {c.digest.address: c for c in written_by(date(2016, 6, 20))}

    assert lines(by_address["sue@example.gov.uk"])[0][::2] == (
        "Overdue",
        ("Overdue since 31 May 2016 (20 days).", *said),
    )


def test_what_was_moved_and_is_not_asked_about_needs_attention():
    head = make_owner("Heather Head", email="heather@example.gov.uk")
    row = due_on(DAY, sue(department=make_department("Housing", head=head)))
    later = reading(latest=date(2016, 12, 31), earliest=None)
    revise_all([NewTerm(row.deadlines.get(), "By Christmas", later, DAY)], **written())
    chase(make_plan(), Rung(Step.HEAD_OF_SERVICE, times_moved=1))

    by_address = {c.digest.address: c for c in written_by(LATE)}

    assert by_address["sue@example.gov.uk"].subject == "1 recommendation needs attention"
    assert lines(by_address["sue@example.gov.uk"])[0][::2] == (
        "Needs attention",
        ("Its date was moved once.", "The head of service is told as well."),
    )


def test_who_can_answer_nowhere_reads_whom_to_write_to():
    post = make_owner("Head of HR", Owner.Kind.POST, email="hr@example.gov.uk")
    row = make_recommendation(owners=[post])
    chase(row.plan, *ALL)
    make_round(row.plan, on=LATE, updates_due=LATE + timedelta(days=14))

    [line] = one().lines

    assert line.answer == ""
    assert line.sentences[-1] == "To answer, write to a plan lead."


def test_an_owner_cell_that_ends_in_a_full_stop_is_not_given_another():
    head = make_owner("Heather Head", email="heather@example.gov.uk")
    owner = sue(department=make_department("Housing", head=head))
    row = due_on(DAY, owner)
    make_owner_cell(row, owner, text="Sue Moorman to promote best practice.", on=LATE)
    chase(make_plan(), Rung(Step.HEAD_OF_SERVICE, days=20))

    by_address = {c.digest.address: c for c in written_by(date(2016, 6, 20))}

    [(_, _, sentences)] = lines(by_address["heather@example.gov.uk"])
    assert sentences[1] == "Owner: Sue Moorman to promote best practice."


def test_an_invitation_says_what_may_come_of_it():
    due_on(DAY, sue())
    chase(make_plan(), *UP)

    assert lines(one(date(2016, 7, 30)))[0][::2] == (
        "May be called to committee",
        (
            "Overdue since 31 May 2016 (60 days).",
            "The committee may ask you to attend and say why.",
        ),
    )


def test_the_holder_of_a_post_reads_why_they():
    post = make_owner("Head of Papers", Owner.Kind.POST)
    appoint(post, [sue()], **written())
    make_overdue([post])

    assert "You hold the post Head of Papers." in lines(one())[0][2]


# Exempt, hostile and long


def test_of_an_exempt_one_no_word_is_in_the_e_mail():
    owner = sue(user=make_user("sue@example.gov.uk", "Sue", Role.OFFICER))
    [row] = make_overdue([owner], reference="7", text="Secret settlement with Smith")
    exempt_all([row], paragraph="1", **written())

    contents = one()

    assert "Secret" not in contents.text + contents.html + contents.subject
    assert lines(contents)[0][1:] == (
        "Recommendation 7",
        (
            "Overdue since 9 June 2016 (1 day).",
            "Exempt, so its words are not in this e-mail.",
        ),
    )
    assert f"/recommendations/{row.pk}/" in contents.text


HOSTILE = "A\r\nBcc: all@example.gov.uk\n</p><script>alert(1)</script>\u202eevil\u2066 {{ 7 }}"


def test_what_somebody_typed_breaks_nothing():
    plan = make_plan(title="<b>Plan</b>\nSubject: x")
    make_overdue(
        [make_owner("Sue\u202e <i>", email="sue@example.gov.uk")],
        plan=plan,
        text=HOSTILE,
        reference="1\n2",
    )

    contents = one()
    message = message_of(contents, at=moment()).message()
    page = html.fromstring(contents.html)

    assert message.keys() == [
        "Content-Type",
        "MIME-Version",
        "Subject",
        "From",
        "To",
        "Message-ID",
        "Date",
        "Auto-Submitted",
        "X-Auto-Response-Suppress",
    ]
    assert page.xpath("//script | //b | //i") == []
    assert "\u202e" not in contents.text + contents.html
    assert contents.lines[0].name == (
        "1 2: A Bcc: all@example.gov.uk </p><script>alert(1)</script>evil {{ 7 }}"
    )
    assert contents.lines[0].name in page.text_content()


def test_a_text_as_long_as_a_cell_can_hold_is_cut():
    make_overdue([sue()], text="long " * 4_000)

    contents = one()

    assert len(contents.text) < 2_000
    assert contents.lines[0].name.endswith(" long…")
    assert max(len(line) for line in contents.text.splitlines()) <= 72


def test_a_digest_is_short_enough_to_be_read_whole():
    text = "Provide training for all managers on the handling of complaints, and report back. " * 9
    plan = make_plan(title="Organisational learning review of the Cabinet")
    rows = make_overdue(make_people(1), each=1_000, plan=plan, text=text)
    chase(plan, *ALL)
    make_round(plan, updates_due=date(2016, 6, 20), on=LATE)

    contents = one()

    assert len(rows) == len(contents.lines)
    assert len(message_of(contents, at=moment(LATE)).message().as_bytes()) < 100_000


def test_fifty_are_shown_and_the_rest_is_a_number():
    make_overdue(make_people(1), each=1_103)

    contents = one()

    assert contents.subject == "1,103 recommendations are overdue"
    assert contents.text.count("* ") == 50
    assert "And 1,053 more: http://127.0.0.1:8000/recommendations/" in contents.text
    assert "Overdue (1,103)" in contents.text
    assert "Overdue (1,103)" in contents.html


# The round


def asked(owner, **row):
    row = make_recommendation(owners=[owner], reference="1", **row)
    chase(make_plan(), *ALL)
    make_round(row.plan, updates_due=date(2016, 6, 20), on=LATE)
    return row


def test_who_signs_in_is_led_to_the_page_on_which_to_answer():
    row = asked(sue(user=make_user("sue@example.gov.uk", "Sue", Role.OFFICER)))

    [line] = one().lines

    assert line.answer == f"http://127.0.0.1:8000/recommendations/{row.pk}/update/"
    assert line.is_signed_in


def test_who_has_no_account_answers_through_a_link(client):
    row = asked(sue())

    contents = one()

    [line] = contents.lines
    assert line.answer.startswith("http://127.0.0.1:8000/answer/")
    assert line.answer.endswith(f"/{row.pk}/")
    assert f"Answer here, without signing in:\n  {line.answer}" in contents.text


def test_the_link_answers_what_it_stands_beside():
    row = asked(sue())

    [*_, token, key, _] = one().lines[0].answer.split("/")

    assert key == str(row.pk)
    assert open_link(token, on=LATE).asked_about(row.pk).recommendation_id == row.pk


def test_where_links_are_switched_off_there_is_none():
    asked(sue())
    Plan.objects.update(answer_links=False)

    assert one().lines[0].answer == ""


@pytest.mark.parametrize("has_account", [True, False])
def test_who_does_an_action_alone_is_not_led_to_where_the_owner_answers(has_account):
    user = make_user("sue@example.gov.uk", "Sue", Role.OFFICER) if has_account else None
    doer = sue(user=user)
    row = make_recommendation(owners=[make_owner("Graham Lidell")])
    [action] = add_actions([NewAction(row, "Train", owner=doer)], **written())
    make_deadline(row, "By then", action=action, latest=LATE, earliest=None)
    chase(row.plan, *ALL)
    own = asked(doer)

    told = {line.address.split("/")[-2]: line.answer for line in one().lines}

    assert told[str(row.pk)] == ""
    assert told[str(own.pk)] != ""


def test_whose_role_does_not_report_is_not_led_to_a_page_that_refuses_them():
    asked(sue(user=make_user("sue@example.gov.uk", "Sue", Role.VIEWER)))

    assert one().lines[0].answer == ""


def test_a_batch_takes_a_fixed_number_of_queries():
    make_overdue(make_people(2))
    few = _queries()
    make_overdue(Owner.objects.all(), each=4)

    assert _queries(NEXT_DAY) == few


def test_links_take_a_fixed_number_of_queries():
    plan = make_plan()
    make_overdue(make_people(5), plan=plan, each=2)
    make_round(plan, updates_due=date(2016, 6, 20), on=LATE)
    note_down(on=LATE, at=moment(LATE))
    first, *others = write_digests(Directory(on=LATE), on=LATE, at=moment(LATE))

    one, four = _queries_of([first]), _queries_of(others)

    assert one == four
    assert AnswerLink.objects.count() == 5


def _queries(on=LATE):
    note_down(on=on, at=moment(on))
    return _queries_of(write_digests(Directory(on=on), on=on, at=moment(on)), on)


def _queries_of(keys, on=LATE):
    with CaptureQueriesContext(connection) as queries:
        contents_of(keys, on=on, at=moment(on))
    return len(queries)
