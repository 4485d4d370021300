"""What people type to sign in and to choose a password."""

from django import forms
from django.contrib.auth.forms import (
    AuthenticationForm,
    PasswordChangeForm,
    PasswordResetForm,
    SetPasswordForm,
    UsernameField,
)
from django.contrib.auth.password_validation import password_validators_help_text_html


def _password_field(label, autocomplete, **kwargs):
    return forms.CharField(
        label=label,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": autocomplete}),
        **kwargs,
    )


class SignInForm(AuthenticationForm):
    """Says the same for an unknown address, a wrong password and somebody who may not sign in."""

    username = UsernameField(
        label="E-mail address",
        widget=forms.EmailInput,
        error_messages={"required": "Enter your e-mail address"},
    )
    password = _password_field(
        "Password", "current-password", error_messages={"required": "Enter your password"}
    )
    error_messages = {
        "invalid_login": "The e-mail address and password do not match. Check both and try again"
    }


class ResetForm(PasswordResetForm):
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": "Enter your e-mail address",
            "invalid": "Enter an e-mail address like name@example.gov.uk",
        },
    )


class ChoosePasswordForm(SetPasswordForm):
    new_password1 = _password_field(
        "New password",
        "new-password",
        help_text=password_validators_help_text_html,
        error_messages={"required": "Enter a new password"},
    )
    new_password2 = _password_field(
        "New password again",
        "new-password",
        error_messages={"required": "Enter the new password again"},
    )
    error_messages = {"password_mismatch": "The two passwords are not the same"}

    def validate_password_for_user(self, user, password_field_name="new_password1"):
        """What is wrong with a password is said where it was chosen, not where it was repeated."""
        super().validate_password_for_user(user, "new_password1")


class ChangePasswordForm(ChoosePasswordForm, PasswordChangeForm):
    old_password = _password_field(
        "Password until now",
        "current-password",
        error_messages={"required": "Enter the password you have until now"},
    )
    error_messages = {
        **ChoosePasswordForm.error_messages,
        "password_incorrect": "This is not your password",
    }
