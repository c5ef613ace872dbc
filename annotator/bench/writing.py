"""Notes made per second through the whole program: HTTP, rights, form, transaction, anchor, card."""

from __future__ import annotations

import http.client
import re
import statistics
import threading
import time
import uuid
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import urlencode

from annotator.bench import server

CLIENTS = (1, 8, 32)
SECONDS = 5.0


def run(quick: bool = False) -> dict[str, Any]:
    """Rates and 95th percentiles for each database and number of clients."""
    seconds = 1.0 if quick else SECONDS
    return {
        "seconds": seconds,
        "sqlite": _measure(server.sqlite(), seconds),
        "postgresql": _measure(server.postgres(), seconds),
    }


def table(result: dict[str, Any]) -> str:
    rows = [
        f"| {name} | {clients} | {cell['rate']:.0f} | {cell['median_ms']:.1f} | {cell['p95_ms']:.1f} | {cell['failed']} |"
        for name in ("sqlite", "postgresql")
        for clients, cell in result[name].items()
    ]
    head = "## Notes made per second\n\nTwo server processes; every client is signed in and posts the composer's form."
    columns = "| database | clients | notes a second | median ms | p95 ms | failed |\n|---|---|---|---|---|---|"
    return "\n".join([f"{head}\n\n{columns}", *rows])


def _measure(database: AbstractContextManager[dict[str, str]], seconds: float) -> dict[str, Any]:
    with database as environment:
        server.manage(environment, "migrate", "--verbosity", "0")
        address = re.search(r"/texts/([0-9a-f-]{36})/", server.manage(environment, "demo"))
        assert address
        with server.serving(environment) as host:
            _clients(host, address[1], 2, 0.5)  # warm
            return {str(count): _clients(host, address[1], count, seconds) for count in CLIENTS}


def _clients(host: str, text: str, count: int, seconds: float) -> dict[str, float]:
    writers = [Writer(host, text) for _ in range(count)]
    until = time.perf_counter() + seconds
    threads = [threading.Thread(target=writer.write, args=(until,)) for writer in writers]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = sorted(duration for writer in writers for duration in writer.times)
    return {
        "rate": len(times) / (time.perf_counter() - begun),
        "median_ms": statistics.median(times) * 1000,
        "p95_ms": times[int(len(times) * 0.95)] * 1000,
        "failed": sum(writer.failed for writer in writers),
    }


class Writer:
    """One signed-in reader who makes one note after the other."""

    def __init__(self, host: str, text: str) -> None:
        self.connection = http.client.HTTPConnection(host, timeout=60)
        self.text, self.failed = text, 0
        self.times: list[float] = []
        self.cookies: dict[str, str] = {}
        self._sign_in()
        self.revision, self.words = self._words()

    def write(self, until: float) -> None:
        self.connection.close()  # the server has closed what idled while the others signed in; the next request opens anew
        while time.perf_counter() < until:
            begun = time.perf_counter()
            status = self._post(f"/texts/{self.text}/annotate", self._note())
            if status == 201:
                self.times.append(time.perf_counter() - begun)
            else:
                self.failed += 1

    def _note(self) -> dict[str, str]:
        return {
            "client_id": str(uuid.uuid4()),
            "motivation": "commenting",
            "body": "A note about *these* words.",
            "visibility": "public",
            "tags": "bench",
            "revision": self.revision,
            "start": "0",
            "end": str(len(self.words)),
            "exact": self.words,
        }

    def _sign_in(self) -> None:
        self._get("/accounts/login/")
        status = self._post("/accounts/login/", {"login": "learner1", "password": "reading-together"}, partial=False)
        if status != 302:
            raise RuntimeError(f"the bench could not sign in: {status}")

    def _words(self) -> tuple[str, str]:
        page = self._get(f"/texts/{self.text}/").decode()
        found = re.search(r'data-text="[0-9a-f-]+"\s+data-revision="([0-9a-f-]+)"[^>]*>\s*<p>(\w+ \w+ \w+)', page)
        assert found
        return found[1], found[2]

    def _get(self, path: str) -> bytes:
        self.connection.request("GET", path, headers=self._headers())
        answer = self.connection.getresponse()
        self._keep(answer)
        return answer.read()

    def _post(self, path: str, fields: dict[str, str], partial: bool = True) -> int:
        headers = {**self._headers(), "Content-Type": "application/x-www-form-urlencoded"}
        headers |= {"X-CSRFToken": self.cookies["csrftoken"]} | ({"HX-Request": "true"} if partial else {})
        self.connection.request("POST", path, urlencode(fields), headers)
        answer = self.connection.getresponse()
        self._keep(answer)
        answer.read()
        return answer.status

    def _headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

    def _keep(self, answer: http.client.HTTPResponse) -> None:
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.split(";")[0]
