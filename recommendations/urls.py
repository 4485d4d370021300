from django.urls import path

from recommendations import views

urlpatterns = [
    path("", views.PlanList.as_view(), name="home"),
]
