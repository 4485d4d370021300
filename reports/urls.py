"""Papers: the live appendix of a plan."""

from django.urls import path

from reports import views

urlpatterns = [
    path("plans/<slug:slug>/appendix/", views.plan_appendix, name="plan_appendix"),
    path("plans/<slug:slug>/appendix.pdf", views.plan_appendix_pdf, name="plan_appendix_pdf"),
]
