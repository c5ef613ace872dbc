from django.apps import AppConfig


class CheckingConfig(AppConfig):
    name = "annotator.checking"
    label = "checking"
