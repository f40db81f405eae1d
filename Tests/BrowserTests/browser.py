"""Pages in headless Chromium, and where they come from."""

import http.server
import json
import os
import queue
import shutil
import subprocess
import tempfile
import threading
import urllib.parse

FOLDER = os.path.dirname(os.path.abspath(__file__))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENCE = 60


class Page:
    """What one page is told, and what it reports."""

    def __init__(self, settings):
        self.settings = settings
        self.reports = queue.Queue()
        self.seen = []
        self.cut, self.again = threading.Event(), threading.Event()

    def wait(self, what, until):
        """Waits until `until` holds of all reports so far."""
        while not until(self.seen):
            try:
                self.seen.append(self.reports.get(timeout=PATIENCE))
            except queue.Empty:
                raise AssertionError(f"{what} did not come: {self.seen}") from None

    def signals(self):
        return [report for report in self.seen if report["name"] == "message"]


class Origin:
    """Serves the page; `pages` by the name in their query."""

    def __init__(self):
        self.pages = {}
        origin = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_arguments):
                pass

            def answer(self, body, kind="application/json"):
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                try:
                    self.end_headers()
                    self.wfile.write(body)
                except ConnectionError:
                    pass  # the page is gone

            @property
            def page(self):
                return origin.pages[urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)["page"][0]]

            def do_GET(self):
                path = urllib.parse.urlsplit(self.path).path
                if path == "/":
                    with open(os.path.join(FOLDER, "page.html"), "rb") as file:
                        self.answer(file.read(), "text/html")
                elif path == "/settings":
                    self.answer(json.dumps(self.page.settings).encode())
                elif path in ("/cut", "/again"):
                    order = getattr(self.page, path[1:])
                    order.wait()
                    order.clear()
                    self.answer(b"{}")
                else:
                    self.send_error(404)

            def do_POST(self):
                self.page.reports.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.answer(b"{}")

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def stop(self):
        for page in self.pages.values():
            page.cut.set()
            page.again.set()
        self.server.shutdown()
        self.server.server_close()


class Browser:
    """A Chromium of its own at `url`, without a window. It runs as root in containers, hence without its sandbox; it sees this page only."""

    def __init__(self, url):
        self.folder = tempfile.mkdtemp(prefix="faithflow-browser-")
        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
                   "--disable-background-networking", "--disable-component-update", "--disable-sync", f"--user-data-dir={self.folder}"]
        with open(os.path.join(self.folder, "log"), "wb") as log:
            self.process = subprocess.Popen([CHROMIUM, *options, "--remote-debugging-port=0", url], stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        finally:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
