"""Pages of the tables of a layout: add one, change it, move it, take it out."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from people.views.editing import EditView
from people.views.errors import NotThere
from recommendations.models import Plan
from recommendations.views.access import refuse_without
from reports.forms.layouts import CHANGED, ColumnRows, LookedAtForm, NewTableForm, TableForm
from reports.layouts.editing import NO_TABLE, add_table, change_table, move_table, remove_table
from reports.layouts.offered_columns import catalogue, columns_of_plans
from reports.layouts.words import table_name
from reports.models import Layout
from reports.views.access import NOT_FOR_CLERKS
from reports.views.committees import ClerkView
from reports.views.layout_access import layout_at, layout_crumbs
from reports.views.layouts import LayoutPage


class TablePage(LayoutPage):
    template_name = "reports/layout_table.html"

    def column_rows(self, data, columns, **kwargs):
        plans = Plan.objects.visible_to(self.request.user, on=timezone.localdate())
        offered = [*catalogue(), *columns_of_plans(plans.order_by("title"))]
        return ColumnRows(data, prefix="columns", offered=offered, columns=columns, **kwargs)

    def typed(self, forms):
        names = ("name", "as_at_style", "as_at_line", "figures")
        said = {name: getattr(self.layout, name) for name in names}
        return Layout(**said, tables=self.typed_tables(forms))

    def typed_tables(self, forms):
        raise NotImplementedError

    def get_context_data(self, **kwargs):
        return super().get_context_data(caption=self.layout.name, **kwargs)


class TableCreate(TablePage):
    heading = "Add a table"
    save_words = "Add it"
    saved = "The table is added."

    def get_forms(self, data=None):
        super().get_forms(data)
        form = NewTableForm(data, layout=self.layout)
        # It begins with the columns of the last one: the same, or some fewer.
        begins_with = [_on_record(column) for column in self.layout.tables[-1]["columns"]]
        rows = self.column_rows(data, begins_with)
        rows.tells_of_others = False
        return {"form": form, "column_rows": rows}

    def save(self, forms, *, by, at):
        first = forms["form"].cleaned_data.get("first_heading", "")
        add_table(self.layout, _table(forms), first_heading=first, by=by, at=at)
        return self.layout.get_absolute_url()

    def typed_tables(self, forms):
        first, *others = self.layout.tables
        heading = forms["form"].cleaned_data.get("first_heading") or first["heading"]
        return [{**first, "heading": heading}, *others, _table(forms)]


class TableEdit(TablePage):
    heading = "Change the table"
    saved = "The table is saved."

    def get_forms(self, data=None):
        super().get_forms(data)
        self.place, gone = self._found(data)
        form = TableForm(data, layout=self.layout, place=self.place, gone=gone)
        if gone:
            rows = self.column_rows(data, [])
            rows.tells_of_others = False
            return {"form": form, "column_rows": rows}
        columns = [_on_record(column) for column in self.layout.tables[self.place]["columns"]]
        stale = {"is_stale": form.is_stale}
        return {"form": form, "column_rows": self.column_rows(data, columns, form_kwargs=stale)}

    def save(self, forms, *, by, at):
        version = forms["form"].cleaned_data["version"]
        table = _table(forms)
        change_table(self.layout, self.place + 1, table, version=version, by=by, at=at)
        return self.layout.get_absolute_url()

    def typed_tables(self, forms):
        tables = list(self.layout.tables)
        tables[self.place] = _table(forms)
        return tables

    def get_context_data(self, **kwargs):
        if kwargs["form"].gone:
            kwargs["add_address"] = reverse("layout_table_create", args=[self.layout.pk])
        return super().get_context_data(**kwargs)

    def _found(self, data):
        """Where the table is by now, and what it was called where it was taken out since the page
        was shown: one that was moved is found by its heading.
        """
        number, headings = self.kwargs["number"], [each["heading"] for each in self.layout.tables]
        sent = {} if data is None else data
        called, count = sent.get("called", ""), str(len(headings))
        if called in headings:
            is_there = number <= len(headings) and headings[number - 1] == called
            return (number - 1 if is_there else headings.index(called)), ""
        # The only table may have had no heading, and is never taken out.
        if called and sent.get("how_many", count) != count:
            return min(max(number, 1), len(headings)) - 1, called
        return _place_of(self.layout, number), ""


class TableRemove(ClerkView):
    template_name = "reports/layout_asked.html"
    heading = "Take the table out?"
    save_words = "Take it out"
    saved = "The table is taken out."

    def get_forms(self, data=None):
        self.layout = layout_at(self.request.user, self.kwargs["pk"])
        place = _place_of(self.layout, self.kwargs["number"])
        self.name = table_name(self.layout.tables[place], place + 1)
        return {"form": LookedAtForm(data, layout=self.layout)}

    def save(self, forms, *, by, at):
        version = forms["form"].cleaned_data["version"]
        remove_table(self.layout, self.kwargs["number"], version=version, by=by, at=at)
        return self.layout.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            caption=f"{self.layout}: {self.name}",
            intro="The papers that were issued stay as they are.",
            refused="",
            **kwargs,
        )

    def way_down(self):
        return layout_crumbs(self.layout)


class TableMove(EditView):
    """One place up or down, by a button on the page of the layout."""

    http_method_names = ["post"]
    saved = "The table is moved."

    def dispatch(self, request, *args, **kwargs):
        refuse_without(request.user, "reports.issue_appendices", NOT_FOR_CLERKS)
        return super().dispatch(request, *args, **kwargs)

    def get_forms(self, data=None):
        self.layout = layout_at(self.request.user, self.kwargs["pk"])
        _place_of(self.layout, self.kwargs["number"])
        return {"form": LookedAtForm(data, layout=self.layout)}

    def save(self, forms, *, by, at):
        version, up = forms["form"].cleaned_data["version"], self.request.POST.get("move") == "up"
        move_table(self.layout, self.kwargs["number"], up=up, version=version, by=by, at=at)
        return f"{self.layout.get_absolute_url()}#tables"

    def show(self, forms):
        """There is no page of it: back to the layout, with the sentence."""
        messages.warning(self.request, f"{CHANGED}.")
        return redirect(self.layout)


def _place_of(layout, number):
    if not 1 <= number <= len(layout.tables):
        raise NotThere(f"{NO_TABLE.format(number=number)}. Somebody may have taken it out.")
    return number - 1


def _table(forms):
    return forms["form"].table(forms["column_rows"].columns)


def _on_record(column):
    return {name: column[name] for name in ("key", "heading", "width")}
