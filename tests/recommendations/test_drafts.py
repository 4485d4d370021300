import pytest

from recommendations.drafts import discard_draft, draft_of, keep_draft
from recommendations.models import UpdateDraft
from tests.factories import make_recommendation, make_user, moment

TYPED = {"narrative": ["Half a sen"], "status": ["On track"]}


@pytest.fixture
def recommendation(db):
    return make_recommendation()


def test_a_draft_is_kept_for_whoever_typed_it(recommendation):
    alice, bob = make_user(), make_user("bob@example.gov.uk", "Bob Barker")

    kept = keep_draft(recommendation, TYPED, by=alice, at=moment())

    assert draft_of(recommendation, alice) == kept
    assert (kept.content, kept.saved_at) == (TYPED, moment())
    assert draft_of(recommendation, bob) is None
    assert draft_of(make_recommendation(), alice) is None


def test_a_later_draft_takes_the_place_of_the_earlier(recommendation):
    alice = make_user()
    keep_draft(recommendation, TYPED, by=alice, at=moment())

    keep_draft(recommendation, {"narrative": ["A sentence."]}, by=alice, at=moment(hour=13))

    draft = UpdateDraft.objects.get()
    assert (draft.content, draft.saved_at) == ({"narrative": ["A sentence."]}, moment(hour=13))


def test_a_discarded_draft_is_gone_and_that_of_another_stays(recommendation):
    alice, bob = make_user(), make_user("bob@example.gov.uk", "Bob Barker")
    for user in (alice, bob):
        keep_draft(recommendation, TYPED, by=user, at=moment())

    for _ in range(2):
        discard_draft(recommendation, by=alice)

    assert UpdateDraft.objects.get().user == bob
