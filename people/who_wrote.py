"""Who wrote something down, in words; and the one user as whom is written down what an officer
without an account answers through a link: nobody signs in as it, and no list of users has it.
"""

from django.contrib.auth.hashers import make_password

from people.models import User

# Nothing can ever be sent to an address of this kind (RFC 2606).
LINK_EMAIL = "link-to-answer@as-at.invalid"
LINK_NAME = "Link sent by e-mail"
THROUGH_A_LINK = "through a link sent by e-mail"


def link_user() -> User:
    """The user who stands for every link to answer: inactive, without a password and without a
    role; made when it is asked for first.
    """
    nobody_signs_in = {"name": LINK_NAME, "is_active": False, "password": make_password(None)}
    return User.objects.get_or_create(email=LINK_EMAIL, defaults=nobody_signs_in)[0]


def who_wrote(by, on_behalf_of="") -> str:
    """Who wrote something down, and for whom (names, or what has one; "" or None for nobody):
    "Carol Clerk on behalf of Sue Moorman", or "Sue Moorman (through a link sent by e-mail)".
    """
    if not on_behalf_of:
        return str(by)
    if str(by) == LINK_NAME:
        return f"{on_behalf_of} ({THROUGH_A_LINK})"
    return f"{by} on behalf of {on_behalf_of}"
