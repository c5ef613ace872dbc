from django.urls import path

from annotator.notes.views import acts, deciding, making, people, reading

urlpatterns = [
    path("texts/<uuid:pk>/", reading.reader, name="reader"),
    path("texts/<uuid:pk>/spans.json", reading.spans_json, name="spans"),
    path("texts/<uuid:pk>/status", reading.status, name="status"),
    path("texts/<uuid:pk>/cards", reading.cards, name="cards"),
    path("texts/<uuid:pk>/notes/", reading.notes_of_text, name="notes-of-text"),
    path("texts/<uuid:pk>/annotate", making.annotate, name="annotate"),
    path("annotations/<uuid:pk>", reading.annotation, name="annotation"),
    path("annotations/<uuid:pk>/card", making.card, name="card"),
    path("annotations/<uuid:pk>/history", acts.history, name="history"),
    path("annotations/<uuid:pk>/reply", acts.reply, name="reply"),
    path("annotations/<uuid:pk>/edit", acts.edit, name="edit"),
    path("annotations/<uuid:pk>/delete", acts.delete, name="delete"),
    path("annotations/<uuid:pk>/undelete", acts.undelete, name="undelete"),
    path("annotations/<uuid:pk>/resolve", acts.resolve, name="resolve"),
    path("annotations/<uuid:pk>/reopen", acts.reopen, name="reopen"),
    path("annotations/<uuid:pk>/stet", deciding.stet, name="stet"),
    path("annotations/<uuid:pk>/duplicate", deciding.duplicate, name="duplicate"),
    path("annotations/<uuid:pk>/withdraw", deciding.withdraw, name="withdraw"),
    path("annotations/<uuid:pk>/reopen-query", deciding.reopen_query, name="reopen-query"),
    path("annotations/<uuid:pk>/source", deciding.add_source, name="add-source"),
    path("annotations/<uuid:pk>/verdict", deciding.verdict, name="verdict"),
    path("sources/<int:pk>/remove", deciding.remove_source, name="remove-source"),
    path("people/<uuid:pk>/", people.profile, name="profile"),
    path("replies/<uuid:pk>/edit", acts.edit_reply, name="edit-reply"),
    path("replies/<uuid:pk>/delete", acts.delete_reply, name="delete-reply"),
    path("replies/<uuid:pk>/undelete", acts.undelete_reply, name="undelete-reply"),
    path("replies/<uuid:pk>/answer", acts.settle, name="settle"),
]
