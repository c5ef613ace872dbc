from django.urls import path

from annotator.library import previewing
from annotator.library.views import history, library, restoring, revising, updating, uploading

urlpatterns = [
    path("", library.library, name="library"),
    path("texts/import/", library.import_text, name="import"),
    path("texts/import/<uuid:pk>/", uploading.upload, name="upload"),
    path("texts/import/<uuid:pk>/progress", uploading.progress, name="upload-progress"),
    path("texts/import/<uuid:pk>/again", uploading.again, name="upload-again"),
    path("texts/import/<uuid:pk>/discard", uploading.discard, name="upload-discard"),
    path("texts/<uuid:pk>/details/", library.details, name="edit-details"),
    path("texts/<uuid:pk>/edit/", revising.edit_words, name="edit-words"),
    path("texts/<uuid:pk>/edit/merge", revising.merge_words, name="merge-words"),
    path("texts/<uuid:pk>/new-version/", updating.new_version, name="new-version"),
    path("texts/<uuid:pk>/history/", history.text_history, name="text-history"),
    path("texts/<uuid:pk>/compare/", history.compare, name="compare"),
    path("texts/<uuid:pk>/revisions/<int:number>/", history.revision, name="revision"),
    path("texts/<uuid:pk>/revisions/<int:number>/spans.json", history.revision_spans, name="revision-spans"),
    path("texts/<uuid:pk>/revisions/<int:number>/cards", history.revision_cards, name="revision-cards"),
    path("texts/<uuid:pk>/revisions/<int:number>/restore/", restoring.restore, name="restore"),
    path("markdown/preview/", previewing.preview, name="markdown-preview"),
]
