"""What went wrong, for programs: `application/problem+json` (RFC 9457), with a sentence that says what to do."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import JsonResponse

CONTENT_TYPE = "application/problem+json"


class Problem(Exception):
    """A request that cannot be done. `headers` go with the answer, `more` into its document."""

    def __init__(self, status: int, detail: str, *, headers: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers, self.more = status, detail, headers or {}, more

    def answer(self) -> JsonResponse:
        document = {"type": "about:blank", "title": HTTPStatus(self.status).phrase, "status": self.status}
        if self.detail:
            document["detail"] = self.detail
        response = JsonResponse({**document, **self.more}, status=self.status, content_type=CONTENT_TYPE)
        for name, value in {"Cache-Control": "no-store", **self.headers}.items():
            response.headers[name] = value
        return response
