import pytest
from django.test import Client
from lxml import html

from people.roles import Role
from reports.layouts.editing import add_table, change_table, move_table, remove_table
from reports.models import Layout
from tests.factories import (
    COLUMNS,
    lay_out,
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
TWO = [
    {"key": "reference", "heading": "No.", "width": 20},
    {"key": "progress", "heading": "Done by {as_at}", "width": 100},
]


@pytest.fixture
def clerk():
    client = Client()
    client.force_login(make_user("carol@example.gov.uk", "Carol Clerk", role=Role.CLERK))
    return client


def table(heading="", **said):
    defaults = {"heading": heading, "rows": "all", "grouping": "theme", "columns": TWO}
    return {**defaults, **said}


@pytest.fixture
def layout():
    return make_layout(name="Committee", tables=[table("Live"), table("Late"), table("New")])


@pytest.fixture
def path(layout):
    """The page of its second table."""
    return f"/layouts/{layout.pk}/tables/2/"


@pytest.fixture
def how():
    """How somebody else changes it."""
    return {"by": make_user(), "at": moment()}


def tables(layout):
    return Layout.objects.get(pk=layout.pk).tables


def headings(layout):
    return [table["heading"] for table in tables(layout)]


def press(client, path, button, /, **typed):
    """Send the form of a page by one of the buttons that rearrange its rows."""
    return client.post(path, {**filled_in(client.get(path), **typed), "columns-do": button})


def again(client, path, page, button, /, **typed):
    return client.post(path, {**filled_in(page, **typed), "columns-do": button})


def columns_on(page):
    """What stands in the rows of a page: the name of each column, its heading and its width."""
    root = html.fromstring(page.text)
    return [
        (
            row.xpath("string(legend)"),
            row.xpath("string(.//input[contains(@name, '-heading')]/@value)"),
            row.xpath("string(.//input[contains(@name, '-width')]/@value)"),
        )
        for row in root.xpath("//*[@id='columns']//fieldset")
    ]


def offered(page):
    root = html.fromstring(page.text)
    return {
        group.get("label"): [option.text for option in group]
        for group in root.xpath("//select[@name='columns-new']/optgroup")
    }


def focused(page):
    """What the eye is put on."""
    [element] = html.fromstring(page.text).xpath("//main//*[@autofocus]")
    return " ".join(element.text_content().split()) or element.get("name")


# Changing a table


def test_a_table_is_changed(clerk, layout, path):
    typed = {"heading": "Overdue", "rows": "overdue", "grouping": "owner"}
    typed |= {"columns-0-heading": "Nr.", "columns-1-width": "249"}

    page = send(clerk, path, **typed)

    assert page.url == f"/layouts/{layout.pk}/"
    assert headings(layout) == ["Live", "Overdue", "New"]
    assert tables(layout)[1] == {
        "heading": "Overdue", "rows": "overdue", "grouping": "owner",
        "columns": [{**TWO[0], "heading": "Nr."}, {**TWO[1], "width": 249}],
    }  # fmt: skip
    change = layout.history.latest("history_id")
    assert change.history_user.name == "Carol Clerk"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"heading": ""}, ["Enter a heading: of several tables each needs one"]),
        (
            {"heading": "live"},
            ["Another table of this layout is called so already. Choose another heading"],
        ),
        ({"heading": "x" * 101}, ["Heading must be 100 characters or fewer (it has 101)"]),
        ({"rows": "all late"}, ["Which recommendations it holds must be one of the choices"]),
        ({"columns-0-heading": " "}, ["Reference: Enter the heading of the column"]),
        (
            {"columns-1-heading": "To {as_att}"},
            [
                "Action taken: Nothing is known to print for “{as_att}”. Only {as_at} can stand "
                "here, the date"
            ],
        ),
        (
            {"columns-0-width": "7"},
            ["Reference: Enter the width in whole millimetres, 8 or more"],
        ),
        (
            {"columns-0-width": "wide", "columns-1-width": ""},
            [
                "Reference: Enter the width in whole millimetres, 8 or more",
                "Action taken: Enter the width in whole millimetres, 8 or more",
            ],
        ),
        (
            {"columns-0-width": "70", "columns-1-width": "220"},
            ["The columns are 290 mm wide; the page holds 269 mm: take 21 mm away"],
        ),
        (
            {"columns-1-key": "reference"},
            ["“Reference” stands here twice. Take one of the two away"],
        ),
        ({"columns-1-key": "colour"}, ["There is no “colour” to choose"]),
    ],
)
def test_what_can_t_be_is_said_and_what_was_typed_kept(clerk, layout, path, typed, expected):
    page = send(clerk, path, **typed)

    assert problems(page) == expected
    for name, text in typed.items():
        if "key" not in name and name != "rows":
            shown = html.fromstring(page.text).xpath(f"string(//input[@name='{name}']/@value)")
            assert shown == text
    assert Layout.objects.get().version == 1


def test_a_table_without_a_column_is_refused(clerk, layout, path):
    page = again(clerk, path, press(clerk, path, "remove 1"), "remove 1")

    refused = clerk.post(path, filled_in(page))

    assert problems(refused) == ["A table needs at least one column. Add one"]
    assert tables(layout)[1]["columns"] == TWO


def test_the_only_table_does_without_a_heading(clerk):
    layout = make_layout(tables=[table("")])

    send(clerk, f"/layouts/{layout.pk}/tables/1/", grouping="none")

    assert tables(layout) == [table("", grouping="none")]


@pytest.mark.parametrize("number", ["0", "4", "999999999999999999"])
def test_a_table_that_is_not_there_is_said_to_be_gone(clerk, layout, number):
    for page in ("", "remove/"):
        answer = clerk.get(f"/layouts/{layout.pk}/tables/{number}/{page}")
        assert answer.status_code == 404
        assert f"There is no table {number} in this layout any more." in words(answer)


# Its columns


def test_a_column_is_added_with_its_usual_heading_and_width(clerk, layout, path):
    typed = {"heading": "Mine", "columns-new": "by_when"}

    page = press(clerk, path, "add", **typed)

    assert columns_on(page) == [
        ("1. Reference", "No.", "20"),
        ("2. Action taken", "Done by {as_at}", "100"),
        ("3. By when", "By when", "30"),
    ]
    assert 'value="Mine"' in page.text
    assert focused(page) == "columns-2-heading"
    assert tables(layout)[1] == table("Late")
    clerk.post(path, filled_in(page, **{"columns-2-width": "40"}))
    assert tables(layout)[1]["columns"][2] == {"key": "by_when", "heading": "By when", "width": 40}
    assert headings(layout)[1] == "Mine"


def test_what_is_there_is_not_offered_again_and_a_plan_s_own_is(clerk, path):
    own = [{"key": "cost", "heading": "Cost", "of": "update"}]
    make_plan(own_columns=own)

    found = offered(clerk.get(path))

    assert found["Of a plan’s own"] == ["Cost (Organisational learning review)"]
    assert "By when" in found["Of every plan"]
    assert "Reference" not in found["Of every plan"]
    page = press(clerk, path, "add", **{"columns-new": "own:cost"})
    assert columns_on(page)[2] == ("3. Cost (Organisational learning review)", "Cost", "30")


def test_a_column_of_a_plan_that_has_it_no_more_stays(clerk, layout, how):
    columns = [*TWO, {"key": "own:cost", "heading": "Cost", "width": 30}]
    change_table(layout, 1, table("Live", columns=columns), version=1, **how)
    path = f"/layouts/{layout.pk}/tables/1/"

    page = clerk.get(path)

    assert columns_on(page)[2] == ("3. “cost”, a plan’s own column", "Cost", "30")
    clerk.post(path, filled_in(page))
    assert tables(layout)[0]["columns"] == columns


def test_columns_are_moved_and_taken_away_without_saving_yet(clerk, layout, path):
    moved = press(clerk, path, "down 1", **{"columns-0-heading": "Nr."})

    assert columns_on(moved) == [
        ("1. Action taken", "Done by {as_at}", "100"),
        ("2. Reference", "Nr.", "20"),
    ]
    assert focused(moved) == "Up (Reference, number 2 of 2)"
    back = again(clerk, path, moved, "up 2")
    assert focused(back) == "Down (Reference, number 1 of 2)"
    left = again(clerk, path, moved, "remove 1")
    assert columns_on(left) == [("1. Reference", "Nr.", "20")]
    assert focused(left) == "Remove (Reference, number 1 of 1)"
    assert tables(layout)[1]["columns"] == TWO

    clerk.post(path, filled_in(moved))

    assert tables(layout)[1]["columns"] == [TWO[1], {**TWO[0], "heading": "Nr."}]


@pytest.mark.parametrize(
    ("button", "expected"),
    [("fit", ["45", "224"]), ("even", ["135", "134"])],
)
def test_the_page_is_shared_by_a_button(clerk, path, button, expected):
    page = press(clerk, path, button)

    assert [width for _, _, width in columns_on(page)] == expected
    assert "Together 269 mm; the page holds 269 mm." in words(page)
    assert focused(page) in ("Fit to the page", "Share the width evenly")


def test_widths_that_are_no_numbers_are_fitted_too(clerk, path):
    page = press(clerk, path, "fit", **{"columns-0-width": "wide"})

    assert [width for _, _, width in columns_on(page)] == ["8", "261"]


def test_nothing_can_be_fitted_without_a_column(clerk, path):
    page = again(clerk, path, press(clerk, path, "remove 1"), "remove 1")

    assert "A table needs at least one column. Add one" in words(again(clerk, path, page, "fit"))


def test_what_is_wrong_is_not_told_before_it_is_to_be_saved(clerk, path):
    page = press(clerk, path, "down 1", heading="", **{"columns-0-width": "wide"})

    assert problems(page) == []
    assert columns_on(page)[1][2] == "wide"


def test_how_wide_they_are_together_is_said(clerk, path):
    assert "Together 120 mm; the page holds 269 mm. 149 mm are left over." in words(clerk.get(path))
    page = press(clerk, path, "down 1", **{"columns-0-width": "200"})
    assert "Together 300 mm; the page holds 269 mm. That is 31 mm too wide." in words(page)


# Adding a table


def test_a_table_is_added(clerk, layout):
    path = f"/layouts/{layout.pk}/tables/new/"

    page = send(clerk, path, heading="More", rows="attend", grouping="none")

    assert page.url == f"/layouts/{layout.pk}/"
    assert tables(layout)[3] == table("More", rows="attend", grouping="none")


def test_a_table_that_is_added_twice_counts_once(clerk, layout):
    path = f"/layouts/{layout.pk}/tables/new/"
    sent = filled_in(clerk.get(path), heading="More", rows="attend", grouping="none")

    for _ in range(2):
        clerk.post(path, sent)

    assert headings(layout) == ["Live", "Late", "New", "More"]


def test_a_second_table_asks_for_the_heading_of_the_first(clerk):
    layout = make_layout(tables=[table("")])
    path = f"/layouts/{layout.pk}/tables/new/"

    page = send(clerk, path)

    assert problems(page) == [
        "Enter a heading for the table that is there",
        "Enter a heading: of several tables each needs one",
        "Choose which recommendations it holds",
    ]
    typed = {"first_heading": "Live", "heading": "Late", "rows": "overdue"}
    clerk.post(path, filled_in(page, **typed))
    assert headings(layout) == ["Live", "Late"]


def test_two_tables_are_not_called_the_same(clerk):
    layout = make_layout(tables=[table("")])
    typed = {"first_heading": "Late", "heading": "Late", "rows": "overdue"}

    page = send(clerk, f"/layouts/{layout.pk}/tables/new/", **typed)

    assert problems(page) == ["Two tables are called “Late”. Each needs a heading of its own."]
    assert headings(layout) == [""]


def test_a_table_is_added_though_somebody_else_has_added_one(clerk, layout, how):
    path = f"/layouts/{layout.pk}/tables/new/"
    sent = filled_in(clerk.get(path), heading="More", rows="attend", grouping="none")
    add_table(layout, table("Theirs", columns=COLUMNS), **how)

    clerk.post(path, sent)

    assert headings(layout) == ["Live", "Late", "New", "Theirs", "More"]


# Moving and taking out


def move(client, layout, number, where, **said):
    """By the button on the page of the layout."""
    page = html.fromstring(client.get(f"/layouts/{layout.pk}/").text)
    [form] = page.xpath(f"//form[contains(@action, '/tables/{number}/move/')]")
    sent = dict(form.form_values())
    return client.post(form.get("action"), {**sent, "move": where, **said})


def test_a_table_is_moved_by_a_button(clerk, layout):
    answer = move(clerk, layout, 2, "up")

    assert answer.url == f"/layouts/{layout.pk}/#tables"
    assert headings(layout) == ["Late", "Live", "New"]


def test_a_button_pressed_twice_counts_once(clerk, layout):
    page = html.fromstring(clerk.get(f"/layouts/{layout.pk}/").text)
    form = page.xpath("//form[contains(@action, '/move/')]")[0]
    sent = {**dict(form.form_values()), "move": "down"}

    for _ in range(2):
        clerk.post(form.get("action"), sent)

    assert headings(layout) == ["Late", "Live", "New"]


def test_a_layout_that_was_changed_meanwhile_is_looked_at_before_a_table_is_moved(
    clerk, layout, how
):
    answer = move(clerk, layout, 2, "up", version="0")

    assert CHANGED in words(clerk.get(answer.url))
    assert headings(layout) == ["Live", "Late", "New"]


def test_a_table_is_taken_out_after_a_question(clerk, layout, path):
    page = clerk.get(f"{path}remove/")

    assert "Committee: Late" in words(page)
    assert clerk.post(f"{path}remove/", filled_in(page)).url == f"/layouts/{layout.pk}/"
    assert headings(layout) == ["Live", "New"]


def test_another_table_is_not_taken_out_instead(clerk, layout, path, how):
    sent = filled_in(clerk.get(f"{path}remove/"))
    move_table(layout, 2, up=True, version=1, **how)

    page = clerk.post(f"{path}remove/", sent)

    assert problems(page) == [CHANGED]
    assert "Committee: Live" in words(page)
    assert headings(layout) == ["Late", "Live", "New"]


def test_the_only_table_is_not_taken_out(clerk):
    layout = make_layout()

    page = send(clerk, f"/layouts/{layout.pk}/tables/1/remove/")

    assert problems(page) == [
        "A layout needs at least one table, so its only one stays. Delete the layout instead"
    ]
    assert len(tables(layout)) == 1


# Two people at once


def test_the_second_of_two_is_shown_both_texts_and_chooses(clerk, layout, path, how):
    sent = filled_in(clerk.get(path), **{"heading": "Mine", "columns-1-heading": "My own"})
    columns = [TWO[0], {**TWO[1], "heading": "Their own"}]
    change_table(layout, 2, table("Theirs", columns=columns), version=1, **how)

    page = clerk.post(path, sent)

    assert "What you typed Mine What it says now Theirs" in words(page)
    assert "What you typed My own What it says now Their own" in words(page)
    chosen = {"keep-heading": "typed", "columns-1-keep-heading": "saved"}
    clerk.post(path, filled_in(page, **chosen))
    assert tables(layout)[1] == table("Mine", columns=columns)


def test_other_columns_meanwhile_are_told_once(clerk, layout, path, how):
    sent = filled_in(clerk.get(path), heading="Mine")
    columns = [TWO[1], {"key": "by_when", "heading": "By when", "width": 30}]
    change_table(layout, 2, table("Late", columns=columns), version=1, **how)

    page = clerk.post(path, sent)

    assert problems(page) == [
        "Somebody else has changed meanwhile which columns there are, or their order. Now they "
        "are: Action taken, By when. Put them as you want them, and save again"
    ]
    assert [name for name, _, _ in columns_on(page)] == [
        "1. Reference", "2. Action taken", "3. By when",
    ]  # fmt: skip
    clerk.post(path, filled_in(again(clerk, path, page, "remove 1")))
    assert tables(layout)[1] == table("Mine", columns=columns)


def test_a_column_that_i_took_away_does_not_come_back(clerk, layout, path, how):
    page = press(clerk, path, "remove 1")
    change_table(layout, 1, table("Theirs"), version=1, **how)

    clerk.post(path, filled_in(page))

    assert headings(layout) == ["Theirs", "Late", "New"]
    assert tables(layout)[1]["columns"] == [TWO[1]]


def test_a_table_that_was_moved_meanwhile_is_found(clerk, layout, path, how):
    sent = filled_in(clerk.get(path), heading="Mine")
    move_table(layout, 2, up=True, version=1, **how)

    clerk.post(path, sent)

    assert headings(layout) == ["Mine", "Live", "New"]


@pytest.mark.parametrize("number", [2, 3])
def test_a_table_that_was_taken_out_meanwhile_is_in_place_of_no_other(clerk, layout, how, number):
    path = f"/layouts/{layout.pk}/tables/{number}/"
    name = headings(layout)[number - 1]
    typed = {"heading": "Mine", "columns-1-heading": "My own"}
    sent = filled_in(clerk.get(path), **typed)
    remove_table(layout, number, version=1, **how)
    left = tables(layout)

    page = clerk.post(path, sent)
    for _ in range(2):
        assert problems(page) == [
            f"“{name}” was taken out meanwhile. What you typed is shown below: add it as a new "
            "table if it is still wanted"
        ]
        assert "Changed meanwhile" not in words(page)
        assert {key: filled_in(page)[key] for key in typed} == {
            key: [text] for key, text in typed.items()
        }
        page = clerk.post(path, filled_in(page))
    assert tables(layout) == left

    [add] = html.fromstring(page.text).xpath("//button[@name='save']/@formaction")
    clerk.post(add, filled_in(page))
    columns = [TWO[0], {**TWO[1], "heading": "My own"}]
    assert tables(layout) == [*left, table("Mine", columns=columns)]


def test_no_more_tables_are_added_than_a_layout_holds(clerk):
    layout = make_layout(tables=[table(f"Table {number}") for number in range(19)])
    path = f"/layouts/{layout.pk}/tables/new/"
    sent = filled_in(clerk.get(path), heading="Mine", rows="all")
    send(clerk, path, heading="The last", rows="all")

    page = clerk.post(path, sent)

    assert problems(page) == ["A layout holds 20 tables at the most. Take one out first"]
    assert filled_in(page)["heading"] == ["Mine"]
    assert len(headings(layout)) == 20
    detail = clerk.get(f"/layouts/{layout.pk}/")
    assert "A layout holds 20 tables at the most." in words(detail)
    assert path not in detail.text


# Preview


@pytest.mark.parametrize("ending", ["2/", "new/"])
def test_a_table_is_seen_on_a_plan_before_it_is_saved(clerk, layout, ending):
    plan = make_plan()
    make_recommendation(plan, text="Keep records.", reference="7")
    lay_out(plan, layout)
    path = f"/layouts/{layout.pk}/tables/{ending}"
    typed = {"heading": "As typed", "rows": "all", "columns-0-heading": "Number"}

    shown = clerk.post(path, {**filled_in(clerk.get(path), **typed), "preview": "page"})

    paper = html.fromstring(shown.text).xpath("//*[@id='paper']")[0].text_content()
    assert "As typed" in paper
    assert "Number" in paper
    assert columns_on(shown)[0] == ("1. Reference", "Number", "20")
    assert headings(layout) == ["Live", "Late", "New"]


def test_a_table_that_can_t_be_is_not_seen_either(clerk):
    layout = make_layout(tables=[table("")])
    make_plan()
    path = f"/layouts/{layout.pk}/tables/new/"
    typed = {"first_heading": "Late", "heading": "Late", "rows": "overdue"}
    typed["on-plan"] = "learning-review"

    page = clerk.post(path, {**filled_in(clerk.get(path), **typed), "preview": "page"})

    assert problems(page) == ["Two tables are called “Late”. Each needs a heading of its own."]
    assert "not saved yet" not in words(page)


def test_more_columns_than_the_page_holds_are_refused(clerk, layout, path):
    own = [{"key": f"c{n}", "heading": f"C {n}", "of": "update"} for n in range(34)]
    make_plan(own_columns=own)
    sent = {**filled_in(clerk.get(path)), "columns-TOTAL_FORMS": "34"}
    for number in range(34):
        said = {"key": f"own:c{number}", "heading": f"C {number}", "width": "8"}
        sent |= {f"columns-{number}-{name}": text for name, text in said.items()}

    refused, fitted = clerk.post(path, sent), clerk.post(path, {**sent, "columns-do": "fit"})

    sentence = "No more than 33 columns fit on the page. Take some away first"
    assert problems(refused) == [sentence]
    assert sentence in words(fitted)
    assert tables(layout)[1]["columns"] == TWO
