"""A slow server of a given size, or a steady load on one; for the demo in compose.yaml."""

import random
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def serve(slots: int) -> None:
    work = threading.BoundedSemaphore(slots)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with work:
                time.sleep(random.expovariate(1 / 0.1))
            self.send_response(200)
            self.send_header("Content-Length", "3")
            self.end_headers()
            self.wfile.write(b"ok\n")

        def log_message(self, *_: object) -> None:
            pass

    ThreadingHTTPServer(("", 8080), Handler).serve_forever()


def load(url: str, users: int) -> None:
    def ask() -> None:
        while True:
            try:
                urllib.request.urlopen(url, timeout=30).read()
            except OSError:
                time.sleep(1)

    threads = [threading.Thread(target=ask) for _ in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(int(sys.argv[2]))
    else:
        load(sys.argv[2], int(sys.argv[3]))
