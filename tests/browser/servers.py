"""`make lab` as a newcomer runs it, in a folder and with a home of its own."""

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

from tests import newcomer


def chromium() -> str | None:
    """The path of the distribution's Chromium, None where there is none."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)


class Lab:
    """One JupyterLab server. folder: where make runs. environment: what to set beside a new home."""

    def __init__(self, folder: Path, environment: dict[str, str], seconds: float = 120):
        home = folder.parent / "home"
        home.mkdir(exist_ok=True)
        self.log = folder.parent / "lab.log"
        # No token: the address is then the same for every page. -o: this environment is ready, whatever its age.
        arguments = f"--no-browser --port {newcomer.free_port()} --IdentityProvider.token=''"
        arguments += " --LabApp.expose_app_in_browser=True"  # the tests change the theme by its command
        self.process = subprocess.Popen(
            ["make", "-o", ".venv/ready", "lab", f"LAB_ARGS={arguments}"],
            cwd=folder,
            start_new_session=True,
            # The folder's own course_utils, in kernels too, as if `make setup` had run in it.
            env=newcomer.environment(home, PYTHONPATH=str(folder)) | environment,
            stdout=self.log.open("wb"),
            stderr=subprocess.STDOUT,
        )
        self.address = self._wait(time.monotonic() + seconds)

    def _wait(self, deadline: float) -> str:
        while time.monotonic() < deadline and self.process.poll() is None:
            found = re.search(r"http://(?:127\.0\.0\.1|localhost):(\d+)/", self.log.read_text(errors="replace"))
            if found:
                return f"http://127.0.0.1:{found[1]}"
            time.sleep(0.2)
        self.stop()
        raise RuntimeError(f"make lab did not start:\n{self.log.read_text(errors='replace')[-3000:]}")

    def stop(self) -> None:
        """End the server and its kernels."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
