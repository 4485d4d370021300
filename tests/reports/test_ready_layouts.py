import pytest

from reports.layouts.ready import NOTHING, put_in_sample_layouts, ready_layouts
from reports.models import Layout

SAMPLES = [
    "Action taken, further action",
    "By whom, by when, progress",
    "Committee tables A to E",
]


@pytest.mark.django_db
@pytest.mark.parametrize("ready", ready_layouts(), ids=lambda ready: ready.name)
def test_each_can_be_begun_with(ready):
    Layout(name=ready.name, **ready.fields).full_clean()

    assert ready.about.endswith(".")
    assert ready.key == f"ready-{ready.name}"


@pytest.mark.django_db
def test_nothing_is_a_layout_too():
    Layout(name="Mine", **NOTHING).full_clean()


def test_the_committee_tables_are_those_that_committees_ask_for():
    [committee] = [one for one in ready_layouts() if one.name == "Committee tables A to E"]

    assert [(table["heading"], table["rows"]) for table in committee.fields["tables"]] == [
        ("A. Live recommendations", "live"),
        ("B. Completed since the last meeting", "completed"),
        ("C. Extensions requested, for decision", "extensions"),
        ("D. Overdue without an extension", "overdue"),
        ("E. Officers asked to attend", "attend"),
    ]
    widths = [
        sum(column["width"] for column in table["columns"]) for table in committee.fields["tables"]
    ]
    assert widths == [269] * 5


def test_there_is_one_with_two_columns_and_one_with_fourteen():
    counts = {
        one.name: len(one.fields["tables"][0]["columns"])
        for one in ready_layouts()
        if len(one.fields["tables"]) == 1
    }

    assert (counts["Two columns"], counts["Everything (14 columns)"]) == (2, 14)


@pytest.mark.django_db
def test_the_samples_are_put_in_once_and_stay_as_they_are():
    put_in_sample_layouts()
    Layout.objects.filter(name=SAMPLES[2]).update(figures=[])

    put_in_sample_layouts()

    assert list(Layout.objects.values_list("name", flat=True)) == SAMPLES
    assert Layout.objects.get(name=SAMPLES[2]).figures == []
