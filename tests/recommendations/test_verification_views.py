from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from lxml import html

from people.roles import Role
from people.tenures import appoint
from recommendations.derived import wrong_derived
from recommendations.models import Evidence, StatusFact, Verification
from recommendations.progress import NewStatus, NewUpdate, record_updates
from recommendations.verification import confirm_completion, refuse_completion, reopen
from recommendations.wordings import monitor_all
from tests.factories import (
    DAY,
    make_action,
    make_deadline,
    make_evidence,
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
LIST = "/verification/"
LATELY = "/verification/?show=lately"
JUNE = date(2016, 6, 3)
COMPLETE, ON_TRACK = ("Complete", "complete"), ("On track", "on_track")
CONFIRMED = {"result": "confirm", "method": "Documents seen"}
REFUSED = {"result": "refuse", "method": "Spoke to staff", "note": "Not yet"}
CHANGED = (
    "Somebody else has changed “Organisational learning review 5” since you opened it. Nothing was "
    "saved: compare what you typed with what it says now, and choose."
)
NOT_AUDITING = "Only auditors verify what is reported complete, and reopen it."
AN_OWNER = (
    "You are one of the owners of this recommendation, and whoever verifies it must not be. Ask "
    "another auditor."
)


def signed_in(email="audrey@example.gov.uk", name="Audrey Auditor", role=Role.AUDITOR):
    client = Client()
    client.force_login(make_user(email, name, role=role))
    return client


@pytest.fixture
def auditor():
    return signed_in()


@pytest.fixture
def row():
    return completed()


def completed(plan=None, status=COMPLETE, on=DAY, **row):
    """Reported by Alice Archer."""
    row = {"text": "Keep records.", "reference": "5", **row}
    return make_recommendation(plan, narrative="All kept", status=status, on=on, **row)


def verify(row):
    return f"/recommendations/{row.pk}/verify/"


def again(row):
    return f"/recommendations/{row.pk}/reopen/"


def word(row, text="On track"):
    return str(row.plan.status_words.get(word=text).pk)


def rows(page):
    found = html.fromstring(page.text).xpath("//tbody/tr")
    return [[" ".join(" ".join(cell.itertext()).split()) for cell in row] for row in found]


def listed(page):
    return [row[0].split(":")[0] for row in rows(page)]


def statuses(row):
    """What was written down about the status since the update."""
    facts = StatusFact.objects.filter(recommendation=row).order_by("pk")
    return list(facts.values_list("word", "cause", "valid_from"))[1:]


def findings(row):
    facts = Verification.objects.filter(recommendation=row).order_by("pk")
    return list(facts.values_list("result", "method", "note", "valid_from"))


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


def by_audrey(on=JUNE, hour=12):
    return written(on, moment(on, hour), make_user("audrey@example.gov.uk", "Audrey Auditor"))


# The lists


def test_list_says_what_was_reported_complete_by_whom_and_when(auditor, row):
    make_deadline(row, "June 2016")
    make_owner_cell(row, make_owner("Sue Moorman"))

    assert rows(auditor.get(LIST)) == [
        [
            "5: Keep records. Organisational learning review",
            "Sue Moorman",
            "June 2016",
            "31 May 2016 Alice Archer",
            "Verify 5",
        ]
    ]


def test_list_says_on_whose_behalf_it_was_reported(auditor):
    row = make_recommendation()
    update = NewUpdate(row, "All kept", status=NewStatus(*COMPLETE))
    record_updates([update], on_behalf_of=make_owner("Sue Moorman"), **written())

    assert rows(auditor.get(LIST))[0][3] == ("31 May 2016 Alice Archer on behalf of Sue Moorman")


def test_what_was_completed_first_comes_first(auditor):
    completed(reference="3", on=JUNE)
    completed(reference="1", on=date(2016, 6, 1))
    completed(reference="2", on=date(2016, 6, 1))

    assert listed(auditor.get(LIST)) == ["1", "2", "3"]


def test_list_has_only_what_is_complete_unverified_monitored_and_in_use(auditor):
    completed(reference="1", status=ON_TRACK)
    make_recommendation(reference="2")
    confirm_completion(completed(reference="3"), method="Seen", **by_audrey())
    monitor_all([completed(reference="4")], False, reason="Dropped", **written(JUNE))
    completed(make_plan("Old", "old", is_active=False), reference="5")
    completed(reference="6", status=("Superseded", "superseded"))
    completed(reference="7")

    assert listed(auditor.get(LIST)) == ["7"]


def test_row_of_the_auditors_own_says_so_instead_of_a_link(auditor, row):
    own = make_owner("Audrey Auditor", user=make_user("audrey@example.gov.uk"))
    make_owner_cell(row, own)

    page = auditor.get(LIST)

    assert rows(page)[0][4] == "You are one of its owners, so another auditor verifies it"
    assert verify(row) not in page.text


def test_list_is_of_one_plan_where_that_is_chosen(auditor, row):
    other = completed(make_plan("Staff survey", "staff-survey"), reference="9")

    assert listed(auditor.get(f"{LIST}?plan={other.plan.pk}")) == ["9"]
    assert listed(auditor.get(f"{LIST}?plan={row.plan.pk}")) == ["5"]


@pytest.mark.parametrize("query", ["?plan=999", "?plan=x", "?show=x&page=x", "?page=99"])
def test_list_forgives_an_odd_address(auditor, row, query):
    assert listed(auditor.get(LIST + query)) == ["5"]


def test_plan_that_is_chosen_stays_from_tab_to_tab(auditor, row):
    page = auditor.get(f"{LATELY}&plan={row.plan.pk}")

    links = html.fromstring(page.text).xpath("//nav[@class='tabs']//a/@href")
    assert links == [f"{LIST}?plan={row.plan.pk}", f"{LATELY}&plan={row.plan.pk}"]
    assert value(page, "show") == "lately"


def test_list_comes_in_pages(auditor):
    for number in range(51):
        completed(reference=str(number))

    assert len(rows(auditor.get(LIST))) == 50
    assert len(rows(auditor.get(f"{LIST}?page=2"))) == 1


def test_empty_lists_say_so(auditor):
    assert "Nothing to verify" in words(auditor.get(LIST))
    assert "Nothing yet" in words(auditor.get(LATELY))


def test_what_was_found_lately_has_the_latest_first(auditor):
    confirmed, refused = completed(reference="1"), completed(reference="2")
    confirm_completion(confirmed, method="Documents seen", **by_audrey())
    track = refused.plan.status_words.get(word="On track")
    refuse_completion(
        refused, word=track, method="Spoke to staff", note="Not yet", **by_audrey(hour=13)
    )

    review = "Keep records. Organisational learning review"
    assert [row[:3] + row[4:] for row in rows(auditor.get(LATELY))] == [
        [
            f"2: {review}",
            "Completion refused Audrey Auditor, 3 June 2016",
            "Spoke to staff Not yet",
            "",
        ],
        [
            f"1: {review}",
            "Completion confirmed Audrey Auditor, 3 June 2016",
            "Documents seen",
            "Open again 1",
        ],
    ]


def test_what_is_the_auditors_own_is_not_offered_to_be_opened_again(auditor, row):
    confirm_completion(row, method="Seen", by=make_user(), on=JUNE, at=moment(JUNE))
    own = make_owner("Audrey Auditor", user=make_user("audrey@example.gov.uk"))
    make_owner_cell(row, own)

    assert rows(auditor.get(LATELY))[0][4] == "You are one of its owners"


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEAD, Role.CLERK, Role.ADMINISTRATOR])
def test_lists_and_pages_are_for_auditors(role, row):
    client = signed_in("other@example.gov.uk", "Olga Other", role)

    for address in (LIST, LATELY, verify(row), again(row)):
        page = client.get(address)
        assert page.status_code == 403
        assert NOT_AUDITING in words(page)
    assert client.post(verify(row), CONFIRMED).status_code == 403
    assert client.post(again(row), {}).status_code == 403
    assert findings(row) == []


# Verifying


def test_page_shows_what_there_is_to_look_at(auditor, row):
    make_deadline(row, "June 2016")
    make_action(row, "Order the shelves")
    make_evidence(row, "Minutes of 31 May")

    said = words(auditor.get(verify(row)))

    assert (
        "Complete Reported on 31 May 2016, true from 31 May 2016, by Alice Archer Owner Nobody is "
        "named By when June 2016"
    ) in said
    assert "Action taken as at 31 May 2016 All kept" in said
    assert "Further action still open Order the shelves" in said
    assert "Evidence Minutes of 31 May" in said


def test_page_says_that_nothing_is_open_or_attached(auditor, row):
    said = words(auditor.get(verify(row)))

    assert "Further action still open None. Evidence None is attached." in said


def test_confirming_gives_the_auditors_word(auditor, row):
    answer = send(auditor, verify(row), **CONFIRMED, note="All of it", **day(JUNE))

    row.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, LIST)
    assert findings(row) == [("confirmed", "Documents seen", "All of it", JUNE)]
    assert statuses(row) == [("Complete and verified", "verification", JUNE)]
    assert (row.status_word, row.is_verified) == ("Complete and verified", True)
    assert Verification.objects.get().recorded_by.name == "Audrey Auditor"
    assert list(wrong_derived()) == []
    assert "Completion is confirmed." in words(auditor.get(LIST))


def test_refusing_gives_a_word_that_is_not_done(auditor, row):
    send(auditor, verify(row), **REFUSED, word=word(row), **day(JUNE))

    row.refresh_from_db()
    assert findings(row) == [("refused", "Spoke to staff", "Not yet", JUNE)]
    assert statuses(row) == [("On track", "verification", JUNE)]
    assert (row.status_word, row.is_verified) == ("On track", False)
    assert "Completion is refused. The next round asks about it again." in words(auditor.get(LIST))


def test_only_words_that_are_not_done_are_offered(auditor, row):
    page = auditor.get(verify(row))

    offered = html.fromstring(page.text).xpath("//select[@name='word']/option/text()")
    assert offered == [
        "Choose a status",
        "Not started",
        "On track",
        "Delayed or at risk",
        "Deferred",
    ]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"method": "Seen"}, ["Choose whether completion is confirmed or refused"]),
        (
            {"result": "confirm"},
            ["Say how you looked: which evidence you saw, or whom you asked."],
        ),
        (
            {"result": "refuse", "method": "Seen"},
            [
                "Say why completion is refused.",
                "Choose a status that is not done, so that the next round asks about it again.",
            ],
        ),
        (
            {**CONFIRMED, **day(date(2016, 5, 30))},
            ["“Complete” is true from 31 May 2016. Choose that day or a later one"],
        ),
        ({**CONFIRMED, "true_from_2": "2190"}, ["True from must be today or earlier"]),
        ({**CONFIRMED, "true_from_1": "Juvember"}, ["True from must be a real date"]),
        (
            {**CONFIRMED, "method": "x" * 201},
            ["How you looked must be 200 characters or fewer (it has 201)"],
        ),
        (
            {**CONFIRMED, "evidence-0-link": "https://www.example.gov.uk/minutes"},
            ["Evidence 1: Enter a name for the link"],
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(auditor, row, typed, expected):
    page = send(auditor, verify(row), **{"note": "", **typed})

    assert page.status_code == 200
    assert problems(page) == expected
    assert findings(row) == []
    assert statuses(row) == []
    assert Evidence.objects.count() == 0


def test_word_that_means_done_is_no_choice(auditor, row):
    page = send(auditor, verify(row), **REFUSED, word=word(row, "Superseded"))

    assert problems(page) == ["Status it goes back to must be one of the choices"]
    assert findings(row) == []


def test_evidence_is_attached_with_what_was_found(auditor, row):
    file = SimpleUploadedFile("sample.txt", b"Ten of ten", "text/plain")
    link = {"evidence-0-link": "https://www.example.gov.uk/a", "evidence-0-name": "The minutes"}

    page = auditor.post(
        verify(row),
        {**filled_in(auditor.get(verify(row)), **CONFIRMED), **link, "add-evidence": "1"},
    )
    assert "Evidence 2" in words(page)
    sent = filled_in(page) | {"evidence-1-file": file}
    auditor.post(verify(row), sent)

    assert [piece.name for piece in Evidence.objects.order_by("pk")] == [
        "The minutes",
        "sample.txt",
    ]
    assert [fact[0] for fact in findings(row)] == ["confirmed"]


def test_file_is_asked_for_again_where_something_is_wrong(auditor, row):
    file = SimpleUploadedFile("sample.txt", b"Ten of ten", "text/plain")

    sent = filled_in(auditor.get(verify(row)), result="confirm") | {"evidence-0-file": file}
    page = auditor.post(verify(row), sent)

    assert problems(page)[1] == (
        "Evidence 1: Choose “sample.txt” again: a browser lets go of a file when its page is shown "
        "once more"
    )


def test_form_sent_twice_counts_once(auditor, row):
    sent = filled_in(auditor.get(verify(row)), **CONFIRMED)

    auditor.post(verify(row), sent)
    second = auditor.post(verify(row), sent)

    assert second.status_code == 302
    assert len(findings(row)) == 1


def test_status_that_changed_meanwhile_is_told_and_nothing_typed_is_lost(auditor, row):
    sent = filled_in(auditor.get(verify(row)), **CONFIRMED, note="All of it")
    make_update(row, "More", on=JUNE, status=NewStatus("Fully done", "complete"))

    page = auditor.post(verify(row), sent)

    assert problems(page) == [CHANGED]
    assert (value(page, "method"), value(page, "note")) == ("Documents seen", "All of it")
    assert "Fully done" in words(page)
    assert findings(row) == []

    auditor.post(verify(row), filled_in(page))

    assert [fact[0] for fact in findings(row)] == ["confirmed"]


def test_mistake_does_not_hide_that_the_status_changed(auditor, row):
    sent = filled_in(auditor.get(verify(row)), result="confirm")
    make_update(row, "More", on=JUNE, status=NewStatus("Fully done", "complete"))

    page = auditor.post(verify(row), sent)
    page = auditor.post(verify(row), filled_in(page, method="Documents seen"))

    assert problems(page) == [CHANGED]
    assert findings(row) == []


def test_what_is_no_longer_complete_meanwhile_can_only_be_read(auditor, row):
    sent = filled_in(auditor.get(verify(row)), **CONFIRMED)
    make_update(row, "Not quite", on=JUNE, status=NewStatus(*ON_TRACK))

    page = auditor.post(verify(row), sent)

    assert problems(page) == [CHANGED]
    assert "This is not reported complete, so there is nothing to verify." in words(page)
    assert value(page, "method") == "Documents seen"
    assert not html.fromstring(page.text).xpath("//div[@class='actions']//button")


def test_second_auditor_is_told_even_where_no_word_says_verified(auditor, row):
    row.plan.status_words.filter(is_auditors=True).delete()
    sent = filled_in(auditor.get(verify(row)), **REFUSED, word=word(row))
    confirm_completion(row, method="Seen", **by_audrey())

    page = auditor.post(verify(row), sent)

    assert problems(page) == [CHANGED]
    assert "An auditor has confirmed this already. To change that, open it again." in words(page)
    assert [fact[0] for fact in findings(row)] == ["confirmed"]


@pytest.mark.parametrize("marker", ["", "x", "-1", "9" * 5000])
def test_odd_marker_is_another_status(auditor, row, marker):
    page = send(auditor, verify(row), **CONFIRMED, marker=marker)

    assert problems(page) == [CHANGED]
    assert findings(row) == []


@pytest.mark.parametrize("status", [ON_TRACK, None])
def test_what_is_not_complete_says_so(auditor, status):
    row = make_recommendation(text="Keep records.", status=status)

    page = auditor.get(verify(row))

    assert page.status_code == 200
    assert "This is not reported complete, so there is nothing to verify." in words(page)
    assert 'name="method"' not in page.text


def test_what_is_verified_says_so_and_leads_to_opening_it_again(auditor, row):
    confirm_completion(row, method="Documents seen", note="All", **by_audrey())

    page = auditor.get(verify(row))

    assert "An auditor has confirmed this already. To change that, open it again." in words(page)
    assert again(row) in page.text
    assert "Completion confirmed 3 June 2016 , Audrey Auditor: Documents seen All" in words(page)
    assert 'name="method"' not in page.text


def test_owner_may_not_verify(auditor, row):
    post = make_owner("Head of Audit", "post")
    appoint(
        post,
        [make_owner("Audrey Auditor", user=make_user("audrey@example.gov.uk"))],
        **written(),
    )
    make_owner_cell(row, post)

    for address in (verify(row), again(row)):
        page = auditor.get(address)
        assert page.status_code == 403
        assert AN_OWNER in words(page)
        assert auditor.post(address, CONFIRMED).status_code == 403
    assert findings(row) == []


def test_who_became_an_owner_meanwhile_may_not_verify(auditor, row):
    sent = filled_in(auditor.get(verify(row)), **CONFIRMED)
    own = make_owner("Audrey Auditor", user=make_user("audrey@example.gov.uk"))
    make_owner_cell(row, own)

    assert auditor.post(verify(row), sent).status_code == 403
    assert findings(row) == []


# Opening again


def test_opening_again_gives_a_word_with_the_reason(auditor, row):
    confirm_completion(row, method="Seen", **by_audrey())

    answer = send(auditor, again(row), word=word(row), reason="It has lapsed")

    row.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, LIST)
    assert statuses(row)[-1] == ("On track", "reopening", timezone.localdate())
    assert StatusFact.objects.last().reason == "It has lapsed"
    assert (row.status_word, row.is_verified) == ("On track", False)
    assert list(wrong_derived()) == []
    assert "It is open again. The next round asks about it again." in words(auditor.get(LIST))


def test_whatever_is_done_can_be_opened_again(auditor):
    row = completed(status=("Superseded", "superseded"))

    send(auditor, again(row), word=word(row, "Deferred"), reason="Back on the table")

    assert [fact[:2] for fact in statuses(row)] == [("Deferred", "reopening")]


def test_opening_again_needs_a_word_a_reason_and_a_day(auditor, row):
    page = send(auditor, again(row), **day(date(2016, 5, 30)))

    assert problems(page) == [
        "Choose a status that is not done, so that the next round asks about it again.",
        "Say why it is opened again",
    ]
    typed = {"word": word(row), "reason": "It has lapsed"}
    assert problems(send(auditor, again(row), **typed, **day(date(2016, 5, 30)))) == [
        "“Complete” is true from 31 May 2016. Choose that day or a later one"
    ]
    assert statuses(row) == []


def test_second_to_open_again_is_told(auditor, row):
    sent = filled_in(auditor.get(again(row)), word=word(row), reason="Mine")
    track = row.plan.status_words.get(word="Deferred")
    reopen(row, word=track, reason="Theirs", **by_audrey())

    page = auditor.post(again(row), sent)

    assert problems(page) == [CHANGED]
    assert value(page, "reason") == "Mine"
    assert "This is not done, so there is nothing to open again." in words(page)
    assert [fact[0] for fact in statuses(row)] == ["Deferred"]


def test_what_is_not_done_says_so(auditor):
    row = make_recommendation(text="Keep records.", status=ON_TRACK)

    page = auditor.get(again(row))

    assert page.status_code == 200
    assert "This is not done, so there is nothing to open again." in words(page)
    assert 'name="reason"' not in page.text


def test_missing_recommendation_is_not_there(auditor):
    for address in ("/recommendations/999/verify/", "/recommendations/999/reopen/"):
        page = auditor.get(address)
        assert page.status_code == 404
        assert "There is no recommendation at this address." in words(page)


def test_page_frame_offers_verification_to_auditors(auditor):
    def links(client):
        page = html.fromstring(client.get("/").text)
        return page.xpath("//nav[@aria-label='Main']//a/text()")

    lead = signed_in("lena@example.gov.uk", "Lena Lead", Role.LEAD)
    assert "Verification" in links(auditor)
    assert "Verification" not in links(lead)
    assert len(links(auditor)) <= 7
