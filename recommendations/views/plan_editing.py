"""Pages that start a plan, and change it and its themes in place."""

from django.urls import reverse
from django.utils.text import slugify

from recommendations.forms.plans import NewPlanForm, PlanForm, ThemeRows
from recommendations.plans import EditedTheme, NewTheme, edit_plan_and_themes, start_plan
from recommendations.views.access import visible_plan
from recommendations.views.rows import RowsView


class PlanCreate(RowsView):
    template_name = "recommendations/plan_form.html"
    saved = "The plan is started. Add its recommendations next."

    def get_forms(self, data=None):
        return {"form": NewPlanForm(data), "themes": ThemeRows(data, prefix="themes")}

    def save(self, forms, *, by, at):
        answers = forms["form"].cleaned_data
        plan = start_plan(
            title=answers["title"],
            slug=answers["slug"] or slugify(answers["title"])[:100],
            source=answers["source"],
            departments=answers["departments"],
            themes=[_theme(row) for _, row in forms["themes"].rows],
            by=by,
            at=at,
        )
        return plan.get_absolute_url()

    def get_context_data(self, **kwargs):
        crumbs = [("Plans", reverse("plan_list"))]
        return super().get_context_data(
            section="plans", heading="Start a plan", crumbs=crumbs, **kwargs
        )


class PlanEdit(RowsView):
    template_name = "recommendations/plan_form.html"
    saved = "The plan is saved."

    def get_forms(self, data=None):
        self.plan = visible_plan(self.request.user, self.kwargs["slug"])
        form = PlanForm(data, subject=self.plan, initial=_plan_initial(self.plan))
        rows = [
            {"key": theme.pk, "number": theme.number, "title": theme.title, "note": theme.note}
            for theme in self.plan.themes.all()
        ]
        themes = ThemeRows(
            data, prefix="themes", initial=rows, form_kwargs={"is_stale": form.is_stale}
        )
        return {"form": form, "themes": themes}

    def save(self, forms, *, by, at):
        answers = forms["form"].cleaned_data
        names = ("version", "title", "source", "departments", "is_active")
        edited = edit_plan_and_themes(
            self.plan,
            themes=self._themes(forms["themes"]),
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

    def get_context_data(self, **kwargs):
        crumbs = [
            ("Plans", reverse("plan_list")),
            (self.plan.title, self.plan.get_absolute_url()),
        ]
        return super().get_context_data(
            section="plans", heading="Edit the plan", crumbs=crumbs, plan=self.plan, **kwargs
        )


def _theme(row):
    return NewTheme(row["title"], row["number"], row["note"])


def _plan_initial(plan):
    return {
        "title": plan.title,
        "source": plan.source,
        "departments": list(plan.departments.all()),
        "is_active": plan.is_active,
    }
