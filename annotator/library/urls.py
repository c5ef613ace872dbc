from django.urls import path

from annotator.library import previewing
from annotator.library.views import library

urlpatterns = [
    path("", library.library, name="library"),
    path("texts/import/", library.import_text, name="import"),
    path("texts/<uuid:pk>/details/", library.details, name="edit-details"),
    path("markdown/preview/", previewing.preview, name="markdown-preview"),
]
