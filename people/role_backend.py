"""What somebody may do, for every page: by their roles alone, read together with the user."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from people.models import User

PERMISSION = ("groups__permissions__content_type__app_label", "groups__permissions__codename")


class RoleBackend(ModelBackend):
    """Django's own, with one query for each page instead of three: nobody has a permission but
    through a role.
    """

    def get_user(self, user_id):
        names = [field.attname for field in User._meta.concrete_fields]
        found = User.objects.filter(pk=user_id).order_by().values_list(*names, *PERMISSION)
        rows = list(found)
        if not rows:
            return None
        user: Any = User.from_db(found.db, names, rows[0][: len(names)])
        if not self.user_can_authenticate(user):
            return None
        user.permissions_by_role = {f"{app}.{codename}" for *_, app, codename in rows if codename}
        return user

    def get_user_permissions(self, user_obj, obj=None):
        return set()

    def get_group_permissions(self, user_obj, obj=None):
        if user_obj.is_active and obj is None and hasattr(user_obj, "permissions_by_role"):
            return user_obj.permissions_by_role
        return super().get_group_permissions(user_obj, obj)
