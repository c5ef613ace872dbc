from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "annotator.search"
    label = "search"
