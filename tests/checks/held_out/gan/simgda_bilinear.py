# ruff: noqa
# Right and wrong ways to write `simgda_bilinear` that grader/exercises does not hold. Each section is a file of its own.

# %% right: an array filled in place
import numpy as np


def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    path = np.empty((T + 1, 2))
    path[0] = theta0, psi0
    for t in range(T):
        path[t + 1, 0] = path[t, 0] - eta * path[t, 1]
        path[t + 1, 1] = path[t, 1] + eta * path[t + int(alternating), 0]
    return path


# %% right: complex numbers, and a shear each for the turns
import numpy as np


def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    z, points = complex(theta0, psi0), [complex(theta0, psi0)]
    for _ in range(T):
        if alternating:
            z -= eta * z.imag
            z += 1j * eta * z.real
        else:
            z *= 1 + 1j * eta
        points.append(z)
    return np.column_stack([np.real(points), np.imag(points)])


# %% right: tuple assignment, a list of lists
def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    theta, psi = theta0, psi0
    rows = [[theta, psi]]
    for _ in range(T):
        if alternating:
            theta -= eta * psi
            psi += eta * theta
        else:
            theta, psi = theta - eta * psi, psi + eta * theta
        rows.append([theta, psi])
    return rows


# %% right: accumulate
from itertools import accumulate, repeat


def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    def step(pair, _):
        theta, psi = pair
        new = theta - eta * psi
        return new, psi + eta * (new if alternating else theta)

    return list(accumulate(repeat(None, T), step, initial=(theta0, psi0)))


# %% right: torch, matrix product
import torch


def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    eye = torch.eye(2, dtype=torch.float64)
    down = torch.tensor([[0.0, -eta], [0.0, 0.0]], dtype=torch.float64)
    up = torch.tensor([[0.0, 0.0], [eta, 0.0]], dtype=torch.float64)
    step = (eye + up) @ (eye + down) if alternating else eye + up + down
    rows = [torch.tensor([theta0, psi0], dtype=torch.float64)]
    for _ in range(T):
        rows.append(step @ rows[-1])
    return torch.stack(rows)


# %% right: torch optimisers
import torch


def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    theta = torch.tensor(theta0, dtype=torch.float64, requires_grad=True)
    psi = torch.tensor(psi0, dtype=torch.float64, requires_grad=True)
    first, second = torch.optim.SGD([theta], lr=eta), torch.optim.SGD([psi], lr=eta, maximize=True)
    rows = [(theta.item(), psi.item())]
    for _ in range(T):
        first.zero_grad()
        second.zero_grad()
        (theta * psi).backward()
        first.step()
        if alternating:
            second.zero_grad()
            (theta * psi).backward()
        second.step()
        rows.append((theta.item(), psi.item()))
    return torch.tensor(rows, dtype=torch.float64)


# %% right: a generator
import numpy as np


def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    def points():
        theta, psi = theta0, psi0
        yield theta, psi
        for _ in range(T):
            old = theta
            theta = theta - eta * psi
            psi = psi + eta * (theta if alternating else old)
            yield theta, psi

    return np.array(list(points()))


# %% right: polar form, and the product of two shears
import numpy as np


def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    if alternating:
        M = np.array([[1, 0], [eta, 1]]) @ np.array([[1, -eta], [0, 1]])
        rows = [np.array([theta0, psi0])]
        for _ in range(T):
            rows.append(M @ rows[-1])
        return np.vstack(rows)
    t = np.arange(T + 1)
    r = np.hypot(theta0, psi0) * (1 + eta**2) ** (t / 2)
    angle = np.arctan2(psi0, theta0) + t * np.arctan(eta)
    return np.stack([r * np.cos(angle), r * np.sin(angle)], axis=-1)


# %% right: recursion, the end added
def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    if T == 0:
        return ((theta0, psi0),)
    before = simgda_bilinear(theta0, psi0, eta, T - 1, alternating)
    theta, psi = before[-1]
    new = theta - eta * psi
    return before + ((new, psi + eta * (new if alternating else theta)),)


# %% wrong: in-place steps in both modes
# told: lets psi answer to the new theta where both move at once
import numpy as np


def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    p = np.array([theta0, psi0], dtype=float)
    rows = [p.copy()]
    for _ in range(T):
        p[0] -= eta * p[1]
        p[1] += eta * p[0]
        rows.append(p.copy())
    return np.array(rows)


# %% wrong: alternating is the default
# told: alternates by default
import numpy as np


def simgda_bilinear(theta0, psi0, eta, T, alternating=True):
    rows = [(theta0, psi0)]
    for _ in range(T):
        theta, psi = rows[-1]
        new = theta - eta * psi
        rows.append((new, psi + eta * (new if alternating else theta)))
    return np.array(rows)


# %% wrong: another name of the flag
import numpy as np


def simgda_bilinear(theta0, psi0, eta, T, alternate=False):
    rows = [(theta0, psi0)]
    for _ in range(T):
        theta, psi = rows[-1]
        new = theta - eta * psi
        rows.append((new, psi + eta * (new if alternate else theta)))
    return np.array(rows)


# %% wrong: the last row is the start of the next
import numpy as np


def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    theta, psi, rows = theta0, psi0, []
    for _ in range(T + 1):
        new = theta - eta * psi
        theta, psi = new, psi + eta * (new if alternating else theta)
        rows.append((theta, psi))
    return np.array(rows)


# %% wrong: two rows for each alternating step
import numpy as np


def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    rows = [(theta0, psi0)]
    for _ in range(T):
        theta, psi = rows[-1]
        new = theta - eta * psi
        if alternating:
            rows.append((new, psi))
        rows.append((new, psi + eta * (new if alternating else theta)))
    return np.array(rows)


# %% wrong: both players minimise
# told: moves psi downhill
import numpy as np


def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    rows = [(theta0, psi0)]
    for _ in range(T):
        theta, psi = rows[-1]
        new = theta - eta * psi
        rows.append((new, psi - eta * (new if alternating else theta)))
    return np.array(rows)


# %% wrong: the continuous game, a circle
import numpy as np


def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    t = eta * np.arange(T + 1)
    return np.stack([theta0 * np.cos(t) - psi0 * np.sin(t), psi0 * np.cos(t) + theta0 * np.sin(t)], axis=1)


# %% wrong: implicit steps
import numpy as np


def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    step = np.linalg.inv(np.array([[1, eta], [-eta, 1]]))
    rows = [np.array([theta0, psi0])]
    for _ in range(T):
        rows.append(step @ rows[-1])
    return np.stack(rows)


# %% wrong: a decaying step
import numpy as np


def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    rows = [(theta0, psi0)]
    for t in range(T):
        theta, psi = rows[-1]
        e = eta / np.sqrt(1 + t)
        new = theta - e * psi
        rows.append((new, psi + e * (new if alternating else theta)))
    return np.array(rows)


# %% wrong: half a step each
import numpy as np


def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    rows = [(theta0, psi0)]
    for _ in range(T):
        theta, psi = rows[-1]
        half = theta - eta / 2 * psi
        psi = psi + eta * (half if alternating else theta)
        rows.append((half - eta / 2 * psi if alternating else theta - eta * rows[-1][1], psi))
    return np.array(rows)


# %% wrong: float16 path
import numpy as np


def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    path = np.zeros((T + 1, 2), dtype=np.float16)
    path[0] = theta0, psi0
    for t in range(T):
        theta, psi = path[t]
        new = theta - eta * psi
        path[t + 1] = new, psi + eta * (new if alternating else theta)
    return path


# %% wrong: rounded to integers by the array's type
import numpy as np


def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    path = np.zeros((T + 1, 2), dtype=int)
    path[0] = theta0, psi0
    for t in range(T):
        theta, psi = path[t]
        new = theta - eta * psi
        path[t + 1] = new, psi + eta * (new if alternating else theta)
    return path


# %% wrong: an index error when there is no step
import numpy as np


def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    rows = [(theta0, psi0)]
    rows.append((theta0 - eta * psi0, psi0 + eta * (theta0 - eta * psi0 * alternating)))
    for _ in range(T - 1):
        theta, psi = rows[-1]
        new = theta - eta * psi
        rows.append((new, psi + eta * (new if alternating else theta)))
    return np.array(rows)


# %% wrong: two lists
# told: puts the steps into columns
def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    thetas, psis = [theta0], [psi0]
    for _ in range(T):
        new = thetas[-1] - eta * psis[-1]
        psis.append(psis[-1] + eta * (new if alternating else thetas[-1]))
        thetas.append(new)
    return thetas, psis
