"""django-markdownx's preview, closed to visitors, limited in length and in number."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from markdownx.views import MarkdownifyView

from annotator.limits import limited
from texts.rendering import render_note

LONGEST = 200_000


class Preview(MarkdownifyView):  # type: ignore[misc]
    """The HTML of what is being written: as a text, or with `?kind=note` as a note."""

    def post(self, request: HttpRequest) -> HttpResponse:
        source = request.POST.get("content", "")
        if len(source) > LONGEST:
            return _refused(f"A preview shows at most {LONGEST:,} characters.", 400)
        if request.GET.get("kind") == "note":
            return HttpResponse(render_note(source))
        return super().post(request)  # type: ignore[no-any-return]


def _refused(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


_limited = limited("preview")(Preview.as_view())


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return _refused("Sign in to see a preview.", 403)
    if "content" not in request.POST:
        return _refused("There is nothing to preview.", 400)
    return _limited(request)
