"""The machine: its Python, its network, the home folder, the port and the disk."""

import errno
import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Dict, List, Optional, Tuple

from .course import environment
from .finding import ROOT, Finding, Setting
from .running import own, servers

SUPPORTED = (3, 11), (3, 13)
NAME_ONE = "install Python 3.11, 3.12 or 3.13 with venv and name it: `make PYTHON=python3.12 setup`"
NEEDED, NEEDED_FILES = 2000, 60000  # MB and files of a whole .venv, without what torch brings for CUDA
LITTLE, NOTHING = 200, 10  # MB: below the first, saving notebooks may fail; below the second, it will
NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
OWN_FOLDERS = ROOT / ".jupyter"  # where Jupyter keeps its files when the home folder cannot be written to
# The variable that moves a folder: where the folder is in OWN_FOLDERS, and where it usually is in the home folder.
FOLDERS = {
    "JUPYTER_CONFIG_DIR": ("config", ".jupyter"),
    "JUPYTER_DATA_DIR": ("data", ".local/share/jupyter"),
    "JUPYTER_RUNTIME_DIR": ("runtime", ".local/share/jupyter/runtime"),
    "IPYTHONDIR": ("ipython", ".ipython"),
    "MPLCONFIGDIR": ("matplotlib", ".config/matplotlib"),
}
SILENT = "no network, or it does not answer"
# What pip says when a package could not be fetched, whatever it concludes from that.
UNREACHED = re.compile(
    r"connection error|connection broken|ConnectionError|ConnectTimeout|ReadTimeout|Read timed out|ProxyError"
    r"|SSLError|name resolution|Network is unreachable|Connection reset|IncompleteRead|ProtocolError"
)


def python(setting: Setting) -> List[Finding]:
    """Does the course run on this Python, and can it make .venv?"""
    seen = "{}.{}.{}".format(*sys.version_info[:3])
    low, high = SUPPORTED
    if not low <= sys.version_info[:2] <= high:
        clean = "run `make clean`, then " if setting.installed else ""
        age = "old" if sys.version_info[:2] < low else "new"
        return [Finding("fail", f"Python {seen} is too {age} ({sys.executable})", clean + NAME_ONE)]
    if not setting.installed and not importlib.util.find_spec("ensurepip"):
        todo = "install it (Debian: `apt-get install python3-venv`)"
        return [Finding("fail", f"Python {seen} lacks venv ({sys.executable})", todo)]
    return [Finding("ok", f"{seen}, {sys.executable}")]


def network(setting: Setting) -> List[Finding]:
    """Can pip fetch packages? Asked only if set-up still needs it."""
    if environment(setting)[0].grade != "fail":
        return [Finding("ok", "not needed: the course is set up and runs offline")]
    if python(setting)[0].grade == "fail":
        return [Finding("warn", "not tested with this Python", "fix Python first")]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--retries", "0", "--timeout", "5"]
    with tempfile.TemporaryDirectory() as folder:
        fetch = ["-vv", "download", "--no-cache-dir", "--no-deps", "--dest", folder, "tqdm"]
        try:
            done = subprocess.run(
                pip + fetch, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=30, check=False
            )
        except subprocess.TimeoutExpired:
            return [unreachable("no answer within 30 s")]
    said = done.stdout.decode(errors="replace")
    if done.returncode == 0:
        return [Finding("ok", "pip can reach its package index")]
    if "No module named pip" in said:
        return [Finding("ok", "not tested: there is no pip yet")]
    return [unreachable(SILENT if UNREACHED.search(said) else last_error(said))]


def home(setting: Setting) -> List[Finding]:
    """Can Jupyter write its own files, which are kept in the home folder?"""
    blocked = blocked_folders()
    if not blocked:
        return [Finding("ok", f"{os.path.expanduser('~')} is writable")]
    folder, error = next(iter(blocked.values()))
    seen = f"{folder} is not writable ({error.strerror})"
    inner = write(OWN_FOLDERS)
    if inner:
        return [Finding("fail", seen, f"make it or {ROOT} writable: Jupyter needs one of them")]
    todo = "Jupyter keeps its files in the course's .jupyter/; to use your own settings make your home folder writable"
    return [Finding("warn", seen, todo)]


def port(setting: Setting) -> List[Finding]:
    """Is the port that JupyterLab will ask for free?"""
    here = own(runtime_folders())
    if here:
        return [Finding("ok", f"this course is open already, at {here.address}")]
    number, retries = _ports(setting.lab_args)
    error = _bind(number)
    if error is None:
        return [Finding("ok", f"{number} is free")]
    there = next((server.root for server in servers(runtime_folders()) if server.port == number), None)
    holder = f"the JupyterLab of {there}" if there else "another program"
    taken = error.errno == errno.EADDRINUSE
    seen = f"port {number} " + (f"is in use by {holder}" if taken else f"cannot be used ({error.strerror})")
    if retries == 0:
        return [Finding("fail", seen, f'choose another: `make lab LAB_ARGS="--port {number + 11}"`')]
    return [Finding("warn", seen, "JupyterLab picks another one by itself: open the address that it prints")]


def runtime_folders() -> List[Path]:
    """Where running JupyterLabs tell of themselves."""
    return [_folders()["JUPYTER_RUNTIME_DIR"], OWN_FOLDERS / FOLDERS["JUPYTER_RUNTIME_DIR"][0]]


def disk(setting: Setting) -> List[Finding]:
    """Is there room for set-up, or for saving notebooks?"""
    error = write(ROOT, 1 << 20)
    if error:
        return [unwritable(ROOT, error)]
    free, files = room(ROOT)
    seen = f"{free} MB free in {ROOT}" + (f", and room for {files} files" if files < NEEDED_FILES else "")
    if not setting.installed and (free < NEEDED or files < NEEDED_FILES):
        return [Finding("fail", f"only {seen}", make_room())]
    if free < NOTHING or files < NOTHING:
        return [unwritable(ROOT, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))]
    if free < LITTLE or files < LITTLE:
        return [Finding("warn", f"only {seen}", "delete something before saving fails")]
    return [Finding("ok", seen)]


def last_error(said: str) -> str:
    """The last thing that pip called an error, in one line."""
    errors = re.findall(r"ERROR: (?!ResolutionImpossible)(.+)", said) or said.splitlines() or ["it gave no reason"]
    return " ".join(errors[-1].split()).rstrip(".")


def unreachable(reason: str) -> Finding:
    """The finding that pip has no package index to fetch from."""
    todo = "connect to the network (or name a package index: PIP_INDEX_URL=...), then run `make setup` again"
    return Finding("fail", f"pip cannot fetch packages from its index ({reason})", todo)


def unwritable(folder: Path, error: OSError) -> Finding:
    """The finding that nothing can be written to the course's folder."""
    if error.errno in NO_SPACE:
        todo = "delete something there, or ask for a larger quota: until then nothing can be saved"
        return Finding("fail", f"the disk is full: no more files fit in {folder} ({error.strerror})", todo)
    todo = "make it writable, or copy the course to a folder of your own"
    return Finding("fail", f"{folder} is not writable ({error.strerror})", todo)


def make_room() -> str:
    """What to do if the disk is too small for set-up."""
    return (
        f"set-up needs {NEEDED // 1000} GB there (10 GB where torch comes with CUDA) and 1 GB in {tempfile.gettempdir()}"
        " (TMPDIR=... chooses another folder): make room, then run `make setup` again"
    )


def write(folder: Path, size: int = 1) -> Optional[OSError]:
    """The error from writing `size` bytes to a folder, or to the nearest existing one above it; None if it works."""
    try:
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        with tempfile.TemporaryFile(dir=str(folder)) as file:
            file.write(bytes(size))
            file.flush()
    except OSError as error:
        return error
    return None


def room(folder: Path) -> Tuple[int, int]:
    """How many megabytes and files still fit; a file system that does not count files has room for any number."""
    if not hasattr(os, "statvfs"):  # Windows
        return shutil.disk_usage(str(folder)).free // 10**6, sys.maxsize
    free = os.statvfs(str(folder))
    return free.f_bavail * free.f_frsize // 10**6, free.f_favail if free.f_files else sys.maxsize


def blocked_folders() -> Dict[str, Tuple[Path, OSError]]:
    """The folders of Jupyter, IPython and matplotlib that are not writable, by the variable that moves them."""
    tried = {name: (folder, write(folder)) for name, folder in _folders().items()}
    return {name: (folder, error) for name, (folder, error) in tried.items() if error is not None}


def _folders() -> Dict[str, Path]:
    """Where Jupyter, IPython and matplotlib keep their own files, by the variable that moves them."""
    user = Path(os.path.expanduser("~"))
    folders = {name: user / usual for name, (_, usual) in FOLDERS.items()}
    if importlib.util.find_spec("jupyter_core"):
        from jupyter_core import paths

        places = paths.jupyter_config_dir(), paths.jupyter_data_dir(), paths.jupyter_runtime_dir()
        folders.update(zip(folders, map(Path, places)))
    return {name: Path(os.environ.get(name) or folder) for name, folder in folders.items()}


def _ports(lab_args: List[str]) -> Tuple[int, int]:
    """The port that JupyterLab will ask for, and how many others it will try."""
    said = " ".join(lab_args)
    named = re.findall(r"--(?:ServerApp\.)?port[= ](\d+)", said) or [os.environ.get("JUPYTER_PORT", "8888")]
    retries = re.findall(r"--(?:ServerApp\.)?port[-_]retries[= ](\d+)", said)
    retries = retries or [os.environ.get("JUPYTER_PORT_RETRIES", "50")]
    return int(named[-1]), int(retries[-1])


def _bind(number: int) -> Optional[OSError]:
    """The error that a server gets if it asks for this port, as JupyterLab will; None if it gets the port."""
    for family, kind, protocol, _, address in socket.getaddrinfo("localhost", number, 0, socket.SOCK_STREAM):
        try:
            with socket.socket(family, kind, protocol) as listener:
                if os.name != "nt":
                    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listener.bind(address)
        except OSError as error:
            if error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):  # a machine without IPv6
                return error
    return None
