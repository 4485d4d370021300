"""What somebody may do, for every page: by their roles alone, read together with the user."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import F

from people.models import User


class RoleBackend(ModelBackend):
    """Django's own, with one query for each page instead of three: nobody has a permission but
    through a role.
    """

    def get_user(self, user_id):
        rows = User.objects.filter(pk=user_id).annotate(
            of_app=F("groups__permissions__content_type__app_label"),
            codename=F("groups__permissions__codename"),
        )
        users: list[Any] = list(rows)
        if not users or not self.user_can_authenticate(users[0]):
            return None
        users[0].permissions_by_role = {f"{u.of_app}.{u.codename}" for u in users if u.codename}
        return users[0]

    def get_user_permissions(self, user_obj, obj=None):
        return set()

    def get_group_permissions(self, user_obj, obj=None):
        if user_obj.is_active and obj is None and hasattr(user_obj, "permissions_by_role"):
            return user_obj.permissions_by_role
        return super().get_group_permissions(user_obj, obj)
