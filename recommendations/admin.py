"""Reference data of plans: their rules and their themes. Recommendations and everything dated about
them are changed by the acts only, never here.
"""

from django.contrib import admin
from django.utils import timezone

from people.admin import TrailAdmin
from recommendations.models import Plan, Theme
from recommendations.status_words import PRESETS, give_status_words


@admin.register(Plan)
class PlanAdmin(TrailAdmin):
    """Its status words and its own columns are changed on its page, which keeps them right."""

    exclude = ["own_columns"]
    list_display = ["title", "source", "rag_rule", "revision", "is_active"]
    list_filter = ["is_active", "source"]
    search_fields = ["title", "slug"]
    filter_horizontal = ["departments"]
    prepopulated_fields = {"slug": ["title"]}

    def get_prepopulated_fields(self, request, plan=None):
        """The address of a plan that is there stays, so that links go on working."""
        return {} if plan else self.prepopulated_fields

    def get_readonly_fields(self, request, plan=None):
        return ["slug"] if plan else []

    def save_model(self, request, plan, form, change):
        if change:
            # Whoever has the plan open in an edit form is told.
            plan.version += 1
        super().save_model(request, plan, form, change)
        if not change:
            give_status_words(plan, PRESETS, by=request.user, at=timezone.now())


@admin.register(Theme)
class ThemeAdmin(TrailAdmin):
    list_display = ["heading", "plan", "position"]
    list_filter = ["plan"]
    list_select_related = ["plan"]
    search_fields = ["title", "number"]
    autocomplete_fields = ["plan"]

    def get_form(self, request, theme=None, **kwargs):
        """A theme stays in its plan: recommendations stand under it."""
        form = super().get_form(request, theme, **kwargs)
        if theme and "plan" in form.base_fields:
            form.base_fields["plan"].disabled = True
        return form
