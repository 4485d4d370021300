import datetime

import pytest
from crispy_forms.layout import Div, Field, Fieldset, Submit
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from lxml import html

from people.crispy import PageHelper
from people.date_parts import DatePartsField


class UpdateForm(forms.Form):
    reference = forms.CharField(
        help_text="As in the plan",
        max_length=5,
        error_messages={"required": "Enter a reference"},
    )
    text = forms.CharField(label="Narrative", required=False, widget=forms.Textarea)
    priority = forms.ChoiceField(choices=[("h", "High"), ("l", "Low")], widget=forms.RadioSelect)
    theme = forms.ChoiceField(choices=[("", ""), ("2", "Leadership")])
    on = DatePartsField(label="True from", help_text="For example 31 5 2016")
    proof = forms.FileField(label="Evidence", required=False)
    read = forms.BooleanField(label="I have read the guidance")
    version = forms.CharField(widget=forms.HiddenInput, initial="3")


class ActionForm(forms.Form):
    wording = forms.CharField(
        label="What is still to be done",
        error_messages={"required": "Say what is still to be done"},
    )
    by_when = DatePartsField(label="By when", required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_wording(self):
        if self.cleaned_data["wording"] == "Nothing":
            self.add_error(None, "An action is something to do")
        return self.cleaned_data["wording"]


class ActionRows(forms.BaseFormSet):
    row_name = "Action"

    def clean(self):
        if self.total_form_count() > 3:
            raise forms.ValidationError("No more than three actions")


ActionFormSet = forms.formset_factory(ActionForm, formset=ActionRows, can_delete=True, extra=1)
FILLED = {
    "reference": "2.3",
    "priority": "h",
    "theme": "2",
    "on_0": "31",
    "on_1": "5",
    "on_2": "2016",
    "read": "on",
    "version": "3",
}


def rows(*typed, **kwargs):
    data = {"form-TOTAL_FORMS": len(typed), "form-INITIAL_FORMS": 0}
    for number, row in enumerate(typed):
        data |= {f"form-{number}-{name}": value for name, value in row.items()}
    return ActionFormSet(data, **kwargs)


def render(source, **context):
    template = Template("{% load council crispy_forms_tags %}" + source)
    return html.fromstring(f"<div>{template.render(Context(context))}</div>")


def summary_of(*checked):
    names = [f"item{number}" for number, _ in enumerate(checked)]
    context = dict(zip(names, checked, strict=True))
    page = render("{% error_summary " + " ".join(names) + " %}", **context)
    return [(item.text_content(), "".join(item.xpath("a/@href"))) for item in page.iter("li")]


def words(element):
    return " ".join(element.text_content().split())


def test_hint_and_error_come_between_label_and_control():
    page = render("{{ form|crispy }}", form=UpdateForm({**FILLED, "reference": "2.3444"}))

    field = page.get_element_by_id("div_id_reference")

    assert [child.tag for child in field] == ["label", "div", "div", "input"]
    assert [words(child) for child in field][:3] == [
        "Reference",
        "As in the plan",
        "Error: Reference must be 5 characters or fewer (it has 6)",
    ]


def test_control_names_its_hint_and_its_error():
    page = render("{{ form|crispy }}", form=UpdateForm({**FILLED, "reference": ""}))

    control = page.get_element_by_id("id_reference")
    described_by = control.get("aria-describedby").split()

    assert control.get("aria-invalid") == "true"
    assert [words(page.get_element_by_id(name)) for name in described_by] == [
        "As in the plan",
        "Error: Enter a reference",
    ]


def test_every_described_by_and_label_leads_somewhere():
    page = render("{{ form|crispy }}", form=UpdateForm({"form": "empty"}))
    ids = page.xpath("//@id")

    named = [name for value in page.xpath("//@aria-describedby") for name in value.split()]

    assert set(named) - set(ids) == set()
    assert set(page.xpath("//label/@for")) - set(ids) == set()
    assert len(ids) == len(set(ids))


def test_only_what_may_be_left_out_is_marked():
    page = render("{{ form|crispy }}", form=UpdateForm())

    marked = [words(mark.getparent()) for mark in page.find_class("optional")]

    assert marked == ["Narrative (optional)", "Evidence (optional)"]


def test_filters_are_not_marked_optional():
    form = UpdateForm()
    form.marks_optional = False

    page = render("{{ form|crispy }}", form=form)

    assert page.find_class("optional") == []


def test_choices_are_a_fieldset_with_a_legend():
    page = render("{{ form|crispy }}", form=UpdateForm())

    field = page.get_element_by_id("div_id_priority")

    assert words(field.find(".//legend")) == "Priority"
    assert [words(label) for label in field.iter("label")] == ["High", "Low"]


def test_date_is_three_labelled_boxes_with_what_was_typed():
    page = render("{{ form|crispy }}", form=UpdateForm({**FILLED, "on_1": "Fbe"}))

    field = page.get_element_by_id("div_id_on")
    boxes = list(field.iter("input"))

    assert [words(label) for label in field.iter("label")] == ["Day", "Month", "Year"]
    assert [box.get("value") for box in boxes] == ["31", "Fbe", "2016"]
    assert [box.get("aria-invalid") for box in boxes] == [None, "true", None]


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"on_0": "", "on_1": ""}, ["true", "true", None]),
        ({"on_0": "", "on_1": "", "on_2": ""}, ["true", "true", "true"]),
        ({"on_2": "16"}, [None, None, "true"]),
    ],
)
def test_only_the_wrong_boxes_of_a_date_are_marked(typed, wrong):
    page = render("{{ form|crispy }}", form=UpdateForm({**FILLED, **typed}))

    boxes = page.get_element_by_id("div_id_on").iter("input")

    assert [box.get("aria-invalid") for box in boxes] == wrong


def test_error_of_a_whole_date_marks_all_boxes():
    form = UpdateForm(FILLED)
    form.add_error("on", "True from must not be in the future")

    page = render("{{ form|crispy }}", form=form)
    boxes = page.get_element_by_id("div_id_on").iter("input")

    assert [box.get("aria-invalid") for box in boxes] == ["true", "true", "true"]


def test_page_helper_lays_out_fields_without_a_form_of_their_own():
    form = UpdateForm()
    form.helper = PageHelper(
        Fieldset("Words", "reference", Field("text", rows="3", wrapper_class="full")),
        Div("priority", "theme", css_class="beside"),
    )

    page = render("{% crispy form %}", form=form)

    assert page.xpath("//form") == []
    assert words(page.find(".//fieldset[@class='group']/legend")) == "Words"
    assert page.get_element_by_id("id_text").get("rows") == "3"
    assert "full" in page.get_element_by_id("div_id_text").classes
    assert page.xpath("//div[@class='beside']/div/@id") == ["div_id_priority", "div_id_theme"]
    assert page.get_element_by_id("id_version").get("value") == "3"


def test_helper_with_a_form_and_buttons():
    helper = PageHelper()
    helper.form_tag = True
    helper.disable_csrf = False
    helper.add_input(Submit("save", "Save", css_id="save"))

    page = render("{% crispy form helper %}", form=UpdateForm(), helper=helper, csrf_token="token")

    form = page.find("form")
    assert (form.get("method"), form.get("enctype")) == ("post", "multipart/form-data")
    assert page.xpath("//input[@name='csrfmiddlewaretoken']/@value") == ["token"]
    assert [words(button) for button in page.iter("button")] == ["Save"]


def test_row_of_a_formset_is_a_fieldset_that_can_be_removed():
    page = render(
        "{% crispy formset helper %}",
        formset=ActionFormSet(initial=[{"wording": "Train the managers"}]),
        helper=PageHelper(),
    )

    assert [words(legend) for legend in page.xpath("fieldset/legend")] == ["Action 1", "Action 2"]
    assert words(page.xpath("//label[@for='id_form-0-DELETE']")[0]) == "Remove this row"
    assert page.get_element_by_id("id_form-0-version").get("type") == "hidden"
    assert page.get_element_by_id("id_form-TOTAL_FORMS").get("value") == "2"


def test_formset_without_helper_is_the_same():
    page = render("{{ formset|crispy }}", formset=ActionFormSet())

    assert [words(legend) for legend in page.xpath("fieldset/legend")] == ["Action 1"]


def test_error_of_a_row_is_said_in_the_row():
    page = render("{{ formset|crispy }}", formset=rows({"wording": "Nothing"}))

    row = page.get_element_by_id("form-0")

    assert "row--error" in row.classes
    assert words(row.find("p")) == "Error: An action is something to do"


def test_summary_links_to_the_first_thing_to_put_right():
    form = UpdateForm({"reference": "2.3444", "on_0": "31", "on_1": "Fbe", "on_2": "2016"})

    assert summary_of(form) == [
        ("Version must be filled in", ""),
        ("Reference must be 5 characters or fewer (it has 6)", "#id_reference"),
        ("Priority must be chosen", "#id_priority_0"),
        ("Theme must be chosen", "#id_theme"),
        ("True from must be a real date", "#id_on_1"),
        ("I have read the guidance must be ticked", "#id_read"),
    ]


def test_summary_names_the_row_of_a_formset():
    formset = rows(
        {"wording": "Train the managers", "by_when_0": "31", "by_when_1": "x", "by_when_2": "2017"},
        {"by_when_0": "31", "by_when_1": "5", "by_when_2": "2017"},
        {"wording": "Nothing"},
    )

    assert summary_of(UpdateForm(FILLED, {}), formset) == [
        ("Action 1: By when must be a real date", "#id_form-0-by_when_1"),
        ("Action 2: Say what is still to be done", "#id_form-1-wording"),
        ("Action 3: An action is something to do", "#id_form-2-wording"),
    ]


def test_summary_links_to_what_is_wrong_with_the_whole_formset():
    formset = rows(*[{"wording": "Train the managers"}] * 4)
    page = render("{{ formset|crispy }}", formset=formset)

    assert summary_of(formset) == [("No more than three actions", "#form-error")]
    assert words(page.get_element_by_id("form-error")) == "Error: No more than three actions"


def test_summary_leaves_out_rows_to_be_removed():
    assert summary_of(rows({"wording": "", "by_when_0": "3", "DELETE": "on"})) == []


def test_no_summary_without_an_error():
    page = render(
        "{% error_summary empty filled formset %}",
        empty=UpdateForm(),
        filled=UpdateForm(FILLED),
        formset=ActionFormSet(),
    )

    assert page.find_class("summary") == []


def test_words_of_a_user_are_escaped():
    form = UpdateForm(FILLED)
    form.add_error("reference", "<b>2.3</b> is used already")

    page = render("{% error_summary form %}{{ form|crispy }}", form=form)

    assert page.findall(".//b") == []
    assert summary_of(form)[0][0] == "<b>2.3</b> is used already"


def test_message_of_django_names_its_field():
    class AddressForm(forms.Form):
        address = forms.URLField(label="Link", assume_scheme="https")

    assert summary_of(AddressForm({"address": "no link"})) == [
        ("Link: Enter a valid URL.", "#id_address")
    ]


@pytest.mark.parametrize(("number", "links"), [(1, ["1 2 3 … 12"]), (6, ["1 … 4 5 6 7 8 … 12"])])
def test_pages_far_away_are_left_out(number, links, rf):
    page = Paginator(range(300), 25).page(number)

    nav = render(
        '{% include "components/_pagination.html" with page=page request=request only %}',
        page=page,
        request=rf.get("/", {"owner": "Sue", "page": "2"}),
    )

    shown = [words(item).removeprefix("Page ") for item in nav.iter("li")]
    assert [" ".join(item for item in shown if not item.endswith("page"))] == links
    assert nav.xpath("//a[last()]/@href")[-1] == f"?owner=Sue&page={number + 1}"


def test_no_pages_for_a_short_list(rf):
    nav = render(
        '{% include "components/_pagination.html" with page=page request=request only %}',
        page=Paginator(range(3), 25).page(1),
        request=rf.get("/"),
    )

    assert list(nav.iter("nav")) == []


def test_timeline_says_what_was_corrected():
    entries = [
        {
            "day": datetime.date(2016, 5, 31),
            "heading": "Progress",
            "about": "Sue Moorman",
            "text": "Launched.",
            "is_corrected": True,
        },
        {"day": datetime.date(2016, 3, 1), "heading": "Deadline moved"},
    ]

    page = render(
        '{% include "components/_timeline.html" with entries=entries only %}', entries=entries
    )

    assert [words(item) for item in page.iter("li")] == [
        "Progress 31 May 2016, Sue Moorman – corrected later Launched.",
        "Deadline moved 1 March 2016",
    ]
