from django.urls import path

from annotator.account import views

urlpatterns = [
    path("people/me/data/", views.export_account, name="export-account"),
    path("people/me/delete/", views.delete_account, name="delete-account"),
]
