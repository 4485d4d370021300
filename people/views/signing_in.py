"""Signing in and out, and the council's colours and logo."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control

from people.accounts import end_lock_out
from people.forms.signing_in import ChangePasswordForm, ChoosePasswordForm, ResetForm, SignInForm


class SignIn(auth_views.LoginView):
    form_class = SignInForm
    redirect_authenticated_user = True


@method_decorator(login_not_required, name="dispatch")
class SignOut(auth_views.LogoutView):
    """Open to everybody: who was signed out by time alone is not asked to sign in for it."""

    def post(self, request, *args, **kwargs):
        response = super().post(request, *args, **kwargs)
        messages.success(request, "You have signed out.")
        return response


class PasswordReset(auth_views.PasswordResetView):
    form_class = ResetForm
    email_template_name = "registration/password_reset_email.txt"


class PasswordResetConfirm(auth_views.PasswordResetConfirmView):
    """The link of an invitation or a reset leads here."""

    form_class = ChoosePasswordForm

    def form_valid(self, form):
        # Whoever reads the e-mail of this address is nobody who guesses its password.
        end_lock_out(self.user)
        return super().form_valid(form)


class PasswordChange(auth_views.PasswordChangeView):
    form_class = ChangePasswordForm
    success_url = reverse_lazy("home")

    def form_valid(self, form):
        messages.success(self.request, "Your password has been changed.")
        return super().form_valid(form)


@login_not_required
@cache_control(public=True, max_age=3600)
def site_colours(request):
    """The council's two colours: a style sheet, since nothing may be inline."""
    css = f":root {{ --brand: {settings.SITE_COLOUR}; --brand-2: {settings.SITE_COLOUR_DARK}; }}\n"
    return HttpResponse(css, content_type="text/css")


@login_not_required
@cache_control(public=True, max_age=3600)
def site_logo(request):
    try:
        return FileResponse(open(settings.ORGANISATION_LOGO, "rb"))
    except OSError:
        raise Http404("There is no logo.") from None
