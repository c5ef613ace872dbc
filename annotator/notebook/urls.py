from django.urls import path

from annotator.notebook import views

urlpatterns = [
    path("notebook/", views.notebook, name="notebook"),
    path("notebook/facets/", views.notebook_facets, name="notebook-facets"),
    path("notebook/act", views.act_on_notes, name="act-on-notes"),
    path("notebook/undo", views.undo_on_notes, name="undo-on-notes"),
    path("notebook/restore", views.restore_notes, name="restore-notes"),
]
