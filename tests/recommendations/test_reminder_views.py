"""The pages of reminders: a plan's ladder, and who was told."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from people.merging import merge
from people.models import Owner
from people.roles import Role
from people.tenures import appoint
from recommendations.chasing.ladder import Rung
from recommendations.chasing.ladders import give_ladder
from recommendations.chasing.noting import note_down
from recommendations.models import (
    Addressee,
    Digest,
    LadderStep,
    Notice,
    Plan,
    Recommendation,
    Step,
)
from recommendations.plans import edit_plan
from recommendations.progress import NewStatus
from tests.factories import (
    chase,
    make_deadline,
    make_department,
    make_owner,
    make_owner_cell,
    make_plan,
    make_recommendation,
    make_update,
    make_user,
    moment,
    written,
)
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
LADDER, TOLD = "/plans/learning-review/reminders/", "/reminders/told/"
DATE = date(2016, 8, 31)
NO_NUMBER = "Days before or after must be a whole number from 1 to 3,650"


def signed_in(email="lena@example.gov.uk", name="Lena Lead", role=Role.LEAD):
    client = Client()
    client.force_login(make_user(email, name, role=role))
    return client


@pytest.fixture
def lead():
    return signed_in()


@pytest.fixture
def sue():
    return make_owner("Sue Moorman", email="sue@example.gov.uk")


def noted(*owners, on=DATE, **row):
    """A recommendation with a notice of the day on which it was due."""
    row = make_recommendation(owners=owners, **row)
    make_deadline(row, "August", latest=DATE, earliest=DATE)
    chase(row.plan, Rung(Step.ON_DATE), Rung(Step.HEAD_OF_SERVICE, 30))
    note_down(on=on, at=moment(on))
    return row


def steps(plan):
    return [(s.step, s.days, s.silent_rounds, s.times_moved) for s in plan.ladder.order_by("pk")]


# The ladder


def test_a_lead_switches_reminders_on(lead):
    plan = make_plan()
    day = {"chased_from_0": "1", "chased_from_1": "June", "chased_from_2": "2016"}

    page = send(lead, LADDER, **day)

    plan = Plan.objects.get()
    assert plan.chased_from == date(2016, 6, 1)
    assert len(steps(plan)) == 6
    shown = lead.get(page.url)
    assert "From 1 June 2016 people are written to." in words(shown)
    assert "People are written to from 1 June 2016." in words(shown)


def test_a_plan_out_of_use_says_that_nobody_is_written_to(lead):
    plan = make_plan()
    edit_plan(plan, by=make_user(), at=moment(), version=plan.version, is_active=False)
    day = {"chased_from_0": "1", "chased_from_1": "June", "chased_from_2": "2016"}

    page = send(lead, LADDER, **day)

    shown = words(lead.get(page.url))
    assert "The reminders are saved. Nobody is written to while the plan is not in use." in shown
    assert "Nobody is written to about this plan while it is not in use." in words(lead.get(LADDER))


def tried(client, **typed):
    """The page after "See whom this would write to"."""
    return client.post(LADDER, {**filled_in(client.get(LADDER)), "try": "1", **typed})


def test_whom_the_first_run_would_write_to_is_said_before_it_is_saved(lead, sue):
    plan = make_plan()
    for number in (1, 2):
        row = make_recommendation(plan, reference=f"{number}", owners=[sue])
        make_deadline(row, "August", latest=DATE, earliest=DATE)
    late = make_recommendation(plan, reference="3", owners=[make_owner("Cliff Youngman")])
    make_deadline(late, "August", latest=DATE, earliest=DATE)
    give_ladder(plan, [Rung(Step.OVERDUE, 7)])

    page = tried(lead, chased_from_0="1", chased_from_1="June", chased_from_2="2016")

    today = timezone.localdate()
    day = f"{today.day} {today:%B %Y}"
    said = words(page)
    assert "Nothing is saved yet" in said
    assert f"If you save this, on {day} 1 person is written to about 2 recommendations" in said
    assert "Sue Moorman: 2" in said
    assert "There is nobody to write to about 1 more: no e-mail address, or nobody" in said
    assert Plan.objects.get().chased_from is None
    assert Notice.objects.count() == 0


def test_who_is_written_to_weekly_is_said_to_be(lead, sue):
    row = make_recommendation(owners=[sue])
    make_deadline(row, "August", latest=DATE, earliest=DATE)
    give_ladder(row.plan, [Rung(Step.OVERDUE, 7)])
    Owner.objects.update(digests=Owner.Digests.WEEKLY)

    page = tried(lead, chased_from_0="1", chased_from_1="June", chased_from_2="2016")

    assert "Sue Moorman: 1, in their weekly e-mail on Monday" in words(page)


def test_what_was_told_already_is_not_counted_again(lead, sue):
    row = noted(sue)

    page = tried(lead)

    assert "nobody is told anything new" in words(page)
    assert [notice.recommendation for notice in Notice.objects.all()] == [row]


def test_a_first_run_later_on_is_judged_as_of_its_day(lead, sue):
    row = make_recommendation(owners=[sue])
    make_deadline(row, "2090", latest=date(2090, 6, 30), earliest=date(2090, 6, 30))
    give_ladder(row.plan, [Rung(Step.BEFORE, 14)])

    page = tried(lead, chased_from_0="10", chased_from_1="6", chased_from_2="2090")

    assert "If you save this, nobody is told anything new on 10 June 2090" in words(page)
    page = tried(lead, chased_from_0="16", chased_from_1="6", chased_from_2="2090")
    assert "on 16 June 2090 1 person is written to about 1 recommendation," in words(page)


def test_whom_it_would_write_to_is_not_said_without_a_day_or_with_mistakes(lead):
    plan = make_plan()
    give_ladder(plan, [Rung(Step.BEFORE, 14)])

    assert problems(tried(lead)) == ["Enter a day to see whom the first run would write to"]
    assert problems(tried(lead, **{"steps-0-days": "x"})) == [f"Step 1: {NO_NUMBER}"]


def test_a_lead_changes_a_step_removes_one_and_adds_one(lead):
    plan = make_plan()
    give_ladder(plan, [Rung(Step.BEFORE, 14), Rung(Step.OVERDUE, 7)])
    page = lead.post(LADDER, {**filled_in(lead.get(LADDER)), "add-steps": "1"})

    typed = filled_in(page, **{"steps-0-days": "10", "steps-1-DELETE": "on"})
    typed |= {"steps-2-step": "head_of_service", "steps-2-silent_rounds": "2"}
    answer = lead.post(LADDER, typed)

    assert answer.status_code == 302
    assert steps(plan) == [("before", 10, None, None), ("head_of_service", None, 2, None)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"steps-0-days": ""}, "Step 1: Enter how many days before the date"),
        ({"steps-0-days": "x"}, f"Step 1: {NO_NUMBER}"),
        ({"steps-0-step": ""}, "Step 1: Choose a step"),
        ({"steps-1-days": "2"}, "Step 2: Leave this empty: this step is taken on the date itself"),
        (
            {"steps-0-times_moved": "2"},
            "Step 1: Leave this empty: only steps above the owner are taken for that",
        ),
        (
            {"steps-2-days": ""},
            "Step 3: Say when: after how many days, silent rounds or moved dates",
        ),
        ({"chased_from_0": "31", "chased_from_1": "2"}, "Remind people from must include a year"),
    ],
)  # fmt: skip
def test_what_will_not_do_is_said_and_nothing_is_saved(lead, typed, said):
    plan = make_plan()
    give_ladder(plan, [Rung(Step.BEFORE, 14), Rung(Step.ON_DATE), Rung(Step.CHIEF_OFFICER, 60)])
    before = steps(plan)

    page = send(lead, LADDER, **typed)

    assert problems(page) == [said]
    assert steps(plan) == before
    assert Plan.objects.get().chased_from is None


def test_steps_out_of_order_are_refused(lead):
    plan = make_plan()
    give_ladder(plan, [Rung(Step.HEAD_OF_SERVICE, 30), Rung(Step.CHIEF_OFFICER, 60)])

    page = send(lead, LADDER, **{"steps-1-days": "20"})

    [problem] = problems(page)
    assert "“To the chief officer” (20 days after the date) would come before" in problem


def test_reminders_cannot_be_switched_on_without_a_step(lead):
    give_ladder(make_plan(), [])
    day = {"chased_from_0": "1", "chased_from_1": "6", "chased_from_2": "2016"}

    page = send(lead, LADDER, **day)

    [problem] = problems(page)
    assert problem.startswith("Nobody can be reminded without a step.")
    assert Plan.objects.get().chased_from is None


def test_an_empty_ladder_says_what_to_do_and_offers_the_usual_steps(lead):
    plan = make_plan()
    give_ladder(plan, [])
    page = lead.get(LADDER)
    assert "Put the usual steps in, or add your own." in words(page)

    offered = lead.post(LADDER, {**filled_in(page), "add-usual": "1"})
    assert steps(plan) == []
    lead.post(LADDER, filled_in(offered))

    assert [step for step, *_ in steps(plan)] == list(Step.values)


@pytest.mark.parametrize("total", ["9" * 5000, "-1", "x", ""])
def test_a_page_that_arrived_with_a_wrong_count_breaks_nothing(lead, total):
    give_ladder(make_plan(), [])
    page = filled_in(lead.get(LADDER))

    answer = lead.post(LADDER, {**page, "steps-TOTAL_FORMS": total, "add-usual": "1"})

    assert answer.status_code == 200
    assert LadderStep.objects.count() == 0


def test_of_two_who_change_one_step_the_second_chooses(lead):
    plan = make_plan()
    page = lead.get(LADDER)
    send(signed_in("bob@example.gov.uk", "Bob"), LADDER, **{"steps-0-days": "10"})

    second = lead.post(LADDER, filled_in(page, **{"steps-0-days": "21"}))

    assert "What it says now" in words(second)
    lead.post(LADDER, filled_in(second, **{"keep-days": "typed", "steps-0-keep-days": "typed"}))
    assert ("before", 21, None, None) in steps(plan)


def test_the_form_counts_once(lead):
    make_plan()
    sent = filled_in(lead.get(LADDER), **{"steps-0-days": "10"})
    lead.post(LADDER, sent)

    again = lead.post(LADDER, sent, follow=True)

    assert "The form was sent twice, and counts once." in words(again)
    assert Plan.objects.get().version == 2


# On the recommendation


def test_the_recommendation_says_who_was_told(lead, sue):
    row = noted(sue)

    said = words(lead.get(row.get_absolute_url()))

    assert "Who was told" in said
    assert "On the date: due on 31 August 2016" in said
    assert "Sue Moorman (sue@example.gov.uk, to be e-mailed)" in said


def test_an_officer_does_not_read_the_address(sue):
    row = noted(sue)

    said = words(signed_in(role=Role.OFFICER).get(row.get_absolute_url()))

    assert "Sue Moorman (to be e-mailed)" in said
    assert "sue@example.gov.uk" not in said


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "to be e-mailed"),
        (
            {"begun_at": moment(DATE)},
            "e-mailed, but it is not known whether it arrived; to be sent again",
        ),
        (
            {"begun_at": moment(DATE), "let_go_at": moment(DATE)},
            "e-mailed, but it is not known whether it arrived; not sent again",
        ),
        ({"begun_at": moment(DATE), "sent_at": moment(DATE)}, "e-mailed on 31 August 2016"),
        (
            {"begun_at": moment(DATE), "refusal": "550 No such user"},
            "the mail server refused the e-mail",
        ),
    ],
)
def test_what_became_of_the_e_mail_is_said(lead, sue, fields, said):
    row = noted(sue)
    email = {"address": sue.email, "recipient": sue, "day": DATE, "message_id": "one@as-at"}
    digest = Digest.objects.create(written_at=moment(DATE), **email, **fields)
    Addressee.objects.update(digest=digest)

    assert f"Sue Moorman (sue@example.gov.uk, {said})" in words(lead.get(row.get_absolute_url()))


def test_as_at_a_day_only_what_was_told_by_then_is_shown(lead, sue):
    row = noted(sue)

    page = lead.get(f"{row.get_absolute_url()}?as_at=2016-08-30")

    assert "Who was told" not in words(page)


def test_nothing_is_said_where_nobody_was_told_of_it(lead, sue):
    row = noted(sue)
    Addressee.objects.all().delete()

    assert "Who was told" not in words(lead.get(row.get_absolute_url()))


def test_one_without_a_notice_asks_nothing_more(lead, sue):
    row = make_recommendation(owners=[sue])
    address = row.get_absolute_url()
    lead.get(address)

    def queries():
        with CaptureQueriesContext(connection) as sent:
            lead.get(address)
        return len(sent)

    without = queries()
    for number in range(3):
        day = DATE + timedelta(days=number)
        about = {"recommendation": row, "kind": "on_date", "occasion": f"{day}"}
        notice = Notice.objects.create(**about, falls_on=day, day=day, noted_at=moment(day))
        Addressee.objects.create(notice=notice, recipient=sue, capacity="owner")

    assert queries() == without + 2


# Who was told


def test_the_page_says_what_was_told_to_whom_the_latest_first(lead, sue):
    noted(sue, reference="7")
    note_down(on=DATE + timedelta(days=40), at=moment(DATE + timedelta(days=40)))

    page = html.fromstring(lead.get(TOLD).text)

    first, second = (" ".join(row.text_content().split()) for row in page.xpath("//main//tbody/tr"))
    assert first.startswith("7Organisational learning review To the head of service: it was due")
    assert "fell due on 30 September 2016" in first
    assert "Nobody could be written to: nobody heads a department above Sue Moorman." in first
    assert "On the date: due on 31 August 2016 31 August 2016 Sue Moorman" in second


def test_the_page_is_of_one_plan_where_that_is_asked(lead, sue):
    noted(sue)
    noted(sue, plan=make_plan("Another", "another"), on=DATE + timedelta(days=1))

    page = words(lead.get(f"{TOLD}?plan=another"))

    assert "Another" in page
    assert page.count("On the date") == 1


def test_who_could_not_be_reached_is_listed_until_they_have_an_address(lead):
    today = timezone.localdate()
    cliff = make_owner("Cliff Youngman")
    noted(cliff)
    noted()
    Notice.objects.update(day=today)

    page = lead.get(f"{TOLD}?show=unreached")
    assert "Cliff Youngman could not be written to: no e-mail address is on record." in words(page)
    assert "the owner column names nobody on record" in words(page)
    assert f'href="{cliff.get_absolute_url()}"' in page.text

    cliff.email = "cliff@example.gov.uk"
    cliff.save()

    assert "Cliff Youngman" not in words(lead.get(f"{TOLD}?show=unreached"))


def not_reached(lead):
    return words(lead.get(f"{TOLD}?show=unreached"))


def unaddressed(*owners, step):
    """A recommendation about which nobody could be written to today."""
    row = make_recommendation(owners=owners)
    make_deadline(row, "August", latest=DATE, earliest=DATE)
    chase(row.plan, step)
    note_down(on=DATE + timedelta(days=40), at=moment(DATE + timedelta(days=40)))
    Notice.objects.update(day=timezone.localdate())
    return row


def test_who_was_merged_into_somebody_with_an_address_is_no_longer_listed(lead, sue):
    spelling = make_owner("S Moorman")
    unaddressed(spelling, step=Rung(Step.ON_DATE))
    assert "S Moorman could not be written to" in not_reached(lead)

    merge(spelling, sue, by=make_user(), at=moment(DATE))

    assert "Everybody was reached" in not_reached(lead)


def test_who_was_merged_into_somebody_without_an_address_is_listed_as_they(lead):
    spelling, susan = make_owner("S Moorman"), make_owner("Susan Moorman")
    unaddressed(spelling, step=Rung(Step.ON_DATE))
    merge(spelling, susan, by=make_user(), at=moment(DATE))

    said = not_reached(lead)

    assert "Susan Moorman could not be written to: no e-mail address is on record." in said


def test_a_vacant_post_that_somebody_holds_by_now_is_no_longer_listed(lead, sue):
    post = make_owner("Head of HR", "post")
    unaddressed(post, step=Rung(Step.ON_DATE))
    assert "Head of HR could not be written to" in not_reached(lead)

    appoint(post, [sue], **written())

    assert "Everybody was reached" in not_reached(lead)


@pytest.mark.parametrize("step", [Step.HEAD_OF_SERVICE, Step.CHIEF_OFFICER])
def test_who_has_a_head_by_now_is_no_longer_listed(lead, sue, step):
    unaddressed(sue, step=Rung(step, 30))
    assert "nobody heads a department above Sue Moorman" in not_reached(lead)

    sue.department = make_department("HR", head=make_owner("Head", email="h@example.gov.uk"))
    sue.save()

    assert "Everybody was reached" in not_reached(lead)


def test_a_cell_that_names_somebody_by_now_is_no_longer_listed(lead, sue):
    row = unaddressed(step=Rung(Step.ON_DATE))
    assert "the owner column names nobody on record" in not_reached(lead)

    make_owner_cell(row, sue)

    assert "Everybody was reached" in not_reached(lead)


@pytest.mark.parametrize("by", ["done", "off"])
def test_what_nobody_is_reminded_of_any_more_is_no_longer_listed(lead, by):
    row = unaddressed(make_owner("Cliff Youngman"), step=Rung(Step.ON_DATE))
    assert "Cliff Youngman could not be written to" in not_reached(lead)

    if by == "done":
        make_update(row, "All done.", status=NewStatus("Complete", "complete"))
    else:
        chase(row.plan, Rung(Step.ON_DATE), chased_from=None)

    assert "Everybody was reached" in not_reached(lead)


def test_who_need_not_be_told_after_all_is_not_among_the_unreached(lead):
    noted(make_owner("Cliff Youngman"))
    Notice.objects.update(day=timezone.localdate())
    Addressee.objects.update(spared_at=moment(DATE))

    assert "Everybody was reached" in words(lead.get(f"{TOLD}?show=unreached"))


def test_e_mails_in_doubt_or_refused_are_listed(lead, sue):
    noted(sue)
    email = {"recipient": sue, "written_at": moment(DATE), "begun_at": moment(DATE)}
    doubtful = Digest.objects.create(
        address="sue@example.gov.uk", day=DATE, message_id="1@as-at", **email
    )
    Addressee.objects.update(digest=doubtful)

    assert "it is not known whether it arrived" in words(lead.get(f"{TOLD}?show=emails"))

    Digest.objects.update(refusal="550 No such user")

    page = words(lead.get(f"{TOLD}?show=emails"))
    assert "The mail server refused the e-mail. 550 No such user" in page


@pytest.mark.parametrize(
    ("chased", "show", "said"),
    [
        (False, "", "Reminders are not switched on in any plan."),
        (True, "", "Reminders are switched on."),
        (True, "?show=unreached", "Everybody was reached"),
        (True, "?show=emails", "Nothing in doubt"),
    ],
)
def test_an_empty_page_says_what_to_do(lead, chased, show, said):
    plan = make_plan()
    if chased:
        chase(plan)

    assert said in words(lead.get(TOLD + show))


@pytest.mark.parametrize("show", ["", "?show=unreached", "?show=emails"])
def test_the_queries_do_not_grow_with_the_notices(lead, sue, show):
    lead.get(TOLD)

    def queries():
        with CaptureQueriesContext(connection) as sent:
            lead.get(TOLD + show)
        return len(sent)

    noted(sue)
    noted(make_owner("A"))
    Notice.objects.update(day=timezone.localdate())
    one = queries()
    for number in range(4):
        noted(make_owner(f"Person {number}"), on=DATE + timedelta(days=number + 1))
    Notice.objects.update(day=timezone.localdate())

    assert Recommendation.objects.count() == 6
    assert queries() == one
    assert one <= 12
