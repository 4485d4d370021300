"""Reference data of papers: committees, meetings, layouts, and which plan is reported in which.
Appendices are made and issued by the acts only, never here.
"""

from django.contrib import admin

from people.admin import TrailAdmin
from reports.committees import why_not_moved
from reports.models import Committee, Layout, Meeting, PlanLayout


class EditedInPlaceAdmin(TrailAdmin):
    """Of what has a `version`: whoever has it open in an edit form is told."""

    def save_model(self, request, row, form, change):
        if change:
            row.version += 1
        super().save_model(request, row, form, change)


@admin.register(Committee)
class CommitteeAdmin(EditedInPlaceAdmin):
    list_display = ["name", "slug", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}

    def get_prepopulated_fields(self, request, committee=None):
        """The address of one that is there stays: it is part of those of its papers."""
        return {} if committee else self.prepopulated_fields

    def get_readonly_fields(self, request, committee=None):
        return ["slug"] if committee else []


@admin.register(Meeting)
class MeetingAdmin(EditedInPlaceAdmin):
    list_display = ["committee", "date", "round"]
    list_filter = ["committee"]
    list_select_related = ["committee", "round"]
    search_fields = ["committee__name"]
    date_hierarchy = "date"
    autocomplete_fields = ["committee"]

    def get_readonly_fields(self, request, meeting=None):
        """What is part of the address of an issued paper stays, and from when decisions count."""
        return ["committee", "date"] if meeting and why_not_moved(meeting) else []


@admin.register(Layout)
class LayoutAdmin(TrailAdmin):
    """To be looked at, and found by who says in which one a plan is reported. They are edited on
    pages of their own, which check what they print.
    """

    list_display = ["name", "as_at_style"]
    search_fields = ["name"]
    view_on_site = True

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, layout=None):
        return False

    def has_delete_permission(self, request, layout=None):
        return False


@admin.register(PlanLayout)
class PlanLayoutAdmin(EditedInPlaceAdmin):
    list_display = ["plan", "layout", "appendix_number", "committee"]
    list_select_related = ["plan", "layout", "committee"]
    autocomplete_fields = ["plan", "layout", "committee"]
