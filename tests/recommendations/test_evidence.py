from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction

from recommendations.evidence import (
    NO_NAME,
    NO_REASON,
    NOT_ATTACHED,
    ONE_OF_TWO,
    AttachedEvidence,
    NewEvidence,
    attach_all,
    evidence_of,
    withdraw,
)
from recommendations.models import Evidence, EvidenceState
from tests.factories import (
    make_evidence,
    make_owner,
    make_recommendation,
    make_recommendations,
    make_user,
    moment,
    written,
)
from tests.sample_files import WINDOWS_PROGRAM, kept, upload

pytestmark = pytest.mark.django_db
LINK = "https://www.example.gov.uk/minutes"
JUNE = date(2016, 6, 30)


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files_in(store):
    return [path for path in store.rglob("*") if path.is_file()]


class GivenUp(Exception):
    pass


@transaction.atomic
def attach_and_give_up(row, store):
    make_evidence(row, file=upload())
    raise GivenUp(f"{len(files_in(store))} file")


def names_of(recommendation, as_at=JUNE, known_by=None):
    return [piece.name for piece in evidence_of(recommendation, as_at=as_at, known_by=known_by)]


def test_files_and_links_are_attached_in_their_order(store):
    row = make_recommendation()
    sue, owner = make_user("sue@example.gov.uk", "Sue Moorman"), make_owner("Cliff Youngman")

    file, link = attach_all(
        [NewEvidence(row, file=upload()), NewEvidence(row, "Minutes on the web", link=LINK)],
        on_behalf_of=owner, reason="As asked", **written(by=sue),
    )  # fmt: skip

    assert (file.recommendation, file.name, file.content_type, file.size, file.link) == (
        row, "minutes.pdf", "application/pdf", 2274, "",
    )  # fmt: skip
    assert Path(file.file.path).read_bytes() == kept("minutes.pdf")
    assert (link.name, link.link, link.file.name, link.content_type, link.size) == (
        "Minutes on the web", LINK, "", "", 0,
    )  # fmt: skip
    assert list(
        EvidenceState.objects.order_by("evidence_id").values_list(
            "evidence", "is_attached", "valid_from", "recorded_at", "recorded_by", "on_behalf_of",
            "reason",
        )
    ) == [
        (piece.pk, True, date(2016, 5, 31), moment(), sue.pk, owner.pk, "As asked")
        for piece in (file, link)
    ]  # fmt: skip


def test_where_a_file_is_kept_has_nothing_of_its_name(store):
    row = make_recommendation()

    piece, again = (make_evidence(row, "", file=upload("../Secret.pdf")) for _ in range(2))

    [folder, name] = Path(piece.file.name).parts[1:]
    assert Path(piece.file.name).parts[0] == "evidence"
    assert set(folder + name) <= set("0123456789abcdef")
    assert len(folder + name) == 32
    assert piece.name == again.name == "Secret.pdf"
    assert piece.file.name != again.file.name
    assert Path(piece.file.path).stat().st_mode & 0o777 == 0o600


def test_a_name_that_was_typed_gets_the_ending_of_the_file():
    piece = make_evidence(make_recommendation(), "Minutes, 31 May", file=upload("scan0001.pdf"))

    assert piece.name == "Minutes, 31 May.pdf"


def test_the_content_tells_what_a_file_is_not_its_name():
    piece = make_evidence(make_recommendation(), "", file=upload("a.pdf", kept("picture.png")))

    assert (piece.name, piece.content_type) == ("a.pdf.png", "image/png")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, ONE_OF_TWO),
        ({"file": upload(), "link": LINK}, ONE_OF_TWO),
        ({"link": LINK}, NO_NAME),
        ({"link": LINK, "name": "\u202e"}, NO_NAME),
        (
            {"link": "javascript:alert(1)", "name": "Minutes"},
            "Enter a link that begins with https:// or http:// and has no spaces",
        ),
        ({"file": ContentFile(b"", "a.pdf")}, "The file is empty. Choose another file"),
    ],
)
def test_what_is_no_evidence_is_refused(store, fields, sentence):
    row = make_recommendation()

    with pytest.raises(ValidationError) as refused:
        attach_all([NewEvidence(row, file=upload()), NewEvidence(row, **fields)], **written())

    assert refused.value.messages == [sentence]
    assert not Evidence.objects.exists()
    assert files_in(store) == []


def test_a_program_is_refused(store):
    with pytest.raises(ValidationError, match="The file seems to be a Windows program"):
        make_evidence(make_recommendation(), file=upload("invoice.pdf", WINDOWS_PROGRAM))

    assert not Evidence.objects.exists()
    assert files_in(store) == []


def test_a_file_over_the_limit_is_refused(settings, store):
    settings.EVIDENCE_MAX_MB = 1
    row, mb = make_recommendation(), 1024 * 1024
    make_evidence(row, "Just", file=upload("a.txt", b"x" * mb))

    with pytest.raises(ValidationError, match="The file is larger than 1 MB"):
        make_evidence(row, "Over", file=upload("b.txt", b"x" * (mb + 1)))

    assert names_of(row) == ["Just.txt"]
    assert len(files_in(store)) == 1


def test_a_day_to_come_is_refused_and_the_file_goes_again(store):
    row = make_recommendation()

    with pytest.raises(ValidationError, match="can't be in the future"):
        make_evidence(row, file=upload(), on=JUNE, at=moment())

    assert not Evidence.objects.exists()
    assert files_in(store) == []


def test_a_file_goes_again_when_what_is_around_it_is_rolled_back(store):
    row = make_recommendation()

    with pytest.raises(GivenUp, match="1 file"):
        attach_and_give_up(row, store)

    assert not Evidence.objects.exists()
    assert files_in(store) == []


@pytest.mark.django_db(transaction=True)
def test_a_file_stays_once_its_record_is_committed(store):
    row = make_recommendation()

    with transaction.atomic():
        piece = make_evidence(row, file=upload())
        with pytest.raises(GivenUp, match="2 file"):
            attach_and_give_up(row, store)

    assert files_in(store) == [Path(piece.file.path)]


@pytest.mark.django_db(transaction=True)
def test_a_file_goes_again_when_the_whole_transaction_is_given_up(store):
    row = make_recommendation()

    with transaction.atomic():
        make_evidence(row, file=upload())
        transaction.set_rollback(True)

    assert files_in(store) == []


def test_withdrawing_takes_nothing_away(store):
    row = make_recommendation()
    piece = make_evidence(row, file=upload())
    sue = make_user("sue@example.gov.uk", "Sue Moorman")

    state = withdraw(piece, reason="The wrong file", **written(JUNE, by=sue))

    assert (state.evidence, state.is_attached, state.reason) == (piece, False, "The wrong file")
    assert str(state) == "Minutes of 31 May.pdf: withdrawn"
    assert (state.valid_from, state.recorded_at, state.recorded_by) == (JUNE, moment(JUNE), sue)
    assert names_of(row) == []
    assert names_of(row, date(2016, 6, 29)) == ["Minutes of 31 May.pdf"]
    assert names_of(row, known_by=moment(JUNE, hour=11)) == ["Minutes of 31 May.pdf"]
    assert files_in(store) == [Path(piece.file.path)]


def test_withdrawing_needs_a_reason_and_something_attached():
    row = make_recommendation()
    piece = make_evidence(row)

    with pytest.raises(ValidationError, match=NO_REASON):
        withdraw(piece, reason=" ", **written(JUNE))
    with pytest.raises(ValidationError, match=NOT_ATTACHED):
        withdraw(piece, reason="Before it was", **written(date(2016, 5, 30)))
    assert names_of(row) == ["Minutes of 31 May"]

    withdraw(piece, reason="Wrong", **written(JUNE))
    with pytest.raises(ValidationError, match=NOT_ATTACHED):
        withdraw(piece, reason="Wrong again", **written(JUNE))
    assert piece.states.count() == 2


def test_what_is_attached_says_what_a_page_shows():
    row, other = make_recommendations(2)
    make_evidence(other)
    file = make_evidence(row, file=upload())
    link = make_evidence(row, "On the web", on=JUNE)

    assert evidence_of(row, as_at=JUNE, known_by=None) == [
        AttachedEvidence(
            key=file.pk,
            name="Minutes of 31 May.pdf",
            words="PDF document",
            size=2274,
            since=date(2016, 5, 31),
            address=f"/evidence/{file.pk}/",
            is_link=False,
            attached_by=make_user().pk,
            is_of_audit=False,
        ),
        AttachedEvidence(
            key=link.pk,
            name="On the web",
            words="Link to www.example.gov.uk",
            size=0,
            since=JUNE,
            address=LINK,
            is_link=True,
            attached_by=make_user().pk,
            is_of_audit=False,
        ),
    ]
    assert names_of(row, date(2016, 6, 29)) == ["Minutes of 31 May.pdf"]


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_attached_takes_one_query(count, django_assert_num_queries):
    row = make_recommendation()
    for _ in range(count):
        make_evidence(row)

    with django_assert_num_queries(1):
        assert len(evidence_of(row, as_at=JUNE, known_by=None)) == count
