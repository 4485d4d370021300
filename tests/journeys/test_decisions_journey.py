"""A clerk issues a paper, the committee meets, the clerk records what it decided; and the next
round asks only what it should, and says who is to attend.
"""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from people.roles import Role
from recommendations.models import ExtensionRequest
from recommendations.progress import NewStatus
from recommendations.rounds import close_round, open_round
from reports.issuing import issue_appendix
from reports.models import Appendix
from tests.factories import (
    lay_out,
    make_draft,
    make_extension,
    make_meeting,
    make_owner,
    make_plan,
    make_recommendation,
    make_round,
    make_update,
    make_user,
    moment,
    written,
)
from tests.sending import send, words

pytestmark = pytest.mark.django_db
ISSUED_ON, AUTUMN = date(2016, 6, 20), date(2016, 9, 1)
ATTEND = "Audit & Standards Committee asked Sue Moorman to attend (28 June 2016, minute 14/16)"


@pytest.fixture
def plan():
    plan = make_plan(revision="committee")
    lay_out(plan)
    return plan


@pytest.fixture
def rows(plan):
    """Five in a round: asked for an extension twice, reported complete, slow, of no interest."""
    sue = make_owner()
    rows = {
        n: make_recommendation(
            plan, reference=n, text=f"Do {n}.", owners=[sue], by_when="Autumn 17"
        )
        for n in "12345"
    }
    round = make_round(plan)
    for n, row in rows.items():
        status = ("Complete", "complete") if n == "3" else ("On track", "on_track")
        make_update(row, "Begun.", status=NewStatus(*status), round=round, at=moment(hour=13))
    for n in "12":
        make_extension(rows[n].deadlines.get(), at=moment(hour=14))
    close_round(round, **written(at=moment(hour=15)))
    return rows


@pytest.fixture
def clerk():
    client = Client()
    client.force_login(make_user("clem@example.gov.uk", "Clem Clerk", role=Role.CLERK))
    return client


def test_from_the_issued_paper_to_the_next_round(clerk, plan, rows):
    meeting = make_meeting()
    issue_appendix(make_draft(plan, meeting), by=make_user(), at=moment(ISSUED_ON))
    asked = {r.deadline.recommendation.reference: r.pk for r in ExtensionRequest.objects.all()}
    kept = Appendix.objects.values_list("document_sha256", flat=True).get()

    def typed(reference, outcome, **more):
        key = rows[reference].pk
        return {f"rows-{key}-{n}": text for n, text in {"outcome": outcome, **more}.items()}

    address = f"/meetings/{meeting.pk}/decisions/"
    send(
        clerk,
        address,
        minute_reference="14/16",
        others=str(plan.pk),
        **typed("1", f"extension_agreed-{asked['1']}"),
        **typed("2", f"extension_refused-{asked['2']}", note="It was moved before."),
        **typed("4", "closed"),
    )
    send(clerk, address, **typed("2", "attend"))
    send(clerk, address, **typed("3", "off_monitoring", minute_reference="15/16"))

    said = words(clerk.get(address))
    for line in ("Extension agreed", "Extension refused", "Agreed closed", "Noted"):
        assert line in said
    decided = words(clerk.get("/extensions/?show=decided"))
    assert "Agreed by Audit & Standards Committee, minute 14/16, from 28 June 2016" in decided

    autumn = open_round(
        label="September 2016",
        as_at=AUTUMN,
        updates_due=AUTUMN,
        plans=[plan],
        **written(AUTUMN, timezone.now()),
    )

    asked_now = autumn.requests.order_by("recommendation__reference")
    assert [r.recommendation.reference for r in asked_now] == ["1", "2", "5"]
    assert words(clerk.get(f"/rounds/{autumn.pk}/")).count(ATTEND) == 1
    assert f"{ATTEND}." in words(clerk.get(f"/recommendations/{rows['2'].pk}/update/"))
    story = words(clerk.get(f"/recommendations/{rows['2'].pk}/"))
    assert "Decision: officer to attend — Audit & Standards Committee, minute 14/16" in story
    assert "It was moved before." in story
    make_update(
        rows["2"],
        "All trained.",
        status=NewStatus("Complete", "complete"),
        on=AUTUMN,
        at=timezone.now(),
        round=autumn,
    )
    assert ATTEND not in words(clerk.get(f"/rounds/{autumn.pk}/"))
    assert Appendix.objects.values_list("document_sha256", flat=True).get() == kept
