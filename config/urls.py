"""Every address of the site, by app."""

from django.contrib import admin
from django.urls import include, path, register_converter

from people.address_keys import KeyConverter
from people.views.administration import admin_door

register_converter(KeyConverter, "key")

handler404 = "people.views.errors.not_found"

urlpatterns = [
    path("admin/login/", admin_door),
    path("admin/", admin.site.urls),
    path("", include("people.urls")),
    path("", include("recommendations.urls")),
    path("", include("reports.urls")),
]
