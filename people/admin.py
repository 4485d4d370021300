"""Reference data of who there is: users with their roles, departments, owners. For administrators;
who holds a post is a dated fact, and not edited here.
"""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from simple_history.admin import SimpleHistoryAdmin

from people.accounts import invite
from people.merging import keep_merged_with
from people.models import Alias, Department, Owner, User
from people.roles import Role
from people.who_wrote import LINK_EMAIL

REASON_LENGTH = 100

admin.site.site_header = "As At: administration"
admin.site.site_title = "As At: administration"
admin.site.index_title = "Users, roles and reference data"


class UserForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["email", "name", "groups", "is_active"]
        widgets = {"groups": forms.CheckboxSelectMultiple}
        labels = {"groups": "Roles"}
        help_texts = {
            "groups": "What somebody may do. Without a role they read issued papers only.",
            "is_active": "Take the tick away instead of deleting: what they wrote stays.",
        }

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class TrailAdmin(SimpleHistoryAdmin):
    """With its audit trail to read. Nothing is put back from it: that would be an edit past every
    check.
    """

    def revert_disabled(self, request, obj=None):
        return True

    def history_form_view(self, request, *args, **kwargs):
        if request.method != "GET":
            raise PermissionDenied("What was is kept as it was. Edit what it says now.")
        return super().history_form_view(request, *args, **kwargs)


@admin.register(User)
class UserAdmin(TrailAdmin):
    """Users get no password here: they choose one by the link of their invitation."""

    form = UserForm
    list_display = ["name", "email", "roles", "is_active", "last_login"]
    list_filter = ["groups", "is_active"]
    search_fields = ["name", "email"]
    actions = ["send_invitation"]

    def get_queryset(self, request):
        """All but the one who is nobody."""
        users = super().get_queryset(request).exclude(email=LINK_EMAIL)
        return users.prefetch_related("groups")

    def has_change_permission(self, request, user=None):
        """Nobody gets the rights of a superuser by giving them another e-mail address."""
        if user is not None and user.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, user)

    @admin.display(description="Roles")
    def roles(self, user):
        return ", ".join(group.name for group in user.groups.all())

    def save_model(self, request, user, form, change):
        roles = {group.name for group in form.cleaned_data["groups"]}
        before = set(user.groups.values_list("name", flat=True)) if change else set()
        if not change:
            user.set_unusable_password()
        user.is_staff = user.is_superuser or Role.ADMINISTRATOR in roles
        user._change_reason = _roles_in_words(before, roles)
        super().save_model(request, user, form, change)

    @admin.action(description="Send invitation to choose a password", permissions=["change"])
    def send_invitation(self, request, users):
        at, site = timezone.now(), request.build_absolute_uri("/")
        for user in users:
            try:
                invite(user, by=request.user, at=at, base_url=site)
            except ValidationError as error:
                self.message_user(request, error.message, messages.WARNING)
            else:
                self.message_user(request, f"Invited {user} ({user.email}).", messages.SUCCESS)


@admin.register(Department)
class DepartmentAdmin(TrailAdmin):
    list_display = ["name", "short_name", "parent", "head", "is_active"]
    list_filter = ["is_active"]
    list_select_related = ["parent", "head"]
    search_fields = ["name", "short_name"]
    autocomplete_fields = ["parent", "head"]

    def save_model(self, request, department, form, change):
        if change:
            # Whoever has the department open is told.
            department.version += 1
        super().save_model(request, department, form, change)


class OwnerForm(forms.ModelForm):
    class Meta:
        model = Owner
        fields = ["kind", "name", "email", "department", "user", "is_active"]
        help_texts = {
            "kind": "It cannot be changed later.",
            "user": "As whom a person signs in: then what is theirs is that user's own.",
        }

    def clean(self):
        super().clean()
        if self.cleaned_data.get("user") and self.cleaned_data.get("kind") != Owner.Kind.PERSON:
            self.add_error("user", "Only a person signs in.")


class AliasInline(admin.TabularInline):
    model = Alias
    extra = 1


@admin.register(Owner)
class OwnerAdmin(TrailAdmin):
    """An owner, and the user that a person signs in as."""

    form = OwnerForm
    list_display = ["name", "kind", "department", "email", "user", "is_active"]
    list_filter = ["kind", "is_active", "department"]
    list_select_related = ["department", "user"]
    search_fields = ["name", "aliases__name", "email"]
    autocomplete_fields = ["user", "department"]
    inlines = [AliasInline]

    def get_form(self, request, owner=None, **kwargs):
        form = super().get_form(request, owner, **kwargs)
        if owner and "kind" in form.base_fields:
            form.base_fields["kind"].disabled = True
        return form

    def has_change_permission(self, request, owner=None):
        """What was merged is changed where it went, or after the merging was undone."""
        if owner is not None and owner.merged_into_id:
            return False
        return super().has_change_permission(request, owner)

    def save_model(self, request, owner, form, change):
        if change:
            # Whoever has the owner open in the directory is told.
            owner.version += 1
        super().save_model(request, owner, form, change)
        keep_merged_with(owner, by=request.user, at=timezone.now())


def _roles_in_words(before, after):
    """For the audit trail, which follows the user's own columns and not their groups."""
    parts = [
        f"{words}: {', '.join(sorted(names))}"
        for words, names in (("Roles given", after - before), ("Roles taken", before - after))
        if names
    ]
    return "; ".join(parts)[:REASON_LENGTH]
