"""The sample users, for a developer's machine only: one for each role, all with the same printed
password.
"""

from people.models import Owner, User
from people.roles import Role, give_role, load_roles

PASSWORD = "as-at-sample"
NAMES = {
    Role.VIEWER: "Vera Viewer",
    Role.OFFICER: "Sue Moorman",
    Role.LEAD: "Lena Lead",
    Role.CLERK: "Clem Clerk",
    Role.AUDITOR: "Audrey Auditor",
    Role.ADMINISTRATOR: "Ada Ministrator",
}


def load_sample_users() -> dict[Role, User]:
    """The sample users by role; those that are there already stay as they are. The officer is a
    person of the first sample paper.
    """
    load_roles()
    return {role: _user(role, name) for role, name in NAMES.items()}


def _user(role, name):
    email = f"{role.name.lower()}@example.gov.uk"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, name=name, password=PASSWORD)
        give_role(user, role)
        if role == Role.OFFICER:
            Owner.objects.update_or_create(
                name=name, kind=Owner.Kind.PERSON, defaults={"user": user, "email": email}
            )
    return user
