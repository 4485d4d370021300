"""The sample users, for a developer's machine only: one for each role, all with the same printed
password.
"""

from people.models import User

PASSWORD = "as-at-sample"
USERS = {
    "administrator": "Ada Ministrator",
    "clerk": "Clem Clerk",
}


def load_sample_users() -> dict[str, User]:
    """The sample users by role; those that are there already stay as they are."""
    return {role: _user(role, name) for role, name in USERS.items()}


def _user(role, name):
    email = f"{role}@example.gov.uk"
    user = User.objects.filter(email=email).first()
    if user is None:
        is_administrator = role == "administrator"
        user = User.objects.create_user(
            email,
            name=name,
            password=PASSWORD,
            is_staff=is_administrator,
            is_superuser=is_administrator,
        )
    return user
