from django.apps import AppConfig


class TextsConfig(AppConfig):
    name = "texts"
    verbose_name = "texts"
    default_auto_field = "django.db.models.BigAutoField"
