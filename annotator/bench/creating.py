"""Annotations made per second through the protocol, with few and many stored, and how soon one is known unchanged."""

from __future__ import annotations

import http.client
import json
import statistics
import subprocess
import sys
import threading
import time
from contextlib import AbstractContextManager
from typing import Any

from django.conf import settings

from annotator.bench import server

CLIENTS = (1, 8, 32)
STORED = (1_000, 10_000, 100_000)
SECONDS = 4.0
HEADERS = {"Content-Type": 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'}


def run(quick: bool = False) -> dict[str, Any]:
    """By database and notes stored: rates, and the median of a 304 in ms."""
    stored, seconds = (STORED[:2], 1.0) if quick else (STORED, SECONDS)
    return {
        "sqlite": _measure(server.sqlite(), stored, seconds),
        "postgresql": _measure(server.postgres(), stored, seconds),
    }


def table(result: dict[str, Any]) -> str:
    head = (
        "## Annotations made per second by programs\n\nTwo server processes; every client posts Web Annotations "
        "with a token, each on words of one text."
    )
    columns = "| database | stored | 1 client | 8 clients | 32 clients | 95 % of 8 within ms | failed | 304 in ms |\n|---|---|---|---|---|---|---|---|"
    rows = [
        f"| {name} | {int(stored):,} | {row['1']['rate']:.0f} | {row['8']['rate']:.0f} | {row['32']['rate']:.0f} "
        f"| {row['8']['p95_ms']:.0f} | {sum(row[str(count)]['failed'] for count in CLIENTS)} | {row['unchanged_ms']:.1f} |"
        for name in ("sqlite", "postgresql")
        for stored, row in result[name].items()
    ]
    return "\n".join([f"{head}\n\n{columns}", *rows])


def _measure(
    database: AbstractContextManager[dict[str, str]], stored: tuple[int, ...], seconds: float
) -> dict[str, Any]:
    rows = {}
    with database as environment:
        server.manage(environment, "migrate", "--verbosity", "0")
        for count in stored:
            text = _fill(environment, count)["text"]
            token = server.manage(environment, "create_token", "writer01").strip()
            with server.serving(environment) as host:
                _clients(host, text, token, 2, 0.5)  # warm
                rates = {str(many): _clients(host, text, token, many, seconds) for many in CLIENTS}
                rows[str(count)] = {**rates, "unchanged_ms": _unchanged(host, text, token)}
    return rows


def _fill(environment: dict[str, str], count: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "annotator.bench.filling", str(count)]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True, capture_output=True, text=True)
    filled: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return filled


def _clients(host: str, text: str, token: str, count: int, seconds: float) -> dict[str, float]:
    writers = [Writer(host, text, token) for _ in range(count)]
    begun = time.perf_counter()
    threads = [threading.Thread(target=writer.write, args=(begun + seconds,)) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = sorted(duration for writer in writers for duration in writer.times) or [0.0]
    return {
        "rate": len(times) / (time.perf_counter() - begun),
        "median_ms": statistics.median(times) * 1000,
        "p95_ms": times[int(len(times) * 0.95)] * 1000,
        "failed": sum(writer.failed for writer in writers),
    }


def _unchanged(host: str, text: str, token: str) -> float:
    """The median time to hear that an annotation is as one knows it, in ms, when every thread has been asked before."""
    writer = Writer(host, text, token)
    answer = writer.ask("POST", "/annotations/", json.dumps(writer.annotation()))
    place, tag = answer.headers["Location"], answer.headers["ETag"]
    path = place.removeprefix(f"http://{host}")
    times = []
    for _ in range(150):
        begun = time.perf_counter()
        status = writer.ask("GET", path, extra={"If-None-Match": tag}).status
        times.append(time.perf_counter() - begun)
        if status != 304:
            raise RuntimeError(f"304 was expected, and {status} came")
    return statistics.median(times[100:]) * 1000


class Writer:
    """A program that makes one annotation after the other."""

    def __init__(self, host: str, text: str, token: str) -> None:
        self.connection = http.client.HTTPConnection(host, timeout=60)
        self.source, self.headers = f"http://{host}/texts/{text}/", {**HEADERS, "Authorization": f"Bearer {token}"}
        self.times: list[float] = []
        self.failed = 0

    def annotation(self) -> dict[str, Any]:
        return {
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "type": "Annotation",
            "motivation": "commenting",
            "body": {
                "type": "TextualBody",
                "value": "A note about *these* words.",
                "format": "text/markdown",
                "purpose": "commenting",
            },
            "target": {
                "source": self.source,
                "selector": {"type": "TextPositionSelector", "start": 0, "end": 11},
            },
        }

    def write(self, until: float) -> None:
        content = json.dumps(self.annotation())
        while time.perf_counter() < until:
            begun = time.perf_counter()
            if self.ask("POST", "/annotations/", content).status == 201:
                self.times.append(time.perf_counter() - begun)
            else:
                self.failed += 1

    def ask(
        self, method: str, path: str, content: str | None = None, extra: dict[str, str] | None = None
    ) -> http.client.HTTPResponse:
        self.connection.request(method, path, content, {**self.headers, **(extra or {})})
        answer = self.connection.getresponse()
        answer.read()
        return answer
