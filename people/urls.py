"""Signing in and out, what every page needs of the council, the directory of owners, and the
departments.
"""

from django.contrib.auth import views as auth_views
from django.urls import path

from people.views import departments, merging, owners, reminders, signing_in

urlpatterns = [
    path("sign-in/", signing_in.SignIn.as_view(), name="login"),
    path("sign-out/", signing_in.SignOut.as_view(), name="logout"),
    path("password/", signing_in.PasswordChange.as_view(), name="password_change"),
    path("password/reset/", signing_in.PasswordReset.as_view(), name="password_reset"),
    path(
        "password/reset/sent/",
        auth_views.PasswordResetDoneView.as_view(),
        name="password_reset_done",
    ),
    path(
        "password/choose/<uidb64>/<token>/",
        signing_in.PasswordResetConfirm.as_view(),
        name="password_reset_confirm",
    ),
    path(
        "password/chosen/",
        auth_views.PasswordResetCompleteView.as_view(),
        name="password_reset_complete",
    ),
    path("reminders/", reminders.OwnReminders.as_view(), name="own_reminders"),
    path("site-colours.css", signing_in.site_colours, name="site_colours"),
    path("site-logo", signing_in.site_logo, name="site_logo"),
    path("owners/", owners.OwnerList.as_view(), name="owner_list"),
    path("owners/new/", owners.OwnerCreate.as_view(), name="owner_create"),
    path("owners/<key:pk>/", owners.OwnerDetail.as_view(), name="owner_detail"),
    path("owners/<key:pk>/edit/", owners.OwnerEdit.as_view(), name="owner_edit"),
    path("owners/<key:pk>/tenure/", owners.TenureEdit.as_view(), name="tenure_edit"),
    path("owners/<key:pk>/history/", owners.OwnerHistory.as_view(), name="owner_history"),
    path("owners/<key:pk>/merge/", merging.OwnerMerge.as_view(), name="owner_merge"),
    path("owners/<key:pk>/unmerge/", merging.OwnerUnmerge.as_view(), name="owner_unmerge"),
    path("departments/", departments.DepartmentList.as_view(), name="department_list"),
    path("departments/new/", departments.DepartmentCreate.as_view(), name="department_create"),
    path("departments/<key:pk>/", departments.DepartmentDetail.as_view(), name="department_detail"),
    path(
        "departments/<key:pk>/edit/", departments.DepartmentEdit.as_view(), name="department_edit"
    ),
    path(
        "departments/<key:pk>/history/",
        departments.DepartmentHistory.as_view(),
        name="department_history",
    ),
    path(
        "departments/<key:pk>/delegates/",
        departments.DelegationEdit.as_view(),
        name="delegation_edit",
    ),
]
