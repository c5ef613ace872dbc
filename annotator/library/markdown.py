"""django-markdownx asks here for its preview: the one renderer of texts, and nothing else."""

from __future__ import annotations

from texts.rendering import render


def markdownify(source: str) -> str:
    return render(source).html
