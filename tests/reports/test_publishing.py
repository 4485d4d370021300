from datetime import date

import pytest
from django.core.exceptions import ValidationError
from lxml import html

from people.roles import Role
from reports.models import Publication
from reports.publishing import (
    NOT_PUBLIC,
    NOT_SHOWN,
    SHOWN_ALREADY,
    WHY_BACK,
    WHY_OFF,
    is_shown,
    show_to_the_public,
    stands_without,
    take_off_public_page,
)
from reports.views.access import NOT_FOR_CLERKS
from tests.factories import (
    make_draft,
    make_issued,
    make_meeting,
    make_plan,
    make_user,
    moment,
    written,
)
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
JUNE = date(2016, 6, 20)
LATER = date(2016, 7, 1)


@pytest.fixture
def paper():
    """Issued and shown on 20 June."""
    return make_issued(make_plan())


def take_off(paper, on=LATER, reason="The wrong plan", at=None):
    return take_off_public_page(paper, reason=reason, **written(on, at))


# The acts


def test_an_issued_paper_is_put_on_the_public_page_without_a_reason():
    paper = make_issued(make_plan(), shown=False)

    fact = show_to_the_public(paper, **written(JUNE))

    assert (fact.appendix, fact.is_shown, fact.reason) == (paper, True, "")
    assert (fact.recorded_by, fact.valid_from, fact.recorded_at) == (
        make_user(),
        JUNE,
        moment(JUNE),
    )
    assert is_shown(paper, on=JUNE)
    assert not is_shown(paper, on=date(2016, 6, 19))


def test_a_paper_is_taken_off_with_a_reason_and_stays_issued(paper):
    fact = take_off(paper, reason=" The wrong plan\r\n")

    assert (fact.appendix, fact.is_shown) == (paper, False)
    assert (fact.reason, fact.valid_from) == (" The wrong plan", LATER)
    assert (fact.recorded_by, fact.recorded_at) == (make_user(), moment(LATER))
    assert is_shown(paper, on=date(2016, 6, 30))
    assert not is_shown(paper, on=LATER)
    paper.refresh_from_db()
    assert paper.is_issued
    assert bytes(paper.pdf) == b"%PDF-1.7 sample"


def test_a_paper_is_put_back_with_a_reason(paper):
    take_off(paper)

    fact = show_to_the_public(paper, reason="It was right", **written(at=moment(LATER, 13)))

    assert (fact.is_shown, fact.reason) == (True, "It was right")


@pytest.mark.parametrize("reason", ["", " \n "])
def test_taking_off_needs_a_reason(paper, reason):
    with pytest.raises(ValidationError) as refused:
        take_off(paper, reason=reason)

    assert refused.value.message_dict == {"reason": [WHY_OFF]}
    assert Publication.objects.count() == 1


def test_putting_back_needs_a_reason(paper):
    take_off(paper)

    with pytest.raises(ValidationError) as refused:
        show_to_the_public(paper, **written(LATER, moment(LATER, 13)))

    assert refused.value.message_dict == {"reason": [WHY_BACK]}
    assert Publication.objects.count() == 2


def test_what_is_shown_is_not_put_on_again(paper):
    with pytest.raises(ValidationError) as refused:
        show_to_the_public(paper, reason="Again", **written(LATER))

    assert refused.value.messages == [SHOWN_ALREADY]
    assert Publication.objects.count() == 1


def test_what_is_off_is_not_taken_off_again(paper):
    take_off(paper)

    with pytest.raises(ValidationError) as refused:
        take_off(paper, at=moment(LATER, 13))

    assert refused.value.messages == [NOT_SHOWN]
    assert Publication.objects.count() == 2


def test_a_paper_is_not_taken_off_from_a_day_before_it_was_shown(paper):
    with pytest.raises(ValidationError) as refused:
        take_off(paper, on=date(2016, 6, 19))

    assert refused.value.messages == [NOT_SHOWN]


def test_a_draft_never_is_on_the_public_page():
    draft = make_draft(make_plan())

    with pytest.raises(ValidationError) as refused:
        show_to_the_public(draft, **written(JUNE))

    assert refused.value.messages == [NOT_PUBLIC]
    assert not Publication.objects.exists()


def test_an_exempt_paper_never_is_on_the_public_page():
    paper = make_issued(make_plan(), audience="exempt")

    with pytest.raises(ValidationError) as refused:
        show_to_the_public(paper, **written(JUNE))

    assert refused.value.messages == [NOT_PUBLIC]
    assert not Publication.objects.exists()


def test_without_the_newest_version_the_newest_of_the_others_that_are_shown_stands(paper):
    second = make_issued(paper.plan, replaces=paper)
    third = make_issued(paper.plan, replaces=second)
    of_another_meeting = make_issued(paper.plan, make_meeting(day=date(2016, 9, 27)))

    assert stands_without(third, on=LATER) == second
    assert stands_without(paper, on=LATER) == third
    take_off(second)
    assert stands_without(third, on=LATER) == paper
    assert stands_without(of_another_meeting, on=LATER) is None


# The page


@pytest.fixture
def clerk(client):
    user = make_user("clem@example.gov.uk", "Clem Clerk", role=Role.CLERK)
    client.force_login(user)
    return user


def address(paper):
    return f"/appendices/{paper.pk}/publication/"


def heading(page):
    return html.fromstring(page.text).findtext(".//h1")


def test_the_page_takes_a_paper_off_and_says_what_stays(client, clerk, paper):
    page = client.get(address(paper))

    assert heading(page) == "Take off the public page"
    assert "Its address says that there is no such paper" in words(page)
    assert "The paper stays issued" in words(page)
    assert "Whoever downloaded it has it" in words(page)
    assert "Put on the public page on 20 June 2016, 12:00 by Alice Archer" in words(page)

    response = client.post(address(paper), filled_in(page, reason="The wrong plan"))

    assert response.status_code == 302
    assert response.url == f"/appendices/{paper.pk}/"
    last = paper.publications.latest("pk")
    assert (last.is_shown, last.reason, last.recorded_by) == (False, "The wrong plan", clerk)


def test_the_page_puts_a_paper_back_and_shows_why_it_was_taken_off(client, clerk, paper):
    take_off(paper)
    page = client.get(address(paper))

    assert heading(page) == "Put back on the public page"
    assert "by Alice Archer. The reason given: The wrong plan" in words(page)

    client.post(address(paper), filled_in(page, reason="It was right"))

    last = paper.publications.latest("pk")
    assert (last.is_shown, last.reason, last.recorded_by) == (True, "It was right", clerk)


def test_the_page_says_which_version_stands_then(client, clerk, paper):
    second = make_issued(paper.plan, replaces=paper)

    assert "Version 1 stands at its address" in words(client.get(address(second)))
    assert "Version 2 stands at its address" in words(client.get(address(paper)))


def test_the_page_asks_for_the_reason_and_keeps_what_was_typed(client, clerk, paper):
    page = send(client, address(paper), reason=" ")

    assert problems(page) == [WHY_OFF]
    assert heading(page) == "Take off the public page"
    assert paper.publications.count() == 1


def test_who_comes_second_does_not_put_back_what_was_taken_off(client, clerk, paper):
    opened = filled_in(client.get(address(paper)), reason="Names are in it")
    take_off(paper)

    page = client.post(address(paper), opened)

    assert problems(page) == [NOT_SHOWN]
    assert heading(page) == "Take off the public page"
    assert "Names are in it" in page.text
    assert [fact.is_shown for fact in paper.publications.order_by("pk")] == [True, False]


def test_the_form_counts_once(client, clerk, paper):
    sent = filled_in(client.get(address(paper)), reason="The wrong plan")

    for _ in range(2):
        assert client.post(address(paper), sent).status_code == 302

    assert paper.publications.count() == 2


@pytest.mark.parametrize("audience", ["public", "exempt"])
def test_there_is_nothing_to_publish_of_a_draft_or_an_exempt_paper(client, clerk, audience):
    made = make_draft if audience == "public" else make_issued
    paper = made(make_plan(), audience=audience)

    page = client.get(address(paper))

    assert page.status_code == 404
    assert NOT_PUBLIC in words(page)


def test_a_lead_does_not_publish(client, paper):
    client.force_login(make_user("lena@example.gov.uk", "Lena Lead", role=Role.LEAD))

    page = client.post(address(paper), {"wanted": "take off", "reason": "The wrong plan"})

    assert page.status_code == 403
    assert NOT_FOR_CLERKS in words(page)
    assert paper.publications.count() == 1
