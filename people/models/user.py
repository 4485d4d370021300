from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords


class UserManager(BaseUserManager):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, *, name, password=None, **fields):
        """A user who signs in by e-mail; without a password nobody can sign in until an
        invitation is accepted.
        """
        user: Any = self.model(email=email.strip().lower(), name=name.strip(), **fields)
        user.set_password(password)
        user.full_clean()
        user.save(using=self._db)
        return user

    def create_superuser(self, email, *, name, password=None):
        return self.create_user(
            email, name=name, password=password, is_staff=True, is_superuser=True
        )


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in, by e-mail. Whoever wrote something down is never deleted, only made
    inactive.
    """

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField("full name", max_length=200)
    is_active = models.BooleanField("may sign in", default=True)
    is_staff = models.BooleanField("may open the administration pages", default=False)
    # How somebody likes their pages, by the name of the choice: people/preferences.py.
    preferences = models.JSONField(default=dict, blank=True, editable=False)

    objects = UserManager()
    history = HistoricalRecords(excluded_fields=["password", "last_login", "preferences"])

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="people_user_email_in_any_case",
                violation_error_message="Somebody with this e-mail address is a user already.",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="people_user_has_a_name"),
        ]

    def __str__(self):
        return self.name

    def get_short_name(self):
        return self.name
