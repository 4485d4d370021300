"""Templates of covering reports: the acts, and the pages on which a clerk changes them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.edited_in_place import EditedMeanwhile
from people.roles import Role
from reports.covering.shapes import ReportShape, ready_shapes
from reports.covering.templates import delete_template, edit_template, start_template
from reports.models import ReportTemplate
from tests.factories import (
    make_committee,
    make_issued_report,
    make_report,
    make_template,
    make_user,
    moment,
    section,
)
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
LIST = "/report-templates/"


@pytest.fixture
def clerk(client):
    client.force_login(make_user("clem@example.gov.uk", "Clem Clerk", role=Role.CLERK))
    return client


def kept():
    return ReportTemplate.objects.get()


def edit(template, **changed):
    typed = {"name": template.name, "committee": None, "shape": ReportShape(), "version": 1}
    return edit_template(template, **{**typed, **changed}, by=make_user(), at=moment())


# The acts


def test_a_template_is_started_changed_and_deleted_with_who_and_when():
    template = start_template(
        " Progress  report ",
        committee=make_committee(),
        shape=ReportShape(sections=[section()]),
        by=make_user(),
        at=moment(),
    )

    edit(template, name="Renamed")
    assert (kept().name, kept().version, kept().sections) == ("Renamed", 2, [])
    delete_template(kept(), version=2, by=make_user(), at=moment())

    trail = ReportTemplate.history.order_by("history_id")
    assert [(row.history_type, row.name, row.history_user.name) for row in trail] == [
        ("+", "Progress report", "Alice Archer"),
        ("~", "Renamed", "Alice Archer"),
        ("-", "Renamed", "Alice Archer"),
    ]
    assert not ReportTemplate.objects.exists()


@pytest.mark.parametrize(
    ("name", "words"),
    [(" ", "Enter a name"), ("PLAIN REPORT", "There is a template of this name already")],
)
def test_a_template_has_a_name_of_its_own(name, words):
    make_template()

    with pytest.raises(ValidationError, match=words):
        make_template(name)

    assert ReportTemplate.objects.count() == 1


def test_of_two_who_change_a_template_the_second_is_told():
    template = make_template()
    edit(template, name="Theirs")

    for act in (
        lambda: edit(template, name="Mine"),
        lambda: delete_template(template, version=1, by=make_user(), at=moment()),
    ):
        with pytest.raises(EditedMeanwhile):
            act()

    assert kept().name == "Theirs"


def test_the_templates_of_a_committee_come_before_those_for_any():
    audit, executive = make_committee(), make_committee("Executive")
    make_template("A")
    make_template("Z", audit)
    make_template("Y", executive)

    offered = ReportTemplate.objects.for_committee(audit)

    assert [one.name for one in offered] == ["Z", "A"]


@pytest.mark.parametrize(
    "shape",
    [
        ReportShape(sections=[{"heading": "Alone"}]),
        ReportShape(sections=[section(kind="poem")]),
        ReportShape(implications=[{"heading": "", "applies": True}]),
        ReportShape(numbering="roman"),
    ],
)
def test_what_is_no_shape_is_refused(shape):
    with pytest.raises((ValidationError, KeyError)):
        start_template("Odd", committee=None, shape=shape, by=make_user(), at=moment())

    assert not ReportTemplate.objects.exists()


def test_a_text_that_is_too_long_is_refused():
    shape = ReportShape(sections=[section(text="x" * 100_001)])

    with pytest.raises(ValidationError, match="100,001"):
        start_template("Long", committee=None, shape=shape, by=make_user(), at=moment())


def test_the_ready_made_shapes_can_be_begun_with():
    for key, (name, shape) in ready_shapes().items():
        template = start_template(name, committee=None, shape=shape, by=make_user(), at=moment())
        assert template.sections, key

    assert list(ready_shapes()) == ["chapters", "paragraphs", "progress"]


# The pages


def test_a_site_without_templates_offers_the_ready_made_shapes(clerk):
    page = clerk.get(LIST)

    assert "No template yet" in words(page)
    assert "/report-templates/new/?begin=ready-chapters" in page.text


def test_a_template_is_made_of_a_ready_made_shape(clerk):
    make_committee()

    answer = send(clerk, f"{LIST}new/?begin=ready-chapters", name="Ours")

    assert answer.url == f"{LIST}{kept().pk}/edit/"
    assert kept().sections[0]["heading"] == "Executive Summary"
    assert [one["heading"] for one in kept().implications] == [
        "Equality and Diversity",
        "Community Cohesion",
        "Narrowing the Gap",
    ]


@pytest.mark.parametrize("begin", ["report", "template", "nothing"])
def test_a_template_is_made_of_a_report_of_another_or_of_nothing(clerk, begin):
    sections = [section("Ours")]
    report = make_report(sections=sections)
    other = make_template("Other", sections=sections)
    key = {"report": f"report-{report.pk}", "template": f"template-{other.pk}"}.get(begin, begin)

    send(clerk, f"{LIST}new/?report={report.pk}&begin={key}", name="New")

    made = ReportTemplate.objects.get(name="New")
    assert made.sections == ([] if begin == "nothing" else sections)


def test_a_report_leads_to_a_template_like_it_for_its_committee(clerk):
    report = make_issued_report()
    page = clerk.get(report.get_absolute_url())
    address = f"/report-templates/new/?report={report.pk}&begin=report-{report.pk}"

    assert address.replace("&", "&amp;") in page.text
    sent = filled_in(clerk.get(f"{address}&committee={report.meeting.committee.slug}"))
    assert sent["begin"] == [f"report-{report.pk}"]
    assert sent["committee"] == [str(report.meeting.committee_id)]


def test_a_template_is_changed_and_shows_who_changed_what(clerk):
    template = make_template(implications=[{"heading": "Finance", "applies": True}])
    address = f"{LIST}{template.pk}/"

    answer = send(clerk, f"{address}edit/", **{"sections-0-text": "Otherwise.", "name": "Ours"})

    assert answer.url == address
    page = words(clerk.get(address))
    assert "Otherwise." in page
    assert "Finance (ticked)" in page
    assert "from Purpose To tell the Committee. to Purpose Otherwise." in page


def test_a_template_that_will_not_do_is_said_beside_the_field(clerk):
    template = make_template()
    make_template("Other")
    page = send(clerk, f"{LIST}{template.pk}/edit/", name="other")

    assert problems(page) == ["There is a template of this name already. Choose another name"]


def test_of_two_who_edit_a_template_the_second_chooses(clerk):
    template = make_template()
    address = f"{LIST}{template.pk}/edit/"
    page = clerk.get(address)
    edit(template, name="Theirs", shape=ReportShape(sections=[section()]))

    second = clerk.post(address, filled_in(page, name="Mine"))
    clerk.post(address, filled_in(second, **{"keep-name": "typed"}))

    assert kept().name == "Mine"


def test_another_section_is_added_without_saving(clerk):
    template = make_template()
    address = f"{LIST}{template.pk}/edit/"

    page = clerk.post(address, {**filled_in(clerk.get(address)), "add-sections": "1"})

    assert "Section 2" in words(page)
    assert kept().version == 1


def test_a_template_is_deleted_unless_it_was_changed_meanwhile(clerk):
    template = make_template()
    address = f"{LIST}{template.pk}/delete/"
    page = clerk.get(address)
    edit(template, name="Theirs")

    second = clerk.post(address, filled_in(page))
    assert "Somebody else has changed the template" in words(second)
    answer = clerk.post(address, filled_in(second))

    assert answer.url == LIST
    assert "The template “Theirs” is deleted." in words(clerk.get(LIST))
    assert "It may have been deleted" in words(clerk.get(f"{LIST}{template.pk}/"))


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_as_many_queries_for_one_as_for_three(clerk, count):
    templates = [make_template(f"Template {n}", make_committee(f"Board {n}")) for n in range(count)]
    addresses = {LIST: 3, f"{LIST}new/": 5, f"{LIST}{templates[0].pk}/": 5}
    taken = {}

    for address in addresses:
        with CaptureQueriesContext(connection) as queries:
            assert clerk.get(address).status_code == 200
        taken[address] = len(queries)

    assert taken == addresses
