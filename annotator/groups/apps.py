from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "annotator.groups"
    label = "groups"
