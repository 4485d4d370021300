"""Pages that start a plan, and change it and its themes in place."""

from django.urls import reverse
from django.utils.text import slugify

from recommendations.forms.plans import (
    NewPlanForm,
    OwnColumnRows,
    PlanForm,
    StatusWordRows,
    ThemeRows,
    status_word_initial,
)
from recommendations.models import Plan
from recommendations.own_columns import hidden_columns, own_columns
from recommendations.plans import EditedTheme, NewTheme, edit_whole_plan, start_plan
from recommendations.status_words import PRESETS, EditedStatusWord
from recommendations.views.access import visible_plan
from recommendations.views.rows import RowsView


class PlanCreate(RowsView):
    template_name = "recommendations/plan_form.html"
    saved = "The plan is started. Add its recommendations next."

    def get_forms(self, data=None):
        return {
            "form": NewPlanForm(data),
            "themes": ThemeRows(data, prefix="themes"),
            "columns": OwnColumnRows(data, prefix="columns", plan=Plan()),
        }

    def save(self, forms, *, by, at):
        answers = forms["form"].cleaned_data
        plan = start_plan(
            title=answers["title"],
            slug=answers["slug"] or slugify(answers["title"])[:100],
            source=answers["source"],
            departments=answers["departments"],
            themes=[_theme(row) for _, row in forms["themes"].rows],
            own_columns=forms["columns"].typed(),
            by=by,
            at=at,
            **{name: answers[name] for name in NewPlanForm.RULES},
        )
        return plan.get_absolute_url()

    def get_context_data(self, **kwargs):
        crumbs = [("Plans", reverse("plan_list"))]
        return super().get_context_data(
            section="plans",
            heading="Start a plan",
            crumbs=crumbs,
            presets=[preset.word for preset in PRESETS],
            **kwargs,
        )


class PlanEdit(RowsView):
    template_name = "recommendations/plan_form.html"
    saved = "The plan is saved."

    def get_forms(self, data=None):
        self.plan = visible_plan(self.request.user, self.kwargs["slug"])
        form = PlanForm(data, subject=self.plan, initial=_plan_initial(self.plan))
        stale = {"is_stale": form.is_stale}
        return {
            "form": form,
            "themes": ThemeRows(
                data,
                prefix="themes",
                initial=[_theme_initial(theme) for theme in self.plan.themes.all()],
                form_kwargs=stale,
            ),
            "words": StatusWordRows(
                data,
                prefix="words",
                initial=[status_word_initial(word) for word in self.plan.status_words.all()],
                form_kwargs=stale,
            ),
            "columns": OwnColumnRows(
                data,
                prefix="columns",
                plan=self.plan,
                initial=[_column_initial(column) for column in own_columns(self.plan)],
                form_kwargs=stale,
            ),
        }

    def save(self, forms, *, by, at):
        answers = forms["form"].cleaned_data
        names = ("version", *PlanForm.ABOUT, *PlanForm.RULES)
        edited = edit_whole_plan(
            self.plan,
            themes=self._themes(forms["themes"]),
            status_words=self._status_words(forms["words"]),
            own_columns=forms["columns"].typed(),
            by=by,
            at=at,
            **{name: answers[name] for name in names},
        )
        return edited.get_absolute_url()

    def _themes(self, rows):
        on_record = {str(theme.pk): theme for theme in self.plan.themes.all()}
        edited = [EditedTheme(on_record.get(row["key"]), _theme(row)) for _, row in rows.rows]
        removed = [
            EditedTheme(on_record[key], NewTheme(""), is_removed=True)
            for key in rows.removed_keys
            if key in on_record
        ]
        return edited + removed

    def _status_words(self, rows):
        on_record = {str(word.pk): word for word in self.plan.status_words.all()}
        edited = [
            EditedStatusWord(
                on_record.get(row["key"]), new.word, new.meaning, is_auditors=new.is_auditors
            )
            for (_, row), new in zip(rows.rows, rows.typed(), strict=True)
        ]
        removed = [
            EditedStatusWord(on_record[key], "", "", is_removed=True)
            for key in rows.removed_keys
            if key in on_record
        ]
        return edited + removed

    def get_context_data(self, **kwargs):
        crumbs = [
            ("Plans", reverse("plan_list")),
            (self.plan.title, self.plan.get_absolute_url()),
        ]
        return super().get_context_data(
            section="plans",
            heading="Edit the plan",
            crumbs=crumbs,
            plan=self.plan,
            removed_columns=[column.heading for column in hidden_columns(self.plan)],
            **kwargs,
        )


def _theme(row):
    return NewTheme(row["title"], row["number"], row["note"])


def _theme_initial(theme):
    return {"key": theme.pk, "number": theme.number, "title": theme.title, "note": theme.note}


def _column_initial(column):
    return {"key": column.key, "heading": column.heading, "of": column.of}


def _plan_initial(plan):
    names = ("title", "source", "is_active", *PlanForm.RULES)
    departments = list(plan.departments.all())
    return {"departments": departments, **{name: getattr(plan, name) for name in names}}
