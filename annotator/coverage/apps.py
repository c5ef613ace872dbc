from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "annotator.coverage"
    label = "coverage"
