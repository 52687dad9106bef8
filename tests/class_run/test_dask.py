"""Grading on a real local Dask cluster: the same verdicts to the byte, and a poison submission stops nobody."""

import shutil
import signal

import pytest

from tests import small_course as course

distributed = pytest.importorskip("distributed")

pytestmark = pytest.mark.sandbox


@pytest.fixture(scope="module")
def cluster():
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as local:
        yield local


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = course.make(tmp_path_factory.mktemp("course"))
    course.class_of_eight(root)
    with open(root / "nbgrader_config.py", "a", encoding="utf-8") as config:
        config.write("c.SandboxPolicy.children = 1\n")  # a limit that costs fay, whose process dies, points
    return course.seeded(root, 5)


def test_the_same_verdicts_on_dask_as_on_this_machine(root, cluster, tmp_path):
    shutil.copytree(root, tmp_path / "local")
    shutil.copytree(root, tmp_path / "dask")
    course.run(tmp_path / "local", "autograde", course.CHAPTER)
    done = course.run(tmp_path / "dask", "autograde", course.CHAPTER, "--dask", cluster.scheduler_address)
    assert "8 submissions graded" in done.stdout
    assert course.notebooks(tmp_path / "dask") == course.notebooks(tmp_path / "local")
    assert course.tables(tmp_path / "dask") == course.tables(tmp_path / "local")
    fay = {cell: points for cell, _, who, points, *_ in course.tables(tmp_path / "dask")["grade"] if who == "fay"}
    assert fay["vae-elbo_linear_gaussian-check"] == 0  # the course's limits hold there, too


def poison(parcel):
    """Stands in a worker for a submission that kills whoever grades it."""
    import os

    import msgspec

    from grader.class_run import dask
    from grader.sandbox.policy import SandboxPolicy

    place = dask.GradingProcess(SandboxPolicy().numbers, True)
    before, kills = place.process.pid, []
    send = type(place._connection).send_bytes

    def deadly(connection, data):
        send(connection, data)
        kills.append(place.process.pid)
        os.kill(place.process.pid, signal.SIGKILL)

    type(place._connection).send_bytes = deadly
    try:
        result = msgspec.msgpack.decode(place.grade(parcel), type=dask.GradedSubmission)
    finally:
        type(place._connection).send_bytes = send
        place.close()
    return result.failure, len(set(kills)), before in kills


def test_a_submission_that_kills_its_grading_process_is_given_up_and_its_worker_lives(root, cluster):
    import msgspec

    from grader.class_run.dask_worker import Parcel
    from grader.submission.records import Job

    parcel = msgspec.msgpack.encode(
        Parcel(Job("mallory", course.CHAPTER, "", "", ["vae"], {"vae": {}}, {"vae": {}}, 1), {}, {})
    )
    with distributed.Client(cluster) as client:
        workers = sorted(client.scheduler_info()["workers"])
        failure, kills, first = client.submit(poison, parcel).result(timeout=120)
        assert "ended 2 times" in failure and kills == 2 and first
        assert sorted(client.scheduler_info()["workers"]) == workers


def test_a_scheduler_that_is_not_there_is_one_line(root):
    done = course.run(root, "autograde", course.CHAPTER, "--dask", "tcp://127.0.0.1:9", check=False)
    assert done.returncode == 2 and "no Dask scheduler answers at tcp://127.0.0.1:9" in done.stderr.splitlines()[-1]
