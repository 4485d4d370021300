import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from people.models import User
from people.preferences import prefer
from people.roles import Role
from recommendations.models import SavedView
from recommendations.saved_views import edit_view, take_back_view
from tests.factories import (
    make_department,
    make_recommendation,
    make_saved_view,
    make_user,
    moment,
)
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
LIST, VIEWS, NEW = "/recommendations/", "/recommendations/views/", "/recommendations/views/new/"
BEGIN, START = f"{VIEWS}begin/", "/start/"
ONCE = "This was saved already. The form was sent twice, and counts once."


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def lena():
    return make_user("lena@example.gov.uk", "Lena Lead", Role.LEAD)


@pytest.fixture
def olive():
    return make_user("olive@example.gov.uk", "Olive Officer", Role.OFFICER)


@pytest.fixture
def lead(lena):
    return signed_in(lena)


@pytest.fixture
def officer(olive):
    return signed_in(olive)


def address(view, page=""):
    return f"{VIEWS}{view.pk}/{page}"


def page(client, address, **headers):
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return html.fromstring(response.text)


def heading(found):
    return " ".join(found.xpath("string(//h1)").split())


def links(found, path):
    return {" ".join(a.text_content().split()): a.get("href") for a in found.xpath(f"{path}//a")}


def kept():
    return list(SavedView.objects.values_list("user__name", "name", "query", "is_shared"))


def said(response):
    found = html.fromstring(response.text)
    return [item.text_content() for item in found.xpath('//*[@role="status"]//li')]


def test_the_list_offers_the_built_in_views_and_the_page_of_all(lead):
    found = page(lead, LIST)

    assert links(found, '//nav[@aria-label="Views"]') == {
        "All mine": f"{LIST}?mine=on",
        "My department": f"{LIST}?department=own",
        "Overdue": f"{LIST}?overdue=on",
        "Silent this round": f"{LIST}?round=silent",
        "All views, and where to begin": VIEWS,
    }
    assert heading(found) == "Recommendations"


def test_the_list_offers_ones_own_and_shared_views(lead, lena, olive):
    own = make_saved_view(lena, "Late", query="overdue=on&due=30")
    shared = make_saved_view(olive, "Theirs", is_shared=True, query="due=90")
    make_saved_view(olive, "Hidden")

    offered = links(page(lead, LIST), '//nav[@aria-label="Views"]/details/ul')

    assert offered == {"Late": address(own), "Theirs": address(shared)}


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("?overdue=on", "Overdue"),
        ("?overdue=on&sort=owner&after=2016-05-31~1", "Overdue"),
        ("?due=30&sort=owner", "Soon, by owner"),
        ("?sort=-owner&due=30", "Soon"),
        ("?mine=on&overdue=on", ""),
        ("", ""),
    ],
)
def test_the_list_says_which_view_is_open(lead, lena, query, name):
    make_saved_view(lena, "Soon", query="due=30")
    make_saved_view(lena, "Soon, by owner", query="due=30&sort=owner")

    found = page(lead, LIST + query)

    expected = f"Recommendations: {name}" if name else "Recommendations"
    assert heading(found) == expected
    assert found.findtext(".//title").startswith(f"{expected} –")
    current = found.xpath('//nav[@aria-label="Views"]//a[@aria-current="page"]')
    assert [link.text for link in current] == ([name] if name else [])


def test_which_view_is_open_changes_with_the_results(lead):
    response = lead.get(f"{LIST}?overdue=on", headers={"HX-Request": "true"})
    found = html.fromstring(f"<div>{response.text}</div>")

    assert found.xpath('string(//*[@id="view-open"][@hx-swap-oob])') == ": Overdue"
    assert found.xpath('//nav[@id="list-views"][@hx-swap-oob]')
    assert "<title>Recommendations: Overdue –" in response.text


def test_what_is_shown_can_be_saved_unless_it_is_saved(lead, lena):
    make_saved_view(lena, "Soon", query="due=30")

    def save(query, **headers):
        text = lead.get(f"{LIST}?{query}", headers=headers).text
        return html.fromstring(f"<div>{text}</div>").xpath('//a[.="Save this view"]/@href')

    saving = [f"{NEW}?due=30&sort=owner"]
    assert save("sort=owner&due=30&end=1") == saving
    assert save("sort=owner&due=30", **{"HX-Request": "true"}) == saving
    assert save("due=30") == save("overdue=on") == save("") == []


def test_a_view_is_saved_and_opened(lead):
    shown = words(lead.get(f"{NEW}?overdue=on&end=1"))
    response = send(lead, f"{NEW}?overdue=on&end=1", name="Late ones", is_shared="on")

    assert "What it shows: Overdue" in shown
    assert kept() == [("Lena Lead", "Late ones", "overdue=on", True)]
    opened = lead.get(response.url, follow=True)
    assert opened.redirect_chain == [(f"{LIST}?overdue=on", 302)]
    assert said(opened) == ["Saved as “Late ones”: everybody who may read the plans sees it."]


def test_a_form_sent_twice_counts_once(lead):
    sent = filled_in(lead.get(f"{NEW}?overdue=on"), name="Late")
    first = lead.post(f"{NEW}?overdue=on", sent)
    again = lead.post(f"{NEW}?overdue=on", sent)

    assert len(kept()) == 1
    assert again.url == first.url
    assert ONCE in said(lead.get(again.url, follow=True))


def test_a_name_that_is_taken_is_told_beside_it(lead, lena):
    make_saved_view(lena, "Late")

    response = send(lead, f"{NEW}?mine=on", name="LATE", is_shared="on")

    assert problems(response) == [
        "You have a view called “LATE” already. Choose another name",
    ]
    assert filled_in(response)["name"] == ["LATE"]
    assert filled_in(response)["is_shared"] == ["on"]
    assert len(kept()) == 1


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        (
            "department={housing}&overdue=on&sort=-owner&columns=plan",
            "Department: Housing, and what is within it; Overdue; Sorted by owner, the last first; "
            "With columns of its own Name",
        ),
        (
            "department=own&round=silent&sort=colour&owner=Zzz",
            "Owner: “Zzz” not found; My departments, and what is within them; Silent in a round "
            "that is open Name",
        ),
    ],
)
def test_what_is_saved_is_said_in_words(lead, query, shown):
    query = query.format(housing=make_department("Housing").pk)

    assert f"What it shows: {shown}" in words(lead.get(f"{NEW}?{query}"))


def test_without_filters_it_is_everything(lead):
    assert "Everything that is monitored" in words(lead.get(NEW))
    opened = lead.get(send(lead, NEW, name="All").url)

    assert opened.url == LIST
    assert heading(page(lead, LIST)) == "Recommendations: All"


def test_what_is_shown_takes_the_place_of_what_a_view_shows(lead, lena):
    view = make_saved_view(lena, "Late")
    [edit] = links(page(lead, f"{NEW}?due=30"), "//main//ul[preceding-sibling::h2]").values()
    assert edit == f"{address(view, 'edit/')}?due=30"
    shown = filled_in(lead.get(edit))
    assert shown["query"] == ["due=30"]

    response = send(lead, edit)

    assert kept() == [("Lena Lead", "Late", "due=30", False)]
    assert lead.get(response.url).url == f"{LIST}?due=30"


def test_a_view_is_renamed_and_shared(lead, lena):
    view = make_saved_view(lena, "Late")
    assert "Overdue" in words(lead.get(address(view, "edit/")))

    response = send(lead, address(view, "edit/"), name="Overdue ones", is_shared="on")

    assert response.url == VIEWS
    assert kept() == [("Lena Lead", "Overdue ones", "overdue=on", True)]


def test_two_windows_that_change_one_view(lead, lena):
    view = make_saved_view(lena, "Late")
    edit = f"{address(view, 'edit/')}?mine=on"
    sent = filled_in(lead.get(edit), name="Mine", query="mine=on")
    changed = {"name": "Theirs", "query": "due=30", "is_shared": False}
    edit_view(view, by=lena, at=moment(hour=13), version=1, **changed)

    refused = lead.post(edit, sent)
    assert refused.status_code == 200
    assert SavedView.objects.get().name == "Theirs"
    assert "Changed meanwhile: choose what to keep" in words(refused)

    typed = {"keep-name": "typed", "keep-query": "typed"}
    assert lead.post(edit, filled_in(refused, **typed)).status_code == 302
    assert kept() == [("Lena Lead", "Mine", "mine=on", False)]


def test_a_filter_that_came_to_be_known_no_longer_is_told(lead, lena):
    view = make_saved_view(lena, "Red")
    SavedView.objects.update(query="colour=red&plan=gone")

    response = lead.get(address(view), follow=True)

    assert said(response) == [
        "This view asks for something that the list no longer knows (colour): that is left out."
    ]
    assert "No plan that you may read has “gone” in its title" in response.text


def test_a_view_is_deleted_from_a_page_that_names_it(lead, lena):
    view = make_saved_view(lena, "Late", is_shared=True)
    lead.post(BEGIN, {"start": view.word})

    asked = words(lead.get(address(view, "delete/")))
    sent = filled_in(lead.get(address(view, "delete/")))
    response = lead.post(address(view, "delete/"), sent)

    assert "“Late” goes for good" in asked
    assert "You begin with it after signing in" in asked
    assert kept() == []
    assert said(lead.get(response.url)) == ["“Late” is deleted."]
    assert lead.post(address(view, "delete/"), sent).url == VIEWS
    assert lead.get(START).url == "/"


def test_a_lead_takes_back_what_an_officer_shares(lead, officer, olive):
    view = make_saved_view(olive, "Late", is_shared=True)
    assert "Take back Late" in links(page(lead, VIEWS), "//main//table")
    assert "Take back Late" not in links(page(officer, VIEWS), "//main//table")

    response = send(lead, address(view, "delete/"))

    assert said(lead.get(response.url)) == ["“Late” is shared no longer. Olive Officer keeps it."]
    assert kept() == [("Olive Officer", "Late", "overdue=on", False)]
    assert lead.get(address(view)).status_code == 404


def test_a_shared_view_is_copied(officer, lena):
    view = make_saved_view(lena, "Late", is_shared=True)

    response = send(officer, address(view, "copy/"))

    assert response.url == VIEWS
    assert kept() == [
        ("Lena Lead", "Late", "overdue=on", True),
        ("Olive Officer", "Late", "overdue=on", False),
    ]


@pytest.mark.parametrize("action", ["", "copy/", "edit/", "delete/"])
def test_what_somebody_keeps_for_themselves_is_not_there_for_others(lead, olive, action):
    view = make_saved_view(olive, "Late")

    response = lead.get(address(view, action))

    assert response.status_code == 404
    assert "There is no view at this address." in response.text


@pytest.mark.parametrize("action", ["edit/", "delete/"])
def test_nobody_else_changes_what_is_shared(officer, lena, action):
    view = make_saved_view(lena, "Late", is_shared=True)

    for response in (
        officer.get(address(view, action)),
        officer.post(address(view, action), {"name": "Mine"}),
    ):
        assert response.status_code == 403
        assert "This view is Lena Lead’s" in response.text
    assert kept() == [("Lena Lead", "Late", "overdue=on", True)]


def test_what_was_taken_back_meanwhile_is_not_there(officer, lena):
    view = make_saved_view(lena, "Late", is_shared=True)
    sent = filled_in(officer.get(address(view, "copy/")))
    take_back_view(view, by=lena, at=moment(hour=13))

    assert officer.post(address(view, "copy/"), sent).status_code == 404
    assert len(kept()) == 1


def test_the_page_of_views_says_what_to_do_where_there_are_none(officer):
    assert "No views of yours yet Choose filters on the list" in words(officer.get(VIEWS))


def test_one_chooses_where_to_begin_and_goes_back_to_home(officer, olive):
    def mark():
        cells = page(officer, VIEWS).xpath("//tr[td[contains(., 'You begin here')]]/th")
        return [" ".join(cell.text_content().split()) for cell in cells]

    assert mark() == ["Home"]
    response = officer.post(BEGIN, {"start": "overdue"}, follow=True)

    assert said(response) == ["After signing in you begin with “Overdue”."]
    assert mark() == ["Overdue"]
    assert officer.get(START).url == f"{LIST}?overdue=on"
    response = officer.post(BEGIN, {"start": ""}, follow=True)
    assert said(response) == ["After signing in you begin at home."]
    assert officer.get(START).url == "/"


def test_one_begins_with_the_dashboard(officer):
    response = officer.post(BEGIN, {"start": "dashboard"}, follow=True)

    assert said(response) == ["After signing in you begin with “Dashboard”."]
    assert officer.get(START).url == "/dashboard/"


def test_one_begins_with_a_shared_view_as_oneself(officer, lena):
    view = make_saved_view(lena, "Mine and late", query="mine=on&overdue=on", is_shared=True)
    officer.post(BEGIN, {"start": view.word})

    assert officer.get(START).url == f"{LIST}?overdue=on&mine=on"


def test_what_is_not_there_is_not_begun_with(officer, olive, lena):
    officer.post(BEGIN, {"start": "overdue"}, follow=True)
    hidden = make_saved_view(lena, "Hers")

    response = officer.post(BEGIN, {"start": hidden.word}, follow=True)

    assert said(response) == [
        "This view is not there any more, or is no longer shared. You begin where you did before."
    ]
    assert User.objects.get(pk=olive.pk).preferences == {"start": "overdue"}


def test_a_start_page_that_is_gone_leads_home_and_says_so(officer, lena):
    view = make_saved_view(lena, "Late", is_shared=True)
    officer.post(BEGIN, {"start": view.word}, follow=True)
    take_back_view(view, by=lena, at=moment(hour=13))

    response = officer.get(START, follow=True)

    assert response.redirect_chain == [("/", 302)]
    [sentence] = html.fromstring(response.text).xpath('//*[@role="status"]//li')
    assert sentence.text_content().startswith("The view with which you begin is not there")
    assert sentence.xpath("a/@href") == [VIEWS]
    assert "You begin at home until you choose another one here." in words(officer.get(VIEWS))


def test_a_viewer_begins_at_home(client):
    vera = make_user("vera@example.gov.uk", "Vera Viewer", Role.VIEWER)
    prefer(vera, "start", "overdue")
    client.force_login(vera)

    assert client.get(START).url == "/"
    assert said(client.get("/")) == []
    assert client.get(VIEWS).status_code == 403
    assert client.post(BEGIN, {"start": "overdue"}).status_code == 403


@pytest.mark.parametrize("count", [1, 60])
def test_the_page_of_views_takes_the_same_queries_for_however_many(lead, lena, olive, count):
    for number in range(count):
        make_saved_view(lena, f"Own {number}")
        make_saved_view(olive, f"Theirs {number}", is_shared=True)

    with CaptureQueriesContext(connection) as taken:
        shown = words(lead.get(VIEWS))

    assert len(taken) == 5
    assert ("Own 59" in shown, "Theirs 59" in shown) == (count == 60, False)


@pytest.mark.parametrize("count", [1, 60])
def test_the_list_takes_one_query_for_however_many_views(lead, lena, olive, count):
    make_recommendation()

    def taken():
        with CaptureQueriesContext(connection) as queries:
            page(lead, LIST)
        return [query["sql"] for query in queries]

    without = taken()
    for number in range(count):
        make_saved_view(lena, f"Own {number}", query="due=30")
        make_saved_view(olive, f"Theirs {number}", query="due=90", is_shared=True)

    assert len(taken()) == len(without)
    assert len([sql for sql in taken() if "savedview" in sql]) == 1
