"""JupyterLab as the course opens it: `jupyter lab --config course_utils/lab/jupyter_lab_config.py`."""

from pathlib import Path

from course_utils.kernel.settings import install

here = Path(__file__).absolute().parent
course = here.parents[1]
c = get_config()  # Jupyter provides it

c.ServerApp.root_dir = str(course)
c.LabApp.default_url = "/lab/tree/notebooks"
c.FileContentsManager.preferred_dir = "notebooks"
# The chapter list, which opens first: the server's part and the tab. The course's own Validate is in it.
c.ServerApp.jpserver_extensions = {"course_utils.lab": True, "nbgrader.server_extensions.validate_assignment": False}
if (course / "grader").is_dir():
    # An instructor's copy: Formgrader's button for a whole class.
    c.ServerApp.jpserver_extensions["grader.formgrader"] = True
else:
    # A student's: what belongs to instructors is not there, and the file browser shows notebooks and what the student made.
    for name in ("formgrader", "course_list"):
        c.ServerApp.jpserver_extensions[f"nbgrader.server_extensions.{name}"] = False
    set_up = "course_utils Makefile pyproject.toml requirements.lock environment.yml LICENSE LICENSE-TEXT *.egg-info dates.toml"
    c.ContentsManager.hide_globs = [*"__pycache__ *.pyc *.pyo .DS_Store *~".split(), *set_up.split()]
c.LabApp.extra_labextensions_path = [str(here / "labextensions")]
# overrides.json is in here: without it a pop-up asks every reader about Jupyter's news.
c.LabApp.app_settings_dir = str(here)
# Kernels that explain a NameError.
install()
# In a container root is often the only user, and JupyterLab would refuse to start.
c.ServerApp.allow_root = True
