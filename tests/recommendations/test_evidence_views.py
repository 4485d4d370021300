from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from lxml import html

from people.roles import Role
from people.tenures import appoint
from people.views.editing import SENT_OTHERWISE
from recommendations.evidence import NewEvidence, attach_all, evidence_of, withdraw
from recommendations.models import Evidence, EvidenceState
from recommendations.owner_cells import name_owners
from recommendations.plans import edit_plan
from recommendations.progress import NewStatus
from recommendations.reporting_rights import NOT_REPORTING, NOT_YOURS
from recommendations.verification import confirm_completion
from recommendations.wordings import exempt_all
from tests.factories import (
    make_department,
    make_evidence,
    make_owner,
    make_plan,
    make_recommendation,
    make_update,
    make_user,
    moment,
    written,
)
from tests.sample_files import EMAIL, WINDOWS_PROGRAM, kept, upload
from tests.sending import filled_in, problems, words

pytestmark = pytest.mark.django_db
KINDS = (
    "PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), OpenDocument, PNG, JPEG, plain text, "
    "CSV and e-mail (.msg, .eml)"
)
LINK = "https://www.example.gov.uk/minutes"


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def olive(client):
    """The officer whom the recommendation of these tests names."""
    user = make_user("olive@example.gov.uk", "Olive Officer", role=Role.OFFICER)
    client.force_login(user)
    return user


@pytest.fixture
def row(olive):
    return make_recommendation(owners=[make_owner("Olive Officer", user=olive)], reference="2.3")


def sign_in(client, role, name="A. Nother"):
    client.force_login(make_user(f"{role.name.lower()}@example.gov.uk", name, role=role))


def attach(client, row, file=None, **typed):
    address = f"/recommendations/{row.pk}/evidence/add/"
    sent = filled_in(client.get(address), **typed)
    return client.post(address, sent if file is None else {**sent, "file": file})


def attached(row):
    return [
        (piece.name, piece.words)
        for piece in evidence_of(row, as_at=timezone.localdate(), known_by=None)
    ]


def body(response):
    return b"".join(response.streaming_content)


def control(page, name):
    [control] = html.fromstring(page.text).xpath(f"//main//*[@name='{name}']")
    return control


# Handing out


def test_a_file_is_handed_out_as_a_download_that_does_nothing(client, row):
    piece = make_evidence(row, "", file=upload("Minutes.pdf"))

    response = client.get(f"/evidence/{piece.pk}/")

    assert response.status_code == 200
    assert body(response) == kept("minutes.pdf")
    assert {name: response[name] for name in (
        "Content-Type", "Content-Disposition", "Content-Length", "X-Content-Type-Options",
        "Cache-Control", "Content-Security-Policy",
    )} == {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="Minutes.pdf"',
        "Content-Length": "2274",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "content_type", "disposition"),
    [
        (
            "Minutes – “final”.txt",
            b"Done",
            "text/plain",
            "attachment; filename*=utf-8''Minutes%20%E2%80%93%20%E2%80%9Cfinal%E2%80%9D.txt",
        ),
        ('a "b".csv', b"a,b", "text/csv", 'attachment; filename="a \\"b\\".csv"'),
        ("Re Training.eml", EMAIL, "message/rfc822", 'attachment; filename="Re Training.eml"'),
        ("update.bat", b"del *", "text/plain", 'attachment; filename="update.bat.txt"'),
        ("a\r\nX-Bad: 1.txt", b"x", "text/plain", 'attachment; filename="a X-Bad: 1.txt"'),
    ],
)
def test_its_name_and_type_are_handed_out_safely(
    client, row, name, content, content_type, disposition
):
    piece = make_evidence(row, name, file=upload("x" + name[-4:], content))

    response = client.get(f"/evidence/{piece.pk}/")

    assert body(response) == content
    assert (response["Content-Type"], response["Content-Disposition"]) == (
        content_type,
        disposition,
    )


def test_a_link_is_shown_and_leads_nowhere_by_itself(client, row):
    piece = make_evidence(row, "Minutes <b>")

    page = client.get(f"/evidence/{piece.pk}/")

    [link] = html.fromstring(page.text).xpath("//main//a[@rel='noopener noreferrer']")
    assert page.status_code == 200
    assert (link.get("href"), link.text) == (LINK, LINK)
    assert "Minutes <b>" in words(page)


def test_withdrawn_evidence_says_who_withdrew_it_and_why(client, row):
    piece = make_evidence(row, "Minutes", file=upload())
    sue = make_user("sue@example.gov.uk", "Sue Moorman")
    withdraw(piece, reason="The wrong <file>", **written(date(2016, 6, 3), by=sue))

    for address in (f"/evidence/{piece.pk}/", f"/evidence/{piece.pk}/withdraw/"):
        page = client.get(address)

        assert page.status_code == 404
        assert (
            "Sue Moorman withdrew “Minutes.pdf” on 3 June 2016. The reason given: The wrong <file>"
        ) in words(page)


def test_a_file_that_is_not_in_the_store_is_told_so(client, row):
    piece = make_evidence(row, file=upload())
    default_storage.delete(piece.file.name)

    page = client.get(f"/evidence/{piece.pk}/")

    assert page.status_code == 404
    assert "This file is on record, but it is not in the store of files." in words(page)


@pytest.mark.parametrize("key", ["999999", "999999999999999999"])
def test_no_evidence_at_an_address(client, row, key):
    page = client.get(f"/evidence/{key}/")

    assert page.status_code == 404
    assert "There is no evidence at this address." in words(page)


def test_evidence_can_only_be_read_at_its_address(client, row):
    assert client.post(f"/evidence/{make_evidence(row).pk}/").status_code == 405


def test_evidence_of_an_exempt_one_is_for_who_may_see_that(client, olive):
    housing, hr = make_department("Housing"), make_department("Human Resources")
    mine = make_owner("Head of HR", "post", department=hr)
    appoint(mine, [make_owner("Olive Officer", user=olive, department=hr)], **written())
    theirs = make_owner("Head of Housing", "post", department=housing)
    seen, hidden = (make_recommendation(owners=[owner]) for owner in (mine, theirs))
    pieces = [make_evidence(row, file=upload()) for row in (seen, hidden)]
    exempt_all([seen, hidden], "3", **written(at=moment(hour=13)))

    answers = [client.get(f"/evidence/{piece.pk}/") for piece in pieces]
    missing = client.get("/evidence/999999/")

    assert body(answers[0]) == kept("minutes.pdf")
    assert answers[1].status_code == 404
    assert words(answers[1]) == words(missing)
    assert client.get(f"/evidence/{pieces[1].pk}/withdraw/").status_code == 404
    sign_in(client, Role.CLERK)
    assert body(client.get(f"/evidence/{pieces[1].pk}/")) == kept("minutes.pdf")


def test_evidence_of_a_plan_that_is_kept_to_a_department_is_kept_too(client, olive):
    plan = make_plan("Housing review", "housing", departments=[make_department("Housing")])
    piece = make_evidence(make_recommendation(plan), file=upload())

    page = client.get(f"/evidence/{piece.pk}/")

    assert page.status_code == 403
    assert "This plan is kept to some departments" in words(page)


def test_a_stranger_signs_in_first(client):
    piece = make_evidence(make_recommendation(), file=upload())

    response = client.get(f"/evidence/{piece.pk}/")

    assert (response.status_code, response["Location"]) == (
        302,
        f"/sign-in/?next=/evidence/{piece.pk}/",
    )


# Attaching


def test_an_owner_attaches_a_file(client, row, olive):
    response = attach(client, row, upload("scan.pdf"), name="Minutes")

    assert (response.status_code, response["Location"]) == (302, f"/recommendations/{row.pk}/")
    assert attached(row) == [("Minutes.pdf", "PDF document")]
    state = EvidenceState.objects.get()
    assert (state.recorded_by, state.valid_from) == (olive, timezone.localdate())


def test_an_owner_attaches_a_link(client, row):
    response = attach(client, row, name="Minutes", link=LINK)

    assert response.status_code == 302
    assert attached(row) == [("Minutes", "Link to www.example.gov.uk")]


def test_the_form_says_what_can_be_attached(client, row, settings):
    settings.EVIDENCE_MAX_MB = 7

    page = client.get(f"/recommendations/{row.pk}/evidence/add/")

    file = control(page, "file")
    assert (file.get("type"), file.get("accept")) == (
        "file",
        ".pdf,.docx,.xlsx,.pptx,.odt,.ods,.odp,.png,.jpg,.jpeg,.txt,.csv,.msg,.eml",
    )
    [hint] = html.fromstring(page.text).xpath(f"//*[@id='{file.get('aria-describedby')}']")
    assert hint.text_content() == f"{KINDS}; up to 7 MB."
    [form] = html.fromstring(page.text).xpath("//main//form")
    assert form.get("enctype") == "multipart/form-data"


@pytest.mark.parametrize(
    ("file", "typed", "said"),
    [
        (
            upload("invoice.pdf", WINDOWS_PROGRAM),
            {},
            "The file seems to be a Windows program. Choose a file of another kind: " + KINDS,
        ),
        (upload("minutes.pdf", b""), {}, "The file is empty. Choose another file"),
        (None, {}, "Choose a file or enter a link, one of the two"),
        (upload(), {"link": LINK}, "Choose a file or enter a link, one of the two"),
        (
            None,
            {"link": "www.example.gov.uk"},
            "Enter a link that begins with https:// or http:// and has no spaces",
        ),
        (None, {"link": LINK, "name": "\u202e"}, "Enter a name for the link"),
        (None, {"name": "x" * 201}, "Name must be 200 characters or fewer (it has 201)"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, row, file, typed, said):
    typed = {"name": "Minutes", **typed}

    page = attach(client, row, file, **typed)

    assert page.status_code == 200
    assert said in problems(page)
    assert control(page, "name").get("value") == typed["name"]
    assert control(page, "link").get("value", "") == typed.get("link", "")
    assert not Evidence.objects.exists()


def test_a_file_has_to_be_chosen_again_when_something_else_is_wrong(client, row):
    page = attach(client, row, upload("scan \u202e1.pdf"), link="no link")

    assert problems(page) == [
        "Choose “scan 1.pdf” again: a browser lets go of a file when its page is shown once more",
        "Enter a link that begins with https:// or http:// and has no spaces",
    ]
    assert control(page, "name").get("value") == "scan 1.pdf"

    sent = filled_in(page, link="")
    forgotten = client.post(f"/recommendations/{row.pk}/evidence/add/", sent)
    assert problems(forgotten) == ["Choose a file or enter a link, one of the two"]
    chosen = client.post(f"/recommendations/{row.pk}/evidence/add/", {**sent, "file": upload()})
    assert chosen.status_code == 302
    assert attached(row) == [("scan 1.pdf", "PDF document")]


@pytest.mark.parametrize(("over", "said"), [(0, 302), (1, 200)])
def test_a_file_of_20_mb_is_taken_and_a_byte_more_is_not(client, row, over, said):
    content = b"%PDF-1.7\n" + b"x" * (20 * 1024 * 1024 - 9 + over)

    answer = attach(client, row, upload("large.pdf", content))

    assert answer.status_code == said
    assert Evidence.objects.count() == (0 if over else 1)
    if over:
        assert problems(answer) == [
            "The file is larger than 20 MB. Choose a smaller one, or enter a link to it"
        ]


def test_a_form_that_was_sent_twice_counts_once(client, row):
    address = f"/recommendations/{row.pk}/evidence/add/"
    sent = filled_in(client.get(address), name="Minutes")

    answers = [client.post(address, {**sent, "file": upload()}) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == [f"/recommendations/{row.pk}/"] * 2
    assert attached(row) == [("Minutes.pdf", "PDF document")]


def test_another_file_with_the_same_words_is_another_form(client, row):
    address = f"/recommendations/{row.pk}/evidence/add/"
    sent = filled_in(client.get(address), name="Minutes")
    client.post(address, {**sent, "file": upload()})

    page = client.post(address, {**sent, "file": upload(content=kept("picture.png"))})

    assert problems(page) == [
        SENT_OTHERWISE,
        "Choose “minutes.pdf” again: a browser lets go of a file when its page is shown once more",
    ]
    assert attached(row) == [("Minutes.pdf", "PDF document")]


@pytest.mark.parametrize(
    ("role", "said"), [(Role.OFFICER, NOT_YOURS), (Role.AUDITOR, NOT_REPORTING)]
)
def test_only_who_may_report_attaches_and_withdraws(client, role, said):
    sign_in(client, role)
    row = make_recommendation()
    piece = make_evidence(row)

    for address in (f"/recommendations/{row.pk}/evidence/add/", f"/evidence/{piece.pk}/withdraw/"):
        for page in (client.get(address), client.post(address, {"link": LINK, "reason": "x"})):
            assert page.status_code == 403
            assert said in words(page)
    assert attached(row) == [("Minutes of 31 May", "Link to www.example.gov.uk")]


def test_nothing_is_attached_or_withdrawn_in_a_plan_that_is_out_of_use(client):
    sign_in(client, Role.LEAD)
    row = make_recommendation()
    piece = make_evidence(row)
    edit_plan(row.plan, is_active=False, version=1, by=make_user(), at=moment())

    for address in (f"/recommendations/{row.pk}/evidence/add/", f"/evidence/{piece.pk}/withdraw/"):
        for page in (client.get(address), client.post(address, {"link": LINK, "reason": "x"})):
            assert page.status_code == 403
            assert "is no longer in use, so nothing is written down on it." in words(page)
    assert attached(row) == [("Minutes of 31 May", "Link to www.example.gov.uk")]


def test_a_clerk_attaches_what_somebody_sent_in(client, row):
    sign_in(client, Role.CLERK)

    assert attach(client, row, upload()).status_code == 302
    assert attached(row) == [("minutes.pdf", "PDF document")]


# Withdrawing


def test_withdrawing_says_why_and_keeps_the_file(client, row, olive):
    piece = make_evidence(row, file=upload())
    address = f"/evidence/{piece.pk}/withdraw/"
    page = client.get(address)

    nothing = client.post(address, filled_in(page))
    answers = [client.post(address, filled_in(page, reason="The wrong file")) for _ in range(2)]

    assert problems(nothing) == ["Say why the evidence is withdrawn"]
    assert [answer["Location"] for answer in answers] == [f"/recommendations/{row.pk}/"] * 2
    assert attached(row) == []
    state = EvidenceState.objects.get(is_attached=False)
    assert (state.recorded_by, state.reason) == (olive, "The wrong file")
    assert default_storage.exists(piece.file.name)


def withdraws(client, piece, page):
    """What the page of withdrawing answers, and whether that of the recommendation leads there."""
    address = f"/evidence/{piece.pk}/withdraw/"
    return client.get(address).status_code, address in page.text


def audited(row):
    """A piece of evidence that an auditor attached while confirming completion."""
    make_update(row, "Done", status=NewStatus("Complete", "complete"))
    audrey = make_user("auditor@example.gov.uk", "Audrey Auditor", role=Role.AUDITOR)
    when = written(at=moment(hour=13), by=audrey)
    confirm_completion(row, method="Saw the minutes", **when)
    return attach_all([NewEvidence(row, "Minutes", None, LINK)], **when)[0]


def test_what_an_auditor_attached_while_verifying_only_auditors_withdraw(client, row):
    of_audit, of_owner = audited(row), make_evidence(row)
    address = f"/recommendations/{row.pk}/"
    by_owner = [withdraws(client, p, client.get(address)) for p in (of_audit, of_owner)]
    said = words(client.get(f"/evidence/{of_audit.pk}/withdraw/"))

    client.force_login(make_user("other@example.gov.uk", "Other Auditor", role=Role.AUDITOR))
    by_auditor = [withdraws(client, p, client.get(address)) for p in (of_audit, of_owner)]
    client.post(
        f"/evidence/{of_audit.pk}/withdraw/",
        filled_in(client.get(f"/evidence/{of_audit.pk}/withdraw/"), reason="Mistaken"),
    )

    assert by_owner == [(403, False), (200, True)]
    assert "An auditor attached this when completion was verified. Ask an auditor." in said
    assert by_auditor == [(200, True), (403, False)]
    assert [name for name, _ in attached(row)] == ["Minutes of 31 May"]


def test_who_attached_it_withdraws_it_though_they_may_report_no_longer(client, row, olive):
    [piece] = attach_all([NewEvidence(row, "Mine", None, LINK)], **written(by=olive))
    name_owners(row, "Somebody else", **written(at=moment(hour=13)))

    assert withdraws(client, piece, client.get(f"/recommendations/{row.pk}/")) == (200, True)


def test_what_somebody_else_has_withdrawn_meanwhile_is_told_so(client, row):
    piece = make_evidence(row)
    address = f"/evidence/{piece.pk}/withdraw/"
    sent = filled_in(client.get(address), reason="The wrong file")
    withdraw(piece, reason="Not ours", **written(date(2016, 6, 3)))

    page = client.post(address, sent)

    assert page.status_code == 404
    assert "The reason given: Not ours" in words(page)
    assert piece.states.count() == 2


def test_evidence_that_was_never_attached_is_not_there(client, row):
    piece = Evidence.objects.create(recommendation=row, name="Minutes", link=LINK)

    page = client.get(f"/evidence/{piece.pk}/")

    assert (str(piece), page.status_code) == ("Minutes", 404)
    assert "There is no evidence at this address." in words(page)
