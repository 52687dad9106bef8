"""Set-up and packaging: the lock, the declared dependencies, the conda route, the Makefile, the two configurations."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from nbgrader.coursedir import CourseDirectory
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from rattler import MatchSpec, VersionSpec
from rattler import Version as CondaVersion
from traitlets.config import Config, PyFileConfigLoader

from tests.newcomer import environment

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
STUDENT = [Requirement(line) for line in PROJECT["dependencies"]]
INSTRUCTOR = [Requirement(line) for extra in ("instructor", "dask") for line in PROJECT["optional-dependencies"][extra]]
LOCK = [
    Requirement(line)
    for line in (ROOT / "requirements.lock").read_text().splitlines()
    if line and not line.startswith("#")
]
# Run as programs or loaded by another package, never imported by our code.
NOT_IMPORTED = {
    "ipykernel": "the kernel of the notebooks",
    "jupyterlab": "make lab",
    "nbgrader": "the students' Validate button and Assignment List",
    "mypy": "make lint",
    "pytest-xdist": "pytest -n",
    "ruff": "make lint",
}
PIP_ONLY = ("axe-playwright-python", "playwright")  # of the browser tests, not in conda's channel under these names
STUDENT_CODE = ("course_utils", "solutions/[0-9]*")  # the chapters' sources, less their solutions, are the notebooks
ALL_CODE = ("course_utils", "grader", "solutions", "tests", "benchmarks")
CUDA = re.compile(r"nvidia-|cuda-|triton")
STUDENT_TARGETS = set("help setup lab validate hand-in doctor update mend reset clean".split())
INSTRUCTOR_TARGETS = {"test", "notebooks", "release", "checks", "demo", "quality", "ledger", "bench"}
INSTRUCTOR_TARGETS |= {"bundle", "format", "held-out", "lint", "new", "test-browser"}


def _pins() -> dict[str, str]:
    """The locked version of each package that this interpreter and system would install."""
    return {
        canonicalize_name(pin.name): str(pin.specifier).removeprefix("==")
        for pin in LOCK
        if pin.marker is None or pin.marker.evaluate()
    }


def _imports(*folders: str) -> set[str]:
    """Top-level names of other people's packages that the Python files in these folders import."""
    files = [file for folder in folders for file in sorted(ROOT.glob(f"{folder}/**/*.py"))]
    ours = {"course_utils", "grader", "tests"} | {file.stem for file in files}
    names = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(), str(file))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                names.add(node.module.split(".")[0])
    return names - ours - sys.stdlib_module_names


def _distributions(modules: set[str]) -> set[str]:
    """The packages that these modules come from, by the names that pip knows."""
    providers = metadata.packages_distributions()
    return {canonicalize_name(providers[module][0]) for module in modules}


def _names(requirements: list[Requirement]) -> set[str]:
    return {canonicalize_name(requirement.name) for requirement in requirements}


# --- the lock ----------------------------------------------------------------------------------------------------


def test_the_lock_pins_every_package_by_one_public_version_and_names_no_address():
    for pin in LOCK:
        operators = [(specifier.operator, Version(specifier.version).local) for specifier in pin.specifier]
        assert operators == [("==", None)], f"requirements.lock: {pin}"
        assert pin.url is None and not pin.extras, f"requirements.lock: {pin}"
        assert not CUDA.match(pin.name), f"requirements.lock: {pin} comes with torch, not from the lock"
    assert "://" not in (ROOT / "requirements.lock").read_text()


def test_the_lock_holds_one_version_of_each_package_on_every_system():
    names = [canonicalize_name(pin.name) for pin in LOCK]
    assert len(names) == len(set(names))


def _unmet() -> Iterator[str]:
    pins = _pins()
    for name in sorted(pins):
        for line in metadata.distribution(name).requires or []:
            need = Requirement(line)
            wanted = need.marker is None or need.marker.evaluate({"extra": ""})
            if not wanted or CUDA.match(need.name):
                continue
            locked = pins.get(canonicalize_name(need.name))
            if locked is None or not need.specifier.contains(locked, prereleases=True):
                yield f"{name} needs {need}, requirements.lock has {locked}"


def test_the_lock_is_complete_and_consistent_for_this_interpreter():
    """Set-up installs the lock with --no-deps: nothing else would notice a missing package."""
    assert list(_unmet()) == []


def test_the_locked_versions_satisfy_the_declared_dependencies():
    pins = _pins()
    for requirement in STUDENT + INSTRUCTOR:
        locked = pins[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(locked), f"{requirement} against {locked}"


def test_torch_is_2_13_0_in_every_file_and_comes_without_its_siblings():
    assert _pins()["torch"] == "2.13.0"
    assert {str(need) for need in STUDENT if need.name == "torch"} == {"torch==2.13.0"}
    assert not _names(LOCK) & {"torchvision", "torchaudio"}
    for name in ("Makefile", "grader/targets.mk", ".ci/run", ".github/workflows/ci.yml"):
        assert "2.13" not in (ROOT / name).read_text(), f"{name}: the version belongs in requirements.lock"


# --- what is declared --------------------------------------------------------------------------------------------


def test_every_declared_dependency_is_imported_or_named_as_a_tool():
    assert _names(STUDENT + INSTRUCTOR) - _distributions(_imports(*ALL_CODE)) <= set(NOT_IMPORTED)
    assert _names(STUDENT) - _distributions(_imports(*STUDENT_CODE)) <= set(NOT_IMPORTED)
    assert not _names(STUDENT) & _names(INSTRUCTOR)


def test_everything_that_is_imported_is_declared():
    assert _distributions(_imports(*ALL_CODE)) <= _names(STUDENT + INSTRUCTOR)
    assert _distributions(_imports(*STUDENT_CODE)) <= _names(STUDENT)


def test_environment_yml_asks_for_the_locked_version_of_every_direct_dependency():
    """Parses every line as conda would. It does not prove that the channel has these versions or that they solve."""
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    *lines, pip = environment["dependencies"]
    *packages, course = pip["pip"]
    assert course == "-e ."

    specs = {}
    for line in lines:
        spec = MatchSpec(line, strict=True)
        specs[spec.name.normalized] = spec
    python = specs.pop("python")
    for version, allowed in [("3.10.14", False), ("3.11.2", True), ("3.13.9", True), ("3.14.0", False)]:
        assert VersionSpec(python.version).matches(CondaVersion(version)) is allowed
    del specs["pip"]

    conda_names = {"matplotlib": "matplotlib-base", "torch": "pytorch"}
    conda_names |= {"jupyter-core": "jupyter_core", "jupyter-server": "jupyter_server"}
    pins = _pins()
    expected = {conda_names.get(name, name): pins[name] for name in _names(STUDENT + INSTRUCTOR)}
    assert {name: str(spec.version) for name, spec in specs.items()} == {
        name: f"=={version}" for name, version in expected.items() if name not in PIP_ONLY
    }
    assert packages == [f"{name}=={pins[name]}" for name in PIP_ONLY]
    assert str(specs["pytorch"].build) == "cpu*"


def test_an_installed_package_has_every_file_of_its_folder():
    """Data files that no pattern names are missing where the course is installed from a wheel."""
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]
    listed = subprocess.run(["git", "ls-files", "course_utils", "grader"], cwd=ROOT, capture_output=True, text=True)
    data = {
        ROOT / name
        for name in listed.stdout.split()
        if Path(name).suffix not in (".py", ".mk") and Path(name).name != "ruff.toml"
    }
    packed = {file for package, globs in patterns.items() for glob in globs for file in (ROOT / package).glob(glob)}
    assert data and data <= packed


# --- make --------------------------------------------------------------------------------------------------------


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A folder with the Makefile alone: `make` there can touch nothing of ours."""
    (tmp_path / "grader").mkdir()
    for name in ("Makefile", "grader/targets.mk", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def _make(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=folder, env=environment(folder), capture_output=True, text=True, timeout=60)


def _listed(help_text: str) -> set[str]:
    return set(re.findall(r"^make ([\w-]+) +\S", help_text, re.MULTILINE))


def test_make_alone_prints_every_target_with_one_line_each(course):
    done = _make(course)
    assert done.returncode == 0 and done.stderr == ""
    assert _listed(done.stdout) == STUDENT_TARGETS | INSTRUCTOR_TARGETS
    assert len(done.stdout.splitlines()) == len(STUDENT_TARGETS | INSTRUCTOR_TARGETS)


def test_a_students_copy_has_only_the_targets_that_work_there(course):
    shutil.rmtree(course / "grader")
    assert _listed(_make(course).stdout) == STUDENT_TARGETS
    assert "grader" not in _make(course, "--dry-run", "lab", f"PYTHON={sys.executable}").stdout


@pytest.mark.parametrize(
    "target", sorted((STUDENT_TARGETS | INSTRUCTOR_TARGETS) - {"help", "doctor", "update", "clean"})
)
def test_every_target_sets_up_first(course, target):
    recipe = _make(course, "--dry-run", target, f"PYTHON={sys.executable}")
    assert recipe.returncode == 0, recipe.stderr
    lines = recipe.stdout.splitlines()
    assert lines[0] == f"{sys.executable} -m venv .venv || :"
    installs = [line.split(" install ")[1] for line in lines if "pip " in line and " install " in line]
    installs = [line.removesuffix(" && \\") for line in installs]
    assert installs == [
        "--progress-bar off --constraint requirements.lock torch",
        "--progress-bar off --no-deps --requirement requirements.lock",
        "--progress-bar off --no-deps --no-build-isolation --editable .",
    ]


def test_lab_arguments_reach_jupyterlab(course):
    recipe = _make(course, "--dry-run", "lab", "LAB_ARGS=--no-browser --port 8899", f"PYTHON={sys.executable}")
    config = "course_utils/lab/jupyter_lab_config.py"
    assert recipe.stdout.splitlines()[-1].endswith(f"-m jupyterlab --config {config} --no-browser --port 8899")


@pytest.mark.parametrize(
    ("pretence", "complaint"),
    [
        ("sys.version_info = (3, 10, 4, 'final', 0)", "is Python 3.10, too old"),
        ("sys.version_info = (3, 14, 0, 'final', 0)", "is Python 3.14, too new"),
        ("import importlib.util; importlib.util.find_spec = lambda name: None", "lacks venv"),
        ("sys.exit(127)", "does not run"),
    ],
)
def test_a_python_that_will_not_do_ends_in_one_line_that_says_what_to_do(course, pretence, complaint):
    python = course / "python"
    python.write_text(f"""#!/bin/sh\nexec {sys.executable} -c "import sys; {pretence}; exec(sys.argv[2])" "$@"\n""")
    python.chmod(0o755)
    done = _make(course, "setup", f"PYTHON={python}")
    assert done.returncode != 0 and done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert complaint in line and "make PYTHON=python3.12 setup" in line
    assert not (course / ".venv").exists()


def test_clean_leaves_the_readers_work_alone(course):
    work = ("notebooks/11_vae/vae.ipynb", "classroom/gradebook.db", "solutions/11_vae/vae.py")
    kept = [course / name for name in work]
    products = [
        course / name
        for name in (
            ".venv/ready",
            ".mypy_cache/a.json",
            ".ruff_cache/a",
            "course_utils/__pycache__/a.pyc",
            "a.egg-info/PKG-INFO",
        )
    ]
    for file in kept + products:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("content")
    assert _make(course, "clean").returncode == 0
    assert [file for file in kept if not file.exists()] == []
    assert [file.parent for file in products if file.parent.exists()] == []


# --- continuous integration --------------------------------------------------------------------------------------


def test_ci_installs_the_packages_that_the_readme_names_and_runs_make_test():
    script = (ROOT / ".ci/run").read_text()
    assert os.access(ROOT / ".ci/run", os.X_OK)
    packages = re.search(r"^packages=\((.+)\)$", script, re.MULTILINE)[1].split()
    assert script.rstrip().endswith("\nmake test")
    readme = (ROOT / "README.md").read_text()
    assert [name for name in packages if name not in readme] == []

    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())["jobs"]["test"]
    assert workflow["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13"]
    # The workflow runs the same script, as root of a Debian container: it can install nothing else.
    commands = [step["run"] for step in workflow["steps"] if "run" in step]
    assert commands[-1] == ".ci/run" and not any("apt" in command.split() for command in commands)
    assert any("apparmor_restrict_unprivileged_userns" in command for command in commands)


# --- the configurations ------------------------------------------------------------------------------------------


def _load(name: str, folder: Path = ROOT) -> Config:
    return PyFileConfigLoader(name, path=str(folder)).load_config()


def test_jupyterlab_opens_on_the_notebooks_without_a_pop_up():
    config = _load("jupyter_lab_config.py", ROOT / "course_utils/lab")
    assert config.ServerApp.root_dir == str(ROOT)
    assert config.LabApp.default_url == "/lab/tree/notebooks"
    overrides = json.loads((Path(config.LabApp.app_settings_dir) / "overrides.json").read_text())
    assert overrides["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"


def test_jupyterlab_opens_with_the_chapter_list():
    config = _load("jupyter_lab_config.py", ROOT / "course_utils/lab")
    assert config.ServerApp.jpserver_extensions == {
        "course_utils.lab": True,
        "grader.formgrader": True,
        "nbgrader.server_extensions.validate_assignment": False,
    }
    (folder,) = config.LabApp.extra_labextensions_path
    (package,) = Path(folder).glob("*/package.json")
    assert (package.parent / json.loads(package.read_text())["jupyterlab"]["_build"]["load"]).is_file()


def test_nbgrader_works_in_the_folders_of_the_course_and_never_copies_a_source():
    config = _load("nbgrader_config.py")
    folders = config.CourseDirectory
    assert (folders.source_directory, folders.release_directory) == ("solutions", "notebooks")
    assert folders.db_url == f"sqlite:///{ROOT / 'classroom/gradebook.db'}"
    assert set(CourseDirectory().ignore) | {"*.py"} == set(folders.ignore)


def test_a_configuration_that_fails_stops_nbgrader_with_one_line(tmp_path):
    """nbgrader only logs other exceptions of its configuration and would grade without our preprocessors."""
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    (tmp_path / "grader").mkdir()
    (tmp_path / "grader/__init__.py").touch()
    (tmp_path / "grader/hooks.py").write_text("raise RuntimeError('broken\\nin two lines')")
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", "11_vae"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr == "nbgrader_config.py: RuntimeError: broken in two lines. Run `make setup`, then try again.\n"
