from django.apps import AppConfig


class NotesConfig(AppConfig):
    name = "annotator.notes"
    label = "notes"
