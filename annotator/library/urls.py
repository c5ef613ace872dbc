from django.urls import path

from annotator.library import previewing, views

urlpatterns = [
    path("", views.library, name="library"),
    path("texts/import/", views.import_text, name="import"),
    path("texts/<uuid:pk>/details/", views.details, name="edit-details"),
    path("markdown/preview/", previewing.preview, name="markdown-preview"),
]
