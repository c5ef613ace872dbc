from django.urls import path

from annotator.library import previewing
from annotator.library.views import library, revising

urlpatterns = [
    path("", library.library, name="library"),
    path("texts/import/", library.import_text, name="import"),
    path("texts/<uuid:pk>/details/", library.details, name="edit-details"),
    path("texts/<uuid:pk>/edit/", revising.edit_words, name="edit-words"),
    path("markdown/preview/", previewing.preview, name="markdown-preview"),
]
