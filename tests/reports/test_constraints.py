"""What must never be stored, the database refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from reports.models import Appendix, Committee, Layout, Meeting, PlanLayout
from tests.factories import DAY, lay_out, make_layout, make_plan

ISSUED = {"state": "issued", "document": {"schema": 1}, "pdf": b"%PDF", "sha256": "0" * 64}
LATER = date(2016, 6, 28)

pytestmark = pytest.mark.django_db


def refused(name):
    """That the database refuses what is done, by the constraint of this name."""
    return pytest.raises(IntegrityError, match=name)


def test_a_committee_needs_a_name():
    with refused("reports_committee_has_a_name"):
        Committee.objects.create(name="")


def test_two_committees_may_not_differ_in_capitals_alone():
    Committee.objects.create(name="Executive")

    with refused("reports_committee_name_in_any_case"):
        Committee.objects.create(name="EXECUTIVE")


def test_a_committee_meets_once_a_day():
    executive = Committee.objects.create(name="Executive")
    Meeting.objects.create(committee=executive, date=LATER)

    with refused("reports_meeting"), transaction.atomic():
        Meeting.objects.create(committee=executive, date=LATER)

    other = Committee.objects.create(name="Audit & Standards Committee")
    Meeting.objects.create(committee=other, date=LATER)
    assert [str(meeting) for meeting in Meeting.objects.all()] == [
        "Audit & Standards Committee, 28 June 2016",
        "Executive, 28 June 2016",
    ]


def test_a_layout_needs_a_name():
    with refused("reports_layout_has_a_name"):
        make_layout(name="")


def test_a_name_is_that_of_one_layout():
    make_layout(name="Plain")

    with refused("reports_layout"):
        make_layout(name="Plain")


def test_a_layout_writes_the_as_at_date_in_a_known_way():
    with refused("reports_layout_as_at_style_is_known"):
        make_layout(as_at_style="year")


def test_a_layout_groups_in_a_known_way():
    with refused("reports_layout_grouping_is_known"):
        make_layout(grouping="owner")


def test_a_plan_has_one_layout():
    plan, layout = make_plan(), make_layout()
    lay_out(plan, layout)

    with refused("reports_planlayout"):
        lay_out(plan, layout)


@pytest.mark.parametrize(
    "fields",
    [
        {"document": {"schema": 1}},
        {"pdf": b"%PDF"},
        {"sha256": "0" * 64},
        ISSUED | {"state": "draft"},
        {"state": "issued"},
        ISSUED | {"document": None},
        ISSUED | {"pdf": None},
        ISSUED | {"sha256": ""},
        {"state": "lost"},
        ISSUED | {"state": "lost"},
    ],
)
def test_an_appendix_keeps_its_document_its_pdf_and_their_hash_if_it_is_issued_and_only_then(
    fields,
):
    with refused("reports_appendix_issued_means_kept"):
        Appendix.objects.create(plan=make_plan(), as_at=DAY, **fields)


def test_a_plan_has_one_draft_for_a_day():
    plan = make_plan()
    Appendix.objects.create(plan=plan, as_at=DAY)

    with refused("reports_appendix"):
        Appendix.objects.create(plan=plan, as_at=DAY, number="Appendix 2")


def test_beside_issued_versions_there_may_be_a_draft_and_drafts_for_other_days():
    plan = make_plan()
    Appendix.objects.create(plan=plan, as_at=DAY, number="Appendix 1", **ISSUED)
    Appendix.objects.create(plan=plan, as_at=DAY, number="Appendix 1", version=2, **ISSUED)
    Appendix.objects.create(plan=plan, as_at=DAY)
    Appendix.objects.create(plan=plan, as_at=LATER)

    assert [str(appendix) for appendix in plan.appendices.all()] == [
        "Appendix as at 28 June 2016",
        "Appendix as at 31 May 2016",
        "Appendix 1 as at 31 May 2016",
        "Appendix 1 as at 31 May 2016",
    ]


@pytest.mark.parametrize("kind", [Committee, Layout])
def test_what_a_plan_is_reported_with_is_not_deleted(kind):
    committee = Committee.objects.create(name="Executive")
    PlanLayout.objects.create(plan=make_plan(), layout=make_layout(), committee=committee)

    with pytest.raises(ProtectedError):
        kind.objects.get().delete()
