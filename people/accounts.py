"""Letting somebody in: the invitation to choose a password, and the lock against guessing.

Who may invite is for the caller to ask.
"""

from datetime import timedelta

from axes.utils import reset
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode


def invite(user, *, by, at, base_url):
    """Send `user` an e-mail with a link to choose a password, and return the message sent.

    `base_url` is the address of the site ("https://plans.example.gov.uk/"), `by` signs the message,
    and the link works for settings.PASSWORD_RESET_TIMEOUT from `at`. Raises ValidationError for a
    user who may not sign in.
    """
    if not user.is_active:
        raise ValidationError(
            f"{user} may not sign in, so there is nobody to invite.", code="inactive"
        )
    context = {
        "user": user,
        "by": by,
        "organisation_name": settings.ORGANISATION_NAME,
        "link": base_url.rstrip("/") + _path_to_choose_password(user),
        "site": base_url,
        "works_until": at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
    }
    message = EmailMessage(
        subject=render_to_string("registration/invitation_subject.txt", context).strip(),
        body=render_to_string("registration/invitation_email.txt", context),
        to=[user.email],
    )
    message.send()
    return message


def name_tried(request, credentials=None):
    """The name that a wrong password counts for: the e-mail address, however it was typed."""
    typed = (credentials or {}).get("username") or request.POST.get("username") or ""
    return typed.strip().lower()


def end_lock_out(user):
    """Forget the wrong passwords that were tried for `user`."""
    reset(username=user.email.lower())


def _path_to_choose_password(user):
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return reverse("password_reset_confirm", args=[uid, token])
