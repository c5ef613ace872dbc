"""A tiny file server on the loopback interface, for driving browser modules without the site around them.

Knows folders and files; nothing is written and nothing but GET is answered.
"""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ENGINE = {
    "/notes/": ROOT / "annotator/notes/static/notes",
    "/site/": ROOT / "annotator/static/site",
    "/": ROOT / "tests/browser/harness",
}


@contextmanager
def serving(folders: Mapping[str, Path]) -> Iterator[str]:
    """Serve the files of each folder under its prefix (longest first), and yield the server's address."""
    handler = type("Handler", (FolderHandler,), {"folders": dict(sorted(folders.items(), reverse=True))})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


class FolderHandler(BaseHTTPRequestHandler):
    """Answers with files of `folders`."""

    folders: Mapping[str, Path] = {}

    def do_GET(self) -> None:
        file = self.file()
        if file is None:
            self.send_error(404)
            return
        content = file.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", mimetypes.guess_type(file.name)[0] or "application/octet-stream")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def file(self) -> Path | None:
        path = self.path.partition("?")[0]
        for prefix, folder in self.folders.items():
            if path.startswith(prefix):
                file = (folder / (path.removeprefix(prefix) or "index.html")).resolve()
                return file if file.is_relative_to(folder) and file.is_file() else None
        return None

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
