"""Recorded feeds served on loopback, as their sites would have served them on a given day."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

SUFFIX = ".xml"
PAGES = "pages"
PAGE_SUFFIX = ".html"


class FeedServer(ThreadingHTTPServer):
    """Serves the files of one folder at a time, with an ETag: `/SLUG.xml`, and `/pages/NAME.html` where articles' pages
    were recorded too; anything else is not found.
    """

    daemon_threads = True

    def __init__(self, address: tuple[str, int] = ("127.0.0.1", 0), host: str = "127.0.0.1") -> None:
        """Listen on `address` (port 0: any free one); the feeds' addresses name the server as `host`."""
        super().__init__(address, _Handler)
        self.host = host
        self.folder: Path | None = None

    def url(self, slug: str) -> str:
        """Address of a feed; the same on every day."""
        return f"http://{self.host}:{self.server_address[1]}/{slug}{SUFFIX}"

    def show(self, folder: Path) -> dict[str, str]:
        """Serve the feeds in `folder` from now on; returns the address of each slug."""
        self.folder = folder
        return {path.stem: self.url(path.stem) for path in sorted(folder.glob(f"*{SUFFIX}"))}

    @property
    def pages_url(self) -> str | None:
        """Address of the folder of recorded pages; None where there is none."""
        has_pages = self.folder is not None and (self.folder / PAGES).is_dir()
        return f"http://{self.host}:{self.server_address[1]}/{PAGES}/" if has_pages else None

    def read(self, path: str) -> bytes | None:
        """The bytes behind a request's path; None if there are none."""
        folder, _, name = unquote(urlsplit(path).path).lstrip("/").rpartition("/")
        suffix = {"": SUFFIX, PAGES: PAGE_SUFFIX}.get(folder)
        file = self.folder / folder / name if self.folder and suffix and name.endswith(suffix) else None
        return file.read_bytes() if file and file.is_file() else None


class _Handler(BaseHTTPRequestHandler):
    server: FeedServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.server.read(self.path)
        if body is None:
            self._answer(404, b"")
            return
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if self.headers.get("If-None-Match") == tag:
            self._answer(304, b"", tag)
        else:
            self._answer(200, body, tag)

    def _answer(self, status: int, body: bytes, tag: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html" if urlsplit(self.path).path.endswith(PAGE_SUFFIX) else "application/xml")
        self.send_header("Content-Length", str(len(body)))
        if tag:
            self.send_header("ETag", tag)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the fetches are in the tables."""


@contextmanager
def feed_server() -> Iterator[FeedServer]:
    """A server on a free port of loopback, for as long as the context lasts."""
    server = FeedServer()
    thread = threading.Thread(target=server.serve_forever, name="feed-server", daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
