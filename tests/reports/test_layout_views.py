import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from people.roles import Role
from reports.layouts.editing import change_layout, change_table, delete_layout
from reports.models import Layout
from tests.factories import (
    COLUMNS,
    DAY,
    lay_out,
    make_draft,
    make_issued,
    make_layout,
    make_plan,
    make_recommendation,
    make_user,
    moment,
)
from tests.sending import filled_in, problems, send, words

pytestmark = pytest.mark.django_db
CHANGED = (
    "Somebody else has changed the layout since you opened this page. See what it says now, and do "
    "it all the same if you want to"
)


def signed_in(role, email="alice@example.gov.uk", name="Alice Archer"):
    client = Client()
    client.force_login(make_user(email, name, role=role))
    return client


@pytest.fixture
def clerk():
    return signed_in(Role.CLERK, "carol@example.gov.uk", "Carol Clerk")


@pytest.fixture
def auditor():
    return signed_in(Role.AUDITOR, "bob@example.gov.uk", "Bob Baker")


def table(heading="", **said):
    defaults = {"heading": heading, "rows": "all", "grouping": "theme", "columns": COLUMNS}
    return {**defaults, **said}


@pytest.fixture
def layout():
    return make_layout(name="Committee", tables=[table("Live"), table("Late")])


def address(layout, page=""):
    return f"/layouts/{layout.pk}/{page}"


def rows(page, label):
    found = html.fromstring(page.text).xpath(f"//*[@aria-label='{label}']//tbody/tr")
    return [[" ".join(" ".join(cell.itertext()).split()) for cell in row] for row in found]


def links(page):
    return html.fromstring(page.text).xpath("//main//a/@href")


def figures_on(page):
    """The figures that a page of a form has, in their order."""
    legends = html.fromstring(page.text).xpath("//*[@id='figures']//legend")
    return [legend.text_content() for legend in legends]


def theirs(layout, **said):
    """Somebody else's change."""
    now = Layout.objects.get(pk=layout.pk)
    names = ("name", "as_at_style", "as_at_line", "figures", "version")
    change = {**{name: getattr(now, name) for name in names}, **said}
    return change_layout(now, **change, by=make_user(), at=moment(date(2027, 1, 1)))


# The list


def test_the_list_has_each_layout_with_its_tables_and_who_uses_it(auditor, layout):
    plain = make_layout()
    lay_out(make_plan(), plain)
    make_draft(make_plan(), layout=plain)

    page = auditor.get("/layouts/")

    assert rows(page, "Layouts") == [
        ["Committee", "Live, 6 columns Late, 6 columns", "0", "0"],
        ["Plain", "Table 1, 6 columns", "1", "1"],
    ]
    assert address(layout) in links(page)
    assert "/layouts/new/" not in links(page)


def test_it_is_found_from_the_meetings(auditor):
    assert "/layouts/" in links(auditor.get("/meetings/"))


def test_a_site_without_a_layout_says_what_to_do(clerk):
    page = clerk.get("/layouts/")

    assert "Begin with one that comes ready made" in words(page)
    assert "/layouts/new/?begin=ready-Committee%20tables%20A%20to%20E" in links(page)
    said = words(signed_in(Role.LEAD).get("/layouts/"))
    assert "A committee clerk makes layouts." in said


def queries(client, path):
    with CaptureQueriesContext(connection) as taken:
        assert client.get(path).status_code == 200
    return len(taken)


def test_pages_take_the_same_queries_for_any_number(clerk, layout):
    def taken():
        pages = ("/layouts/", address(layout), address(layout, "edit/"), "/layouts/new/")
        return [queries(clerk, page) for page in (*pages, address(layout, "tables/1/"))]

    lay_out(make_plan(), layout)
    make_draft(make_plan(), layout=layout)
    first = taken()
    for name in ("one", "two"):
        plan = make_plan(name, name)
        lay_out(plan, layout)
        make_draft(plan, layout=layout)
        make_layout(name=name)

    assert taken() == first


# One layout


def test_a_layout_is_told_with_its_rules_and_columns(auditor, layout):
    columns = [*COLUMNS[:1], {"key": "own:cost", "heading": "Cost to {as_at}", "width": 58}]
    change_table(
        layout, 2, table("Late", rows="overdue", grouping="owner", columns=columns),
        version=1, by=make_user(), at=moment(),
    )  # fmt: skip
    theirs(layout, figures=["overdue", "trend"])

    page = auditor.get(address(layout))

    said = words(page)
    assert "Overdue without an extension requested. By lead owner." in said
    assert "Overdue Trend over past rounds, with a chart" in said
    assert "200 mm of the 269 mm of the page are left over." in said
    assert rows(page, "Columns of Late") == [["11 mm", "58 mm", "200 mm"]]
    shares = html.fromstring(page.text).xpath("//*[@aria-label='Columns of Late']//col/@width")
    assert shares == ["4.09%", "21.56%"]
    assert f"{address(layout)}edit/" not in links(page)
    assert address(layout, "preview/") in links(page)


def test_it_says_who_uses_it_and_who_changed_it(clerk, layout):
    plan = make_plan()
    lay_out(plan, layout)
    draft = make_draft(plan, layout=layout)
    make_issued(plan, draft.meeting, layout=layout, as_at=date(2016, 6, 2))
    theirs(layout, name="Renamed")

    page = clerk.get(address(layout))

    assert {plan.get_absolute_url(), draft.get_absolute_url()} <= set(links(page))
    assert "1 issued: nothing changes it" in words(page)
    assert "Name from Committee to Renamed" in words(page)


def test_one_that_is_not_there_is_said_to_be_deleted(clerk, layout):
    delete_layout(layout, version=1, by=make_user(), at=moment())

    gone, never = (clerk.get(path) for path in ("/layouts/1/", "/layouts/999/"))

    found = clerk.get(f"/layouts/{Layout.history.first().id}/")
    assert found.status_code == 404
    assert "Alice Archer deleted the layout “Committee” on 31 May 2016." in words(found)
    assert never.status_code == 404
    assert "There is no layout at this address." in words(never)
    assert gone.status_code == 404


# Starting one


def test_a_new_layout_begins_with_one_that_comes_ready_made(clerk):
    path = "/layouts/new/?begin=ready-Two%20columns"

    page = send(clerk, path)

    layout = Layout.objects.get()
    assert page.url == address(layout)
    assert (layout.name, len(layout.tables[0]["columns"])) == ("Two columns", 2)
    change = layout.history.get()
    assert change.history_user.name == "Carol Clerk"


def test_a_new_layout_begins_as_a_copy(clerk, layout):
    page = send(clerk, f"/layouts/new/?begin=copy-{layout.pk}", name="Mine")

    copy = Layout.objects.get(name="Mine")
    assert page.url == address(copy)
    assert copy.tables == layout.tables


def test_a_new_layout_begins_with_nothing(clerk):
    send(clerk, "/layouts/new/", begin="nothing", name="Mine")

    [table] = Layout.objects.get().tables
    assert [column["heading"] for column in table["columns"]] == ["No.", "Recommendation"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"begin": "", "name": ""}, ["Choose what to begin with", "Enter a name"]),
        ({"begin": "nothing", "name": " "}, ["Enter a name"]),
        (
            {"begin": "nothing", "name": "COMMITTEE"},
            ["There is a layout of this name already. Choose another name"],
        ),
        (
            {"begin": "nothing", "name": "x" * 101},
            ["Name must be 100 characters or fewer (it has 101)"],
        ),
        ({"begin": "copy-999", "name": "Mine"}, ["Begin with must be one of the choices"]),
    ],
)
def test_what_can_t_be_begun_with_is_said_beside_its_field(clerk, layout, typed, expected):
    page = send(clerk, "/layouts/new/", **typed)

    assert problems(page) == expected
    assert f'value="{typed["name"].strip()}"' in page.text or not typed["name"].strip()
    assert Layout.objects.count() == 1


def test_a_form_sent_twice_counts_once(clerk):
    sent = filled_in(clerk.get("/layouts/new/"), begin="nothing", name="Mine")

    first, second = (clerk.post("/layouts/new/", sent) for _ in range(2))

    assert first.url == second.url
    assert Layout.objects.count() == 1


# What stands above the tables


def test_a_layout_is_changed(clerk, layout):
    page = send(
        clerk, address(layout, "edit/"), name="Mine", as_at_style="day", as_at_line="On {as_at}"
    )

    layout.refresh_from_db()
    assert page.url == address(layout)
    said = (layout.name, layout.as_at_style, layout.as_at_line, layout.version)
    assert said == ("Mine", "day", "On {as_at}", 2)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"name": ""}, "Enter a name"),
        (
            {"name": "plain"},
            "There is a layout of this name already. Choose another name",
        ),
        (
            {"as_at_line": "As at {as_att}"},
            "Nothing is known to print for “{as_att}”. Only {as_at} can stand here, the date",
        ),
        ({"as_at_line": ""}, "Enter the line under the title"),
        (
            {"as_at_line": "x" * 101},
            "Line under the title must be 100 characters or fewer (it has 101)",
        ),
    ],
)
def test_what_can_t_be_is_said_beside_its_field_and_kept(clerk, layout, typed, problem):
    make_layout(name="Plain")

    page = send(clerk, address(layout, "edit/"), **typed)

    assert problems(page) == [problem]
    [(name, text)] = typed.items()
    assert html.fromstring(page.text).xpath(f"string(//input[@name='{name}']/@value)") == text
    layout.refresh_from_db()
    assert layout.version == 1


def press(client, path, button, /, **typed):
    """Send the form of a page by one of the buttons that rearrange its rows."""
    return client.post(path, {**filled_in(client.get(path), **typed), **button})


def test_figures_are_chosen_and_put_in_order_without_saving_yet(clerk, layout):
    theirs(layout, figures=["overdue", "trend"])
    path = address(layout, "edit/")

    added = press(clerk, path, {"figures-do": "add"}, **{"figures-new": "ageing", "name": "Mine"})

    assert figures_on(added) == [
        "1. Overdue",
        "2. Trend over past rounds, with a chart",
        "3. Ageing of what is overdue",
    ]
    assert 'value="Mine"' in added.text
    moved = clerk.post(path, {**filled_in(added), "figures-do": "up 3"})
    removed = clerk.post(path, {**filled_in(moved), "figures-do": "remove 1"})
    assert figures_on(removed) == [
        "1. Ageing of what is overdue",
        "2. Trend over past rounds, with a chart",
    ]
    assert Layout.objects.get().figures == ["overdue", "trend"]

    clerk.post(path, filled_in(removed))

    saved = Layout.objects.get()
    assert (saved.name, saved.figures) == ("Mine", ["ageing", "trend"])


def test_no_figure_at_all_can_be_printed(clerk, layout):
    theirs(layout, figures=["overdue"])

    page = press(clerk, address(layout, "edit/"), {"figures-do": "remove 1"})
    clerk.post(address(layout, "edit/"), filled_in(page))

    assert Layout.objects.get().figures == []


def test_a_button_pressed_for_nothing_says_so(clerk, layout):
    page = press(clerk, address(layout, "edit/"), {"figures-do": "add"})

    assert "Choose what to add" in words(page)
    assert figures_on(page) == []


@pytest.mark.parametrize("pressed", ["up 9", "down", "remove x", "up " + "9" * 5000, "paint 1"])
def test_a_button_that_is_not_there_does_nothing(clerk, layout, pressed):
    theirs(layout, figures=["overdue"])

    page = press(clerk, address(layout, "edit/"), {"figures-do": pressed})

    assert figures_on(page) == ["1. Overdue"]


def test_figures_that_nobody_can_choose_are_refused(clerk, layout):
    path = address(layout, "edit/")
    sent = {
        **filled_in(clerk.get(path)),
        "figures-TOTAL_FORMS": "3",
        "figures-0-key": "overdue",
        "figures-1-key": "overdue",
        "figures-2-key": "colour",
    }

    page = clerk.post(path, sent)

    assert problems(page) == ["“Overdue” stands here twice. Take one of the two away"]
    sent["figures-1-key"] = "trend"
    assert problems(clerk.post(path, sent)) == ["There is no “colour” to choose"]
    assert Layout.objects.get().version == 1


# Two people at once


def test_the_second_of_two_is_shown_both_and_chooses(clerk, layout):
    path = address(layout, "edit/")
    sent = filled_in(clerk.get(path), name="Mine")
    theirs(layout, name="Theirs")

    page = clerk.post(path, sent)

    assert "What you typed Mine What it says now Theirs" in words(page)
    clerk.post(path, filled_in(page, **{"keep-name": "typed"}))
    layout.refresh_from_db()
    assert (layout.name, layout.version) == ("Mine", 3)


def test_who_changes_something_else_is_in_nobody_s_way(clerk, layout):
    path = address(layout, "edit/")
    sent = filled_in(clerk.get(path), name="Mine")
    how = {"version": 1, "by": make_user(), "at": moment()}
    change_table(Layout.objects.get(), 1, table("Theirs"), **how)

    clerk.post(path, sent)

    layout.refresh_from_db()
    assert (layout.name, layout.tables[0]["heading"]) == ("Mine", "Theirs")


def test_other_figures_meanwhile_are_told_once(clerk, layout):
    path = address(layout, "edit/")
    sent = {**filled_in(clerk.get(path)), "figures-new": "trend", "figures-do": "add"}
    mine = clerk.post(path, sent)
    theirs(layout, figures=["overdue"])

    page = clerk.post(path, filled_in(mine))

    assert problems(page) == [
        "Somebody else has changed meanwhile which figures there are, or their order. Now they "
        "are: Overdue. Put them as you want them, and save again"
    ]
    assert figures_on(page) == ["1. Trend over past rounds, with a chart", "2. Overdue"]
    clerk.post(path, filled_in(page))
    assert Layout.objects.get().figures == ["trend", "overdue"]


# Deleting


def test_a_layout_that_nothing_uses_is_deleted(clerk, layout):
    page = send(clerk, address(layout, "delete/"))

    assert page.url == "/layouts/"
    assert not Layout.objects.exists()


def test_a_layout_that_is_used_is_not_deleted_and_says_why(clerk, layout):
    sent = filled_in(clerk.get(address(layout, "delete/")))
    lay_out(make_plan(), layout)

    page = clerk.get(address(layout, "delete/"))
    clerk.post(address(layout, "delete/"), sent)

    assert "1 plan is reported in this layout. Choose another one there first" in words(page)
    assert Layout.objects.exists()


def test_a_layout_that_was_changed_meanwhile_is_looked_at_before_it_is_deleted(clerk, layout):
    sent = filled_in(clerk.get(address(layout, "delete/")))
    theirs(layout, name="Theirs")

    page = clerk.post(address(layout, "delete/"), sent)

    assert problems(page) == [CHANGED]
    assert Layout.objects.exists()
    clerk.post(address(layout, "delete/"), filled_in(page))
    assert not Layout.objects.exists()


# Preview


@pytest.fixture
def plan(layout):
    plan = make_plan()
    make_recommendation(plan, text="Keep records.", narrative="Kept.")
    lay_out(plan, layout)
    return plan


def paper(page):
    """The headings of the tables of the paper on a page, and of their columns."""
    root = html.fromstring(page.text)
    columns = root.xpath("//*[contains(@class, 'paper-table')]//thead//th")
    return [column.text_content().strip() for column in columns]


@pytest.mark.usefixtures("plan")
def test_a_layout_is_seen_on_a_plan_that_is_reported_in_it(auditor, layout):
    page = auditor.get(address(layout, "preview/"))

    assert "A preview of the layout “Committee”, not a paper." in page.text
    assert len(paper(page)) == 12
    assert "Keep records." in page.text


@pytest.mark.usefixtures("plan")
def test_a_layout_is_seen_on_another_plan_and_day(auditor, layout):
    other = make_plan("Survey", "survey")
    make_recommendation(other, text="Ask staff.")

    page = auditor.get(address(layout, f"preview/?plan=survey&as_at={DAY}"))

    assert "Ask staff." in page.text
    assert "Progress as at May 2016" in page.text
    [pdf] = [link for link in links(page) if "preview.pdf" in link]
    assert pdf == address(layout, "preview.pdf?plan=survey&as_at=2016-05-31")
    answer = auditor.get(pdf)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ("plan=", "Choose a plan to see the layout on"),
        ("plan=never-was", "Plan must be one of the choices"),
        ("plan=learning-review&as_at=someday", "Enter the day like 2016-05-31"),
    ],
)
@pytest.mark.parametrize("ending", ["preview/", "preview.pdf"])
@pytest.mark.usefixtures("plan")
def test_a_question_that_can_t_be_read_is_answered_in_words(
    auditor, layout, asked, problem, ending
):
    page = auditor.get(address(layout, f"{ending}?{asked}"))

    assert problems(page) == [problem]
    assert paper(page) == []


def test_without_a_plan_there_is_nothing_to_see_it_on(auditor, layout):
    page = auditor.get(address(layout, "preview/"))

    assert "Choose a plan to see the layout on." in words(page)


@pytest.mark.usefixtures("plan")
def test_what_is_typed_is_seen_before_it_is_saved(clerk, layout):
    path = address(layout, "edit/")
    typed = {"as_at_line": "Up to {as_at}", "as_at_style": "day", "on-as_at": "2016-05-31"}
    sent = {**filled_in(clerk.get(path), **typed), "preview": "page"}

    page = clerk.post(path, sent)

    assert "Up to 31 May 2016" in page.text
    assert "What is typed here is not saved yet." in words(page)
    assert 'value="Up to {as_at}"' in page.text
    assert Layout.objects.get().version == 1
    answer = clerk.post(path, {**sent, "preview": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    assert re.match(
        r'inline; filename="preview-learning-review.pdf"', answer["Content-Disposition"]
    )


@pytest.mark.usefixtures("plan")
def test_what_is_wrong_is_said_before_it_is_seen(clerk, layout):
    path = address(layout, "edit/")
    typed = {"name": "", "on-plan": "", "on-as_at": "someday"}

    page = clerk.post(path, {**filled_in(clerk.get(path), **typed), "preview": "page"})

    assert problems(page) == [
        "Enter a name",
        "Choose a plan to see the layout on",
        "Enter the day like 2016-05-31",
    ]
    assert paper(page) == []
