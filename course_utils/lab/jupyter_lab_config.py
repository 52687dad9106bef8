"""JupyterLab as the course opens it: `jupyter lab --config course_utils/lab/jupyter_lab_config.py`."""

from pathlib import Path

from course_utils.kernel.settings import install

here = Path(__file__).absolute().parent
c = get_config()  # Jupyter provides it

c.ServerApp.root_dir = str(here.parents[1])
c.LabApp.default_url = "/lab/tree/notebooks"
# The chapter list, which opens first: the server's part and the tab.
c.ServerApp.jpserver_extensions = {"course_utils.lab": True}
# In an instructor's copy: Formgrader's button for a whole class.
if (here.parents[1] / "grader" / "formgrader").is_dir():
    c.ServerApp.jpserver_extensions["grader.formgrader"] = True
c.LabApp.extra_labextensions_path = [str(here / "labextensions")]
# overrides.json is in here: without it a pop-up asks every reader about Jupyter's news.
c.LabApp.app_settings_dir = str(here)
# Kernels that explain a NameError.
install()
# In a container root is often the only user, and JupyterLab would refuse to start.
c.ServerApp.allow_root = True
