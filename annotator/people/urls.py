from django.urls import path

from annotator.people import views

urlpatterns = [path("me/", views.preferences, name="preferences")]
