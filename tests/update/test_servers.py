"""Which notebooks are open is asked of the servers that run; what does not answer is taken to have none."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from course_utils.update.servers import open_notebooks


class Sessions(BaseHTTPRequestHandler):
    """A Jupyter server in small."""

    def do_GET(self):
        right = self.path == "/base/api/sessions" and self.headers["Authorization"] == "token secret"
        found = [{"type": "notebook", "path": "notebooks/01_a/a.ipynb"}, {"type": "console", "path": "b"}]
        self.send_response(200 if right else 403)
        self.end_headers()
        self.wfile.write(json.dumps(found if right else {}).encode())

    def log_message(self, *what):
        """Say nothing."""


def test_open_notebooks_are_found_and_what_servers_left_behind_does_not_matter(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "elsewhere"))
    root, runtime = tmp_path / "course", tmp_path / "course/.jupyter/runtime"
    runtime.mkdir(parents=True)
    server = HTTPServer(("127.0.0.1", 0), Sessions)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    said = {"url": f"http://127.0.0.1:{server.server_port}/base/", "token": "secret", "root_dir": str(root)}
    (runtime / "jpserver-1.json").write_text(json.dumps(said))
    (runtime / "jpserver-2.json").write_text(json.dumps(said | {"token": "former"}))
    (runtime / "jpserver-3.json").write_text("{")
    (runtime / "jpserver-4.json").write_text(json.dumps(said | {"url": "http://127.0.0.1:9/"}))
    try:
        assert open_notebooks(root) == ["notebooks/01_a/a.ipynb"]
    finally:
        server.shutdown()
        server.server_close()
