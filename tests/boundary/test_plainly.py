"""What works in the notebook works in a child, which has no compiler and no process but its own."""

import torch

from grader.boundary.remote import RemoteStudent

CELL = """
import multiprocessing
import numpy as np, torch
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool
from multiprocessing.pool import ThreadPool
from sklearn.cluster import KMeans
from torch.utils.data import DataLoader, TensorDataset

def double(x):
    return 2 * x

@torch.compile(fullgraph=True)
def compiled(x):
    return double(x)

@torch.jit.script
def scripted(x):
    return 2 * x

class Doubler(torch.nn.Module):
    def forward(self, x):
        return 2 * x

def ways(x):
    yield compiled(x)
    yield scripted(x)
    yield torch.compile(Doubler(), mode="max-autotune")(x)
    yield torch.jit.script(Doubler())(x)
    yield torch.jit.trace(double, (x,))(x)
    yield double(next(iter(DataLoader(TensorDataset(x), 3, num_workers=2, prefetch_factor=4, persistent_workers=True)))[0])
    with multiprocessing.Lock():
        multiprocessing.Queue().put(1)
    for pool in (Pool, ThreadPool):
        with pool(2) as workers:
            yield torch.stack(workers.map(double, list(x)))
    with ProcessPoolExecutor(2, initializer=double, initargs=(1,)) as workers:
        yield torch.stack(list(workers.map(double, list(x))))
    KMeans(2, n_init=1).fit(np.arange(10.0).reshape(5, 2))  # asks which libraries have threads
    yield double(x)

def f(x):
    return list(ways(x))
"""


def test_compilers_pools_and_workers_are_done_without(student):
    asked: RemoteStudent = student(CELL, "f")
    with asked.limited(10):
        for value in asked(torch.ones(3)):
            assert torch.equal(value, torch.full((3,), 2.0))
