"""Links to answer: who gets one, what it is for, when it works, and what is written down."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.signing import Signer, dumps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.edited_in_place import EditedMeanwhile
from people.merging import merge
from people.models import User
from people.tenures import appoint
from recommendations.answer_links import (
    LinkRefused,
    Why,
    address_to_answer,
    linked_people,
    make_link,
    nil_return_through,
    open_link,
    path_of,
    report_through,
    revoke_link,
)
from recommendations.models import AnswerLink, NilReturn, ProgressUpdate
from recommendations.progress import NewStatus
from recommendations.reporting import Report, version_of_report
from recommendations.rounds import RoundClosed, cancel_round, close_round, reopen_round
from recommendations.timeline import timeline
from recommendations.wordings import exempt_all, monitor_all
from tests.at_once import at_once, for_threads
from tests.factories import (
    DAY,
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

pytestmark = pytest.mark.django_db
DUE = date(2016, 6, 10)
LATER = DAY + timedelta(days=3)
LAST = date(2016, 6, 24)


@pytest.fixture
def sue():
    """An officer without an account."""
    return make_owner(email="sue@example.gov.uk")


@pytest.fixture
def row(sue):
    return make_recommendation(make_plan(), text="Keep records.", reference="5", owners=[sue])


@pytest.fixture
def round(row):
    return make_round(row.plan, updates_due=DUE, at=moment(hour=13))


@pytest.fixture
def link(sue, round):
    return made(sue, round)


def made(person, round, **given):
    return make_link(person, round, **written(at=moment(hour=14)), **given)


def given(owner, round, on=LATER):
    """The path, and what was made meanwhile."""
    before = AnswerLink.objects.count()
    path = address_to_answer(owner, round, on=on, at=moment(on))
    return path, AnswerLink.objects.count() - before


def token(link):
    return path_of(link).split("/")[2]


def opened(link, on=LATER):
    return open_link(token(link), on=on)


def keys(link, on=LATER):
    return [one.recommendation_id for one in opened(link, on).asked]


def why(link, on=LATER):
    with pytest.raises(LinkRefused) as refusal:
        opened(link, on)
    return refusal.value.why, str(refusal.value)


def report(row, narrative="All were trained.", **fields):
    return Report(on=LATER, narrative=narrative, **fields)


def sent(link, row, *, version=None, at=None, **fields):
    version = version or version_of_report(row)
    at = at or moment(LATER)
    return report_through(link, row, report(row, **fields), version=version, at=at)


def exempt(*rows):
    exempt_all(rows, "3", **written(at=moment(hour=15)))


# Making one


def test_a_person_without_an_account_has_one_link_a_round(sue, round):
    path, count = given(sue, round)

    assert count == 1
    assert given(sue, round) == (path, 0)
    [link] = AnswerLink.objects.all()
    assert (link.owner, link.round, link.made_at) == (sue, round, moment(LATER))
    assert (link.last_day, link.revoked_at, link.revoked_by) == (LAST, None, None)
    assert path == path_of(link)


def test_nothing_secret_is_kept(link):
    kept = [str(getattr(link, field.attname)) for field in AnswerLink._meta.concrete_fields]

    signature = token(link).split(".")[1]
    assert len(signature) == 43
    assert [text for text in kept if signature in text] == []


def test_a_link_that_is_sent_again_works_for_longer(sue, round, link):
    late = date(2016, 7, 1)
    assert why(link, late)[0] == Why.RAN_OUT

    path, count = given(sue, round, on=late)

    assert (path, count) == (path_of(link), 0)
    link.refresh_from_db()
    assert link.last_day == date(2016, 7, 15)
    assert keys(link, late) != []


@pytest.mark.parametrize("case", ["account", "inactive", "post", "nothing", "other"])
def test_who_gets_no_link(case, sue, row, round):
    owner = sue
    if case == "account":
        sue.user = make_user("sue@example.gov.uk", "Sue Moorman")
        sue.save()
    elif case == "inactive":
        sue.is_active = False
        sue.save()
    elif case == "post":
        owner = make_owner("Head of HR", "post")
        make_owner_cell(row, owner, at=moment(hour=14))
    elif case == "nothing":
        owner = make_owner("Graham Lidell")
    else:
        make_owner_cell(row, make_owner("Graham Lidell"), at=moment(hour=14))

    assert given(owner, round) == ("", 0)


def test_no_link_where_everything_is_exempt(sue, row, round):
    exempt(row)

    assert given(sue, round) == ("", 0)


def test_no_link_where_every_plan_switched_links_off(sue, row, round):
    row.plan.answer_links = False
    row.plan.save()

    assert given(sue, round) == ("", 0)


def test_no_link_to_a_closed_round(sue, round):
    close_round(round, **written(LATER))

    assert given(sue, round) == ("", 0)


def test_what_a_lead_switched_off_no_reminder_makes_again(sue, round, link):
    lead = make_user("lena@example.gov.uk", "Lena Lead")
    revoke_link(link, by=lead, at=moment(LATER))

    assert given(sue, round) == ("", 0)
    assert (link.revoked_at, link.revoked_by) == (moment(LATER), lead)
    assert why(link) == (
        Why.SWITCHED_OFF,
        "This link was switched off on 3 June 2016. If you have a newer one, use that. If not, ask "
        "whoever sent it to you.",
    )


def test_switching_off_twice_is_refused(link):
    revoke_link(link, by=make_user(), at=moment(LATER))

    with pytest.raises(ValidationError, match="switched off already"):
        revoke_link(link, by=make_user("b@example.gov.uk"), at=moment(LATER, 13))

    link.refresh_from_db()
    assert (link.revoked_at, link.revoked_by) == (moment(LATER), make_user())


def test_a_new_link_takes_the_place_of_the_old_one(sue, round, link):
    new = made(sue, round, instead_of=link)

    assert why(link)[0] == Why.SWITCHED_OFF
    assert opened(new).person == sue
    assert token(new) != token(link)
    assert given(sue, round) == (path_of(new), 0)


def test_a_new_link_after_one_was_switched_off(sue, round, link):
    revoke_link(link, by=make_user(), at=moment(LATER))

    new = made(sue, round)

    assert given(sue, round) == (path_of(new), 0)


def test_a_new_link_instead_of_another_than_was_seen_is_refused(sue, round, link):
    with pytest.raises(ValidationError, match="Somebody else has changed this link"):
        made(sue, round)

    assert list(AnswerLink.objects.all()) == [link]
    assert opened(link).person == sue


def test_a_link_by_hand_is_refused_for_who_can_sign_in(sue, round):
    sue.user = make_user()
    sue.save()

    with pytest.raises(ValidationError, match="Nothing in this round is for Sue Moorman"):
        made(sue, round)

    assert not AnswerLink.objects.exists()


def test_a_link_by_hand_is_refused_in_a_closed_round(sue, round):
    close_round(round, **written(at=moment(hour=13, minute=30)))

    with pytest.raises(RoundClosed):
        made(sue, round)


@pytest.mark.django_db(transaction=True)
def test_of_two_links_asked_for_at_once_there_is_one(sue, round, tmp_path):
    def asking():
        return address_to_answer(sue, round, on=LATER, at=moment(LATER))

    with for_threads(tmp_path):
        paths = at_once(asking, asking, asking)
        [count] = at_once(AnswerLink.objects.count)

    assert (len(set(paths)), count) == (1, 1)


# Opening one


def test_what_a_link_is_for(sue, row, round, link):
    seen = opened(link)

    assert (seen.link, seen.person, seen.round) == (link, sue, round)
    assert [one.recommendation_id for one in seen.asked] == [row.pk]
    assert (seen.exempt, seen.not_by_link) == (0, 0)


def test_opening_takes_the_same_queries_for_any_number(sue, row, round, link):
    with CaptureQueriesContext(connection) as one:
        opened(link)
    for number in range(3):
        make_recommendation(row.plan, reference=str(number), owners=[sue], at=moment(hour=15))
    with CaptureQueriesContext(connection) as four:
        assert len(opened(link).asked) == 4

    assert (len(one), len(four)) == (8, 8)
    assert [q["sql"] for q in four if not q["sql"].startswith("SELECT")] == []


@pytest.mark.parametrize(
    "forged",
    [
        lambda link: token(link)[:-1] + ("A" if token(link)[-1] != "A" else "B"),
        lambda link: "2" + token(link)[1:],
        lambda link: token(link).partition(".")[0],
        lambda link: f"{link.pk}.",
        lambda link: Signer(salt="another", sep=".").sign(str(link.pk)),
        lambda link: Signer(sep=".").sign(str(link.pk)),
        lambda link: Signer(salt="recommendations.answer_links", sep=".", key="x").sign(
            str(link.pk)
        ),
        lambda link: Signer(salt="recommendations.answer_links", sep=".").sign("999999"),
        lambda link: Signer(salt="recommendations.answer_links", sep=".").sign("Sue"),
        lambda link: dumps(link.pk, salt="recommendations.answer_links"),
        lambda link: "",
        lambda link: "é",
    ],
)
def test_no_other_token_opens_it(link, forged):
    with pytest.raises(LinkRefused) as refusal:
        open_link(forged(link), on=LATER)

    assert refusal.value.why == Why.UNKNOWN


def test_it_works_on_its_last_day_and_no_longer(link):
    assert opened(link, LAST).link == link
    assert why(link, LAST + timedelta(days=1)) == (
        Why.RAN_OUT,
        "This link worked until 24 June 2016. Ask whoever sent it to you for a new one.",
    )


def test_it_works_while_the_round_is_open(round, link):
    close_round(round, **written(LATER))
    assert why(link)[0] == Why.CLOSED

    reopen_round(round, reason="One was ill", **written(LATER, moment(LATER, 13)))
    assert opened(link).link == link


def test_of_a_cancelled_round_nothing_is_asked(round, link):
    cancel_round(round, by=make_user(), at=moment(hour=15), reason="The wrong plan")

    assert why(link)[0] == Why.CLOSED


@pytest.mark.parametrize(("may_sign_in", "said"), [(True, "has_account"), (False, "out_of_use")])
def test_who_has_an_account_by_now_signs_in(sue, link, may_sign_in, said):
    sue.user = make_user("sue@example.gov.uk", "Sue Moorman", is_active=may_sign_in)
    sue.save()

    assert why(link)[0] == said


def test_who_is_no_longer_in_use_answers_nothing(sue, link):
    sue.is_active = False
    sue.save()

    assert why(link)[0] == Why.OUT_OF_USE


def test_the_link_of_another_spelling_is_that_of_who_it_was_merged_into(sue, row, round, link):
    susan = make_owner("Susan Moorman")
    merge(sue, susan, by=make_user(), at=moment(hour=15))

    assert (opened(link).person, keys(link)) == (susan, [row.pk])
    assert given(susan, round) == (path_of(link), 0)
    assert sent(link, row).on_behalf_of == susan


def test_merged_into_somebody_with_an_account_it_says_so(sue, link):
    merge(sue, make_owner("Susan Moorman", user=make_user()), by=make_user(), at=moment(hour=15))

    assert why(link)[0] == Why.HAS_ACCOUNT


def test_what_a_post_or_a_group_of_theirs_is_asked_is_theirs(sue, row, round, link):
    post, group = make_owner("Head of HR", "post"), make_owner("ELT", "group")
    of_post, of_group = (
        make_recommendation(row.plan, reference=name, owners=[owner], at=moment(hour=15))
        for name, owner in (("6", post), ("7", group))
    )
    assert keys(link) == [row.pk]

    appoint(post, [sue], **written(LATER))
    appoint(group, [make_owner("Graham Lidell"), sue], **written(LATER))

    assert sorted(keys(link)) == [row.pk, of_post.pk, of_group.pk]
    appoint(post, [make_owner("Cliff Youngman")], **written(LATER + timedelta(days=1)))
    assert sorted(keys(link, LATER + timedelta(days=1))) == [row.pk, of_group.pk]


def test_what_was_handed_over_meanwhile_is_not_theirs(row, link):
    make_owner_cell(row, make_owner("Graham Lidell"), on=LATER)

    assert keys(link) == []
    with pytest.raises(LinkRefused):
        sent(link, row)
    assert not ProgressUpdate.objects.exists()


def test_what_is_exempt_is_counted_and_never_shown(sue, row, link):
    other = make_recommendation(row.plan, text="Kept", owners=[sue], at=moment(hour=14))
    exempt(other)

    assert keys(link) == [row.pk]
    assert (opened(link).exempt, opened(link).not_by_link) == (1, 0)
    with pytest.raises(LinkRefused):
        sent(link, other)
    with pytest.raises(LinkRefused):
        nil_return_through(link, other, on=LATER, at=moment(LATER))
    assert (ProgressUpdate.objects.count(), NilReturn.objects.count()) == (0, 0)


def test_a_part_that_is_exempt_keeps_the_whole_of_it(row, link):
    exempt_all([row], "3", parts=["owner"], **written(at=moment(hour=15)))

    assert (keys(link), opened(link).exempt) == ([], 1)


def test_what_is_of_a_plan_without_links_is_counted(row, link):
    row.plan.answer_links = False
    row.plan.save()

    assert (keys(link), opened(link).not_by_link) == ([], 1)


def test_what_is_no_longer_monitored_is_not_asked(row, link):
    monitor_all([row], is_monitored=False, reason="Noted", **written(LATER))

    assert (keys(link), opened(link).exempt) == ([], 0)


def test_what_is_of_a_plan_out_of_use_is_not_asked(row, link):
    row.plan.is_active = False
    row.plan.save()

    assert keys(link) == []


def test_what_others_own_is_not_asked(row, link):
    make_recommendation(row.plan, owners=[make_owner("Graham Lidell")], at=moment(hour=15))
    make_recommendation(row.plan, at=moment(hour=15))

    assert keys(link) == [row.pk]


# Answering


def test_a_report_is_recorded_as_theirs_through_the_link(sue, row, round, link):
    on_track = NewStatus("On track", "on_track")

    update = sent(link, row, status=on_track, per_cent=40)

    kept = ProgressUpdate.objects.get()
    assert kept == update
    assert (kept.narrative, kept.per_cent, kept.round) == ("All were trained.", 40, round)
    assert (kept.recorded_by.name, kept.on_behalf_of) == ("Link sent by e-mail", sue)
    assert (kept.valid_from, kept.recorded_at) == (LATER, moment(LATER))
    assert kept.source_note == "Through the link of the round “May 2016”"
    status = kept.statuses.get()
    assert (status.word, status.recorded_by, status.on_behalf_of) == (
        "On track",
        kept.recorded_by,
        sue,
    )
    row.refresh_from_db()
    assert (row.status_word, row.last_update_on) == ("On track", LATER)
    [newest, *_] = timeline(row)
    assert (newest.recorded_by, newest.on_behalf_of) == ("Link sent by e-mail", "Sue Moorman")


def test_it_can_be_answered_again(row, link):
    sent(link, row)

    sent(link, row, narrative="All but two.", at=moment(LATER, 13))

    assert [u.narrative for u in ProgressUpdate.objects.order_by("pk")] == [
        "All were trained.",
        "All but two.",
    ]
    assert opened(link).asked[0].answer.on_behalf_of == "Sue Moorman"


def test_no_change_is_recorded_as_theirs(sue, row, round, link):
    make_update(row, "Begun", at=moment(hour=12, minute=30))

    [nil_return] = nil_return_through(link, row, on=DAY, at=moment(LATER))

    assert (nil_return.round, nil_return.valid_from) == (round, DAY)
    assert (nil_return.recorded_by.name, nil_return.on_behalf_of) == ("Link sent by e-mail", sue)
    assert opened(link).asked[0].answer.is_given


def test_no_change_after_an_answer_is_refused(row, link):
    sent(link, row)

    with pytest.raises(ValidationError, match="answered already"):
        nil_return_through(link, row, on=LATER, at=moment(LATER, 13))

    assert not NilReturn.objects.exists()


def test_who_reports_over_a_newer_answer_is_told(row, link):
    seen = version_of_report(row)
    make_update(row, "Theirs", on=LATER, at=moment(LATER))

    with pytest.raises(EditedMeanwhile):
        sent(link, row, version=seen, at=moment(LATER, 13))

    assert [update.narrative for update in ProgressUpdate.objects.all()] == ["Theirs"]


@pytest.mark.parametrize("end", ["revoked", "closed", "run out"])
def test_a_link_that_stopped_working_meanwhile_takes_nothing(row, round, link, end):
    at = moment(LATER)
    if end == "revoked":
        revoke_link(link, by=make_user(), at=moment(hour=15))
        link.revoked_at = None  # As whoever opened the page had it.
    elif end == "closed":
        close_round(round, **written(at=moment(hour=15)))
    else:
        at = moment(LAST + timedelta(days=1))

    with pytest.raises(LinkRefused):
        sent(link, row, at=at)
    with pytest.raises(LinkRefused):
        nil_return_through(link, row, on=DAY, at=at)

    assert (ProgressUpdate.objects.count(), NilReturn.objects.count()) == (0, 0)
    assert not User.objects.filter(name="Link sent by e-mail").exists()


# Who has one


def told(round, on=LATER):
    return [
        (one.person.name, one.asked, one.answered, one.answered_through, one.link)
        for one in linked_people(round, on=on)
    ]


def test_who_needs_a_link(sue, row, round):
    cliff, post = make_owner("Cliff Youngman"), make_owner("Head of HR", "post")
    appoint(post, [cliff, make_owner("Olive Officer", user=make_user())], **written())
    second, third = (
        make_recommendation(row.plan, reference=name, owners=owners, at=moment(hour=14))
        for name, owners in (("6", [sue, post]), ("7", [make_owner("ELT", "group")]))
    )
    exempt(make_recommendation(row.plan, owners=[sue], at=moment(hour=14)))
    link = made(sue, round)
    sent(link, row)
    make_update(second, "By another", on=LATER, at=moment(LATER, 13))

    assert told(round) == [
        ("Cliff Youngman", 1, 1, 0, None),
        ("Sue Moorman", 2, 2, 1, link),
    ]
    assert linked_people(round, on=LATER)[1].last_at == moment(LATER)
    assert not third.progressupdates.exists()


def test_who_had_one_is_told_though_nothing_is_theirs_any_more(sue, row, round, link):
    make_owner_cell(row, make_owner("Graham Lidell"), on=LATER)
    revoke_link(link, by=make_user(), at=moment(LATER))

    assert told(round) == [("Graham Lidell", 1, 0, 0, None), ("Sue Moorman", 0, 0, 0, link)]


def test_who_needs_a_link_takes_the_same_queries_for_any_number(sue, row, round, link):
    with CaptureQueriesContext(connection) as one:
        told(round)
    for number in range(3):
        owner = make_owner(f"Officer {number}")
        make_recommendation(row.plan, reference=str(number), owners=[owner], at=moment(hour=15))
    with CaptureQueriesContext(connection) as four:
        assert len(told(round)) == 4

    assert (len(one), len(four)) == (8, 8)
