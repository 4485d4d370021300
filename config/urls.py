"""Every address of the site, by app."""

from django.contrib import admin
from django.urls import include, path

from people.views.administration import admin_door

urlpatterns = [
    path("admin/login/", admin_door),
    path("admin/", admin.site.urls),
    path("", include("people.urls")),
    path("", include("recommendations.urls")),
    path("", include("reports.urls")),
]
