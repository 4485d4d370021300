import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from people.merging import merge
from people.models import Alias, Owner
from people.roles import Role
from people.tenures import appoint
from tests.factories import make_department, make_owner, make_user, moment, written
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    client = Client()
    client.force_login(make_user("lena@example.gov.uk", "Lena Lead", role=Role.LEAD))
    return client


@pytest.fixture
def officer():
    client = Client()
    client.force_login(make_user(role=Role.OFFICER))
    return client


@pytest.fixture
def sue():
    return make_owner(department=make_department("Human Resources"))


@pytest.fixture
def duplicate():
    return make_owner("Sue Mooman", email="old@example.gov.uk")


def address(owner, into=None, page="merge"):
    return f"/owners/{owner.pk}/{page}/" + (f"?into={into.pk}" if into else "")


def offered(page):
    """Who can be chosen, and at which address."""
    found = html.fromstring(page.text).xpath("//tbody/tr")
    return [(row.xpath("string(th/a)"), row.xpath("string(td/a/@href)")) for row in found]


def sides(page):
    """What is said of each of the two."""
    found = html.fromstring(page.text).xpath("//section")
    return [" ".join(" ".join(side.itertext()).split()) for side in found]


def merged(duplicate, into):
    merge(duplicate, into, by=make_user(), at=moment())
    return Owner.objects.get(pk=duplicate.pk)


# Choosing the other one


def test_who_is_perhaps_the_same_is_offered_at_once(lead, sue, duplicate):
    make_owner("Graham Lidell")

    page = lead.get(address(duplicate))

    assert "Which other one is Sue Mooman?" in words(page)
    assert offered(page) == [("Sue Moorman", address(duplicate, sue))]


def test_the_other_one_is_found_by_typing(lead, sue, duplicate):
    graham = make_owner("Graham Lidell")
    Alias.objects.create(owner=graham, name="G Moor")
    make_owner("Moor End team", "group")
    merged(make_owner("Old Moor"), graham)

    page = lead.get(f"{address(duplicate)}?q=moor")

    assert offered(page) == [
        ("Graham Lidell", address(duplicate, graham)),
        ("Sue Moorman", address(duplicate, sue)),
    ]


@pytest.mark.parametrize(
    "query",
    [
        "q=zzz",
        "q=%00",
        "q=" + "x" * 500,
        "into=x",
        "into=999",
        "q=",
        "into=" + "9" * 19,
        "into=" + "9" * 5000,
        "into=²",
    ],
)
def test_odd_question_is_no_failure(lead, duplicate, query):
    page = lead.get(f"{address(duplicate)}?{query}")

    assert page.status_code == 200
    assert offered(page) == []


def test_nobody_found_is_said(lead, duplicate):
    page = lead.get(f"{address(duplicate)}?q=zzz")

    assert "No other person has these letters in the name" in words(page)


def test_nothing_close_is_said(lead):
    page = lead.get(address(make_owner("Graham Lidell")))

    assert "No other person is called nearly the same. Find them by typing" in words(page)


def test_initials_are_offered_the_name_in_full(lead, sue):
    initials = make_owner("S. Moorman")

    assert offered(lead.get(address(initials))) == [("Sue Moorman", address(initials, sue))]


def test_more_than_are_shown_are_counted(lead, duplicate):
    for number in range(20):
        make_owner(f"Moor {number:02}")

    assert "type more letters" not in words(lead.get(f"{address(duplicate)}?q=moor"))
    make_owner("Moor 20")
    page = lead.get(f"{address(duplicate)}?q=moor")

    assert len(offered(page)) == 20
    assert "20 of 21: type more letters." in words(page)


# Both of them


def test_both_are_shown_with_what_changes(lead, sue, duplicate):
    head = make_owner("Head of HR", "post")
    appoint(head, [sue], **written())
    merged(make_owner("S Mooman"), duplicate)
    duplicate.user = make_user("sue@example.gov.uk")
    duplicate.save()

    page = lead.get(address(duplicate, sue))

    said = words(page)
    assert "Merge Sue Mooman into Sue Moorman?" in said
    assert sides(page) == [
        "Sue Mooman Becomes another spelling Department None E-mail address old@example.gov.uk "
        "Signs in as sue@example.gov.uk Holds, or sits in, today Nothing recorded "
        "Other spellings S Mooman (merged)",
        "Sue Moorman Stays Department Human Resources E-mail address None "
        "Signs in as Does not sign in Holds, or sits in, today Head of HR Other spellings None",
    ]
    assert "sue@example.gov.uk signs in as Sue Moorman." in said
    assert "“S Mooman”, which was merged into Sue Mooman, goes along." in said
    assert "old@example.gov.uk is not carried over" in said
    assert address(sue, duplicate) in page.text


def test_of_posts_who_holds_them_is_shown(lead, sue):
    head, same = make_owner("Head of HR", "post"), make_owner("Head of H.R.", "post")
    appoint(head, [sue], **written())

    said = words(lead.get(address(same, head)))

    assert "Held today by Not recorded" in said
    assert "Held today by Sue Moorman" in said
    assert "Who holds it is what is written down for Head of HR." in said


def test_why_it_cannot_be_is_said_in_place_of_the_form(lead, sue):
    page = lead.get(address(make_owner("ELT", "group"), sue))

    assert "Choose one of the same kind: ELT is a group, Sue Moorman is a person." in words(page)
    assert 'method="post" novalidate' not in page.text


def test_they_are_merged(lead, sue, duplicate):
    page = lead.get(address(duplicate, sue))

    response = lead.post(address(duplicate, sue), filled_in(page, reason="One person"), follow=True)

    assert response.redirect_chain == [(f"/owners/{sue.pk}/", 302)]
    assert "Merged. The old name is another spelling from now on." in words(response)
    assert "Merged into it Sue Mooman" in words(response)
    kept = Owner.objects.get(pk=duplicate.pk)
    trace = kept.history.order_by("history_id").last()
    assert (kept.merged_into, trace.history_user.name) == (sue, "Lena Lead")
    assert trace.history_change_reason == "One person"


def test_sent_twice_it_counts_once(lead, sue, duplicate):
    sent = filled_in(lead.get(address(duplicate, sue)))
    lead.post(address(duplicate, sue), sent)

    again = lead.post(address(duplicate, sue), sent, follow=True)

    assert "The form was sent twice, and counts once." in words(again)
    assert Owner.objects.get(pk=duplicate.pk).version == 2


def test_without_a_choice_nothing_is_merged(lead, duplicate):
    page = lead.post(address(duplicate), {"reason": "Because"})

    assert problems(page) == ["Choose the other one first"]
    assert Owner.objects.get(pk=duplicate.pk).merged_into is None


def test_what_stands_in_the_way_by_now_is_said(lead, sue, duplicate):
    sent = filled_in(lead.get(address(duplicate, sue)))
    other = make_owner("Sue Moormann")
    merged(sue, other)

    page = lead.post(address(duplicate, sue), sent)

    assert problems(page) == [
        "Sue Moorman was merged into Sue Moormann already. Choose Sue Moormann"
    ]


def test_preview_takes_the_same_queries_for_any_number(lead, sue, duplicate):
    counts = []
    for number in range(30):
        merged(make_owner(f"Spelling {number}"), duplicate)
        Alias.objects.create(owner=sue, name=f"Alias {number}")
        appoint(make_owner(f"Post {number}", "post"), [sue, duplicate], **written())
        if number + 1 in (1, 3, 30):
            with CaptureQueriesContext(connection) as queries:
                lead.get(address(duplicate, sue))
            counts.append(len(queries))

    assert len(set(counts)) == 1
    assert counts[0] <= 16


# What was merged


def test_page_of_what_was_merged_says_where_it_went(officer, lead, sue, duplicate):
    merged(duplicate, sue)

    page = officer.get(f"/owners/{duplicate.pk}/")

    assert "Person Merged Sue Mooman" in words(page)
    assert "Papers that say “Sue Mooman” keep their words" in words(page)
    assert "unmerge" not in page.text
    shown_to_lead = lead.get(f"/owners/{duplicate.pk}/").text
    assert address(duplicate, page="unmerge") in shown_to_lead
    assert address(duplicate, page="edit") not in shown_to_lead


def test_page_of_a_post_that_was_merged_says_that_its_holders_count_no_longer(officer):
    head, same = make_owner("Head of HR", "post"), make_owner("Head of H.R.", "post")
    merged(same, head)

    page = officer.get(f"/owners/{same.pk}/")

    assert "who holds or sits in Head of HR is written down there" in words(page)
    assert "Vacant" not in words(page)


@pytest.mark.parametrize("page", ["edit", "merge", "tenure"])
def test_what_was_merged_is_changed_where_it_went(lead, sue, duplicate, page):
    merged(duplicate, sue)

    response = lead.get(address(duplicate, page=page))

    assert response.status_code == 404
    assert "Sue Mooman was merged into Sue Moorman. Change Sue Moorman, or undo" in words(response)


def test_it_is_undone(lead, sue, duplicate):
    merged(duplicate, sue)

    page = send(lead, address(duplicate, page="unmerge"), reason="Two people")

    assert page.url == f"/owners/{duplicate.pk}/"
    kept = Owner.objects.get(pk=duplicate.pk)
    assert (kept.merged_into, kept.is_active) == (None, True)
    assert "Undone. They are two owners again." in words(lead.get(page.url))
    trail = words(lead.get(address(duplicate, page="history")))
    assert "Lena Lead Two people" in trail


def test_what_was_not_merged_has_nothing_to_undo(lead, sue):
    assert lead.get(address(sue, page="unmerge")).status_code == 404


def test_administration_pages_leave_what_was_merged_alone(client, sue, duplicate):
    client.force_login(make_user("ada@example.gov.uk", "Ada", role=Role.ADMINISTRATOR))
    merged(duplicate, sue)

    page = client.post(f"/admin/people/owner/{duplicate.pk}/change/", {"name": "Other"})

    assert page.status_code == 403
    assert Owner.objects.get(pk=duplicate.pk).name == "Sue Mooman"


def test_who_is_out_of_use_is_offered_the_other_way_round(lead, sue):
    left = make_owner("Graham Lidell", is_active=False)

    page = lead.get(address(sue, left))

    assert "Graham Lidell is no longer in use, and Sue Moorman is." in words(page)
    links = html.fromstring(page.text).xpath("//main//a")
    by_words = {" ".join(link.text_content().split()): link.get("href") for link in links}
    assert by_words["The other way round: Graham Lidell into Sue Moorman"] == address(left, sue)


def test_what_stands_in_the_way_both_ways_is_offered_neither(lead, sue):
    page = lead.get(address(make_owner("ELT", "group"), sue))

    assert "other way round" not in words(page)
