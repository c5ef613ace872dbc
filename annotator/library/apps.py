from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "annotator.library"
    label = "library"
