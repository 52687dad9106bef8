# ruff: noqa
# Right and wrong ways to write `chain_mdp` that grader/exercises does not hold. Each section is a file of its own.

# %% right: entry by entry
import numpy as np


def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    P[0, 0, 1] = P[0, 1, 1] = 1
    P[1, 0, 0] = P[1, 1, 2] = 1
    P[2, 0, 1] = P[2, 1, 3] = 1
    P[3, 0, 2] = P[3, 1, 1] = 1
    R[0, 0] = 1
    R[3, 1] = 3
    return P, R


# %% right: torch tensors
import torch


def chain_mdp():
    P = torch.zeros(4, 2, 4)
    R = torch.zeros(4, 2)
    nxt = torch.tensor([[1, 1], [0, 2], [1, 3], [2, 1]])
    P.scatter_(2, nxt[:, :, None], 1.0)
    R[0, 0] = 1
    R[-1, -1] = 3
    return P, R


# %% right: nested lists of integers
def chain_mdp():
    P = [[[0, 1, 0, 0], [0, 1, 0, 0]], [[1, 0, 0, 0], [0, 0, 1, 0]], [[0, 1, 0, 0], [0, 0, 0, 1]], [[0, 0, 1, 0], [0, 1, 0, 0]]]
    return P, [[1, 0], [0, 0], [0, 0], [0, 3]]


# %% right: a list of two arrays
import numpy as np


def chain_mdp():
    P = np.zeros((4, 2, 4), dtype=int)
    for s in range(4):
        for a, step in enumerate([-1, 1]):
            n = s + step
            if n < 0 or n > 3:
                n = 1
            P[s, a, n] = 1
    R = np.zeros((4, 2), dtype=int)
    R[0, 0], R[3, 1] = 1, 3
    return [P, R]


# %% right: diagonals
import numpy as np


def chain_mdp():
    left, right = np.eye(4, k=-1), np.eye(4, k=1)
    left[0, 1] = right[3, 1] = 1
    return np.stack([left, right], axis=1), np.outer([1, 0, 0, 0], [1, 0]) + 3 * np.outer([0, 0, 0, 1], [0, 1])


# %% right: a step function
import numpy as np


def chain_mdp():
    def step(x, up):
        y = x + (1 if up else -1)
        return (y, 0) if -1 <= y <= 2 else (0, 3 if up else 1)

    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    for x in range(-1, 3):
        for up in (0, 1):
            y, r = step(x, up)
            P[x + 1, up, y + 1], R[x + 1, up] = 1, r
    return P, R


# %% right: fancy assignment
import numpy as np


def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    s, a = np.indices((4, 2))
    n = s + 2 * a - 1
    n[(n < 0) | (n > 3)] = 1
    P[s, a, n] = 1.0
    R[[0, 3], [0, 1]] = [1.0, 3.0]
    return P, R


# %% right: rolled, then repaired
import numpy as np


def chain_mdp():
    P = np.stack([np.roll(np.eye(4), -1, axis=1), np.roll(np.eye(4), 1, axis=1)], axis=1)
    P[0, 0] = P[3, 1] = np.eye(4)[1]
    return P, np.array([[1, 0], [0, 0], [0, 0], [0, 3.0]])


# %% wrong: the left end stays
# told: stays at the left end
import numpy as np


def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    P[0, 0, 0] = P[0, 1, 1] = 1
    P[1, 0, 0] = P[1, 1, 2] = 1
    P[2, 0, 1] = P[2, 1, 3] = 1
    P[3, 0, 2] = P[3, 1, 1] = 1
    R[0, 0] = 1
    R[3, 1] = 3
    return P, R


# %% wrong: the right end stays
# told: stays at the right end
import numpy as np


def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    P[0, 0, 1] = P[0, 1, 1] = 1
    P[1, 0, 0] = P[1, 1, 2] = 1
    P[2, 0, 1] = P[2, 1, 3] = 1
    P[3, 0, 2] = P[3, 1, 3] = 1
    R[0, 0] = 1
    R[3, 1] = 3
    return P, R


# %% wrong: the right end resets to the index 0
# told: sends the right end back to the index 0
import numpy as np


def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    P[0, 0, 1] = P[0, 1, 1] = 1
    P[1, 0, 0] = P[1, 1, 2] = 1
    P[2, 0, 1] = P[2, 1, 3] = 1
    P[3, 0, 2] = P[3, 1, 0] = 1
    R[0, 0] = 1
    R[3, 1] = 3
    return P, R


# %% wrong: the right end resets to the index 2
# told: sends the right end back to the index 2
import numpy as np


def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    P[0, 0, 1] = P[0, 1, 1] = 1
    P[1, 0, 0] = P[1, 1, 2] = 1
    P[2, 0, 1] = P[2, 1, 3] = 1
    P[3, 0, 2] = P[3, 1, 2] = 1
    R[0, 0] = 1
    R[3, 1] = 3
    return P, R


# %% wrong: both moves of the right end reset
# told: resets with either action in state 2
import numpy as np


def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    P[0, 0, 1] = P[0, 1, 1] = 1
    P[1, 0, 0] = P[1, 1, 2] = 1
    P[2, 0, 1] = P[2, 1, 3] = 1
    P[3, 0, 1] = P[3, 1, 1] = 1
    R[0, 0] = 1
    R[3, 1] = 3
    return P, R


# %% wrong: + in state -1 jumps to state 1
# told: moves two steps up from state -1
import numpy as np


def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    P[0, 0, 1] = P[0, 1, 2] = 1
    P[1, 0, 0] = P[1, 1, 2] = 1
    P[2, 0, 1] = P[2, 1, 3] = 1
    P[3, 0, 2] = P[3, 1, 1] = 1
    R[0, 0] = 1
    R[3, 1] = 3
    return P, R


# %% wrong: - in state 1 goes to state -1
# told: moves two steps down from state 1
import numpy as np


def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    P[0, 0, 1] = P[0, 1, 1] = 1
    P[1, 0, 0] = P[1, 1, 2] = 1
    P[2, 0, 0] = P[2, 1, 3] = 1
    P[3, 0, 2] = P[3, 1, 1] = 1
    R[0, 0] = 1
    R[3, 1] = 3
    return P, R


# %% wrong: the large reward one state early
# told: pays the 3 on arrival at state 2
import numpy as np


def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    P[0, 0, 1] = P[0, 1, 1] = 1
    P[1, 0, 0] = P[1, 1, 2] = 1
    P[2, 0, 1] = P[2, 1, 3] = 1
    P[3, 0, 2] = P[3, 1, 1] = 1
    R[0, 0] = 1
    R[2, 1] = 3
    return P, R


# %% wrong: the large reward for the other action
# told: pays the other action in state 2
import numpy as np


def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    P[0, 0, 1] = P[0, 1, 1] = 1
    P[1, 0, 0] = P[1, 1, 2] = 1
    P[2, 0, 1] = P[2, 1, 3] = 1
    P[3, 0, 2] = P[3, 1, 1] = 1
    R[0, 0] = 1
    R[3, 0] = 3
    return P, R


# %% wrong: the small reward for the other action
# told: pays the other action in state -1
import numpy as np


def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    P[0, 0, 1] = P[0, 1, 1] = 1
    P[1, 0, 0] = P[1, 1, 2] = 1
    P[2, 0, 1] = P[2, 1, 3] = 1
    P[3, 0, 2] = P[3, 1, 1] = 1
    R[0, 1] = 1
    R[3, 1] = 3
    return P, R


# %% wrong: the small reward in state 0
# told: pays the 1 on arrival at state -1
import numpy as np


def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    P[0, 0, 1] = P[0, 1, 1] = 1
    P[1, 0, 0] = P[1, 1, 2] = 1
    P[2, 0, 1] = P[2, 1, 3] = 1
    P[3, 0, 2] = P[3, 1, 1] = 1
    R[1, 0] = 1
    R[3, 1] = 3
    return P, R


# %% wrong: the large reward is 2
# told: pays 2 in state 2
import numpy as np


def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    P[0, 0, 1] = P[0, 1, 1] = 1
    P[1, 0, 0] = P[1, 1, 2] = 1
    P[2, 0, 1] = P[2, 1, 3] = 1
    P[3, 0, 2] = P[3, 1, 1] = 1
    R[0, 0] = 1
    R[3, 1] = 2
    return P, R


# %% wrong: a cost of moving
import numpy as np


def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    P[0, 0, 1] = P[0, 1, 1] = 1
    P[1, 0, 0] = P[1, 1, 2] = 1
    P[2, 0, 1] = P[2, 1, 3] = 1
    P[3, 0, 2] = P[3, 1, 1] = 1
    R[:] = -0.01; R[0, 0] = 1
    R[3, 1] = 3
    return P, R


# %% wrong: actions first
# told: puts the actions first
import numpy as np


def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    P[0, 0, 1] = P[0, 1, 1] = 1
    P[1, 0, 0] = P[1, 1, 2] = 1
    P[2, 0, 1] = P[2, 1, 3] = 1
    P[3, 0, 2] = P[3, 1, 1] = 1
    R[0, 0] = 1
    R[3, 1] = 3
    return P.transpose(1, 0, 2), R.T


# %% wrong: a little slip
import numpy as np


def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    P[0, 0, 1] = P[0, 1, 1] = 1
    P[1, 0, 0] = P[1, 1, 2] = 1
    P[2, 0, 1] = P[2, 1, 3] = 1
    P[3, 0, 2] = P[3, 1, 1] = 1
    R[0, 0] = 1
    R[3, 1] = 3
    return 0.999 * P + 0.001 / 4, R


# %% wrong: R first
# told: returns R before P
import numpy as np


def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    P[0, 0, 1] = P[0, 1, 1] = 1
    P[1, 0, 0] = P[1, 1, 2] = 1
    P[2, 0, 1] = P[2, 1, 3] = 1
    P[3, 0, 2] = P[3, 1, 1] = 1
    R[0, 0] = 1
    R[3, 1] = 3
    return R, P


# %% wrong: a reward for each new state
# told: gives R an entry for each next state
import numpy as np


def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    P[0, 0, 1] = P[0, 1, 1] = 1
    P[1, 0, 0] = P[1, 1, 2] = 1
    P[2, 0, 1] = P[2, 1, 3] = 1
    P[3, 0, 2] = P[3, 1, 1] = 1
    R[0, 0] = 1
    R[3, 1] = 3
    return P, P * R[:, :, None]


# %% wrong: clipped to the chain
# told: stays at the ends
import numpy as np


def chain_mdp():
    P = np.zeros((4, 2, 4))
    R = np.zeros((4, 2))
    for s in range(4):
        P[s, 0, np.clip(s - 1, 0, 3)] = 1.0
        P[s, 1, np.clip(s + 1, 0, 3)] = 1.0
    R[0, 0] = 1.0
    R[3, 1] = 3.0
    return P, R


# %% wrong: modulo 4
# told: wraps the chain into a ring
import numpy as np


def chain_mdp():
    P = np.zeros((4, 2, 4))
    R = np.zeros((4, 2))
    for s in range(4):
        for a, d in enumerate((-1, +1)):
            P[s, a, (s + d) % 4] = 1
    R[0][0] = 1
    R[3][1] = 3
    return P, R


# %% wrong: labels for indices
# told: sends the ends back to the index 0
import numpy as np


def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    for s in range(4):
        for a in range(2):
            n = s + (1 if a else -1)
            if n == -1 or n == 4:
                n = 0
                R[s, a] = 1 if a == 0 else 3
            P[s, a, n] = 1
    return P, R


# %% wrong: plus is action 0
# told: swaps the actions
import numpy as np


def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    PLUS, MINUS = 0, 1
    P[[0, 1, 2, 3], PLUS, [1, 2, 3, 1]] = 1
    P[[0, 1, 2, 3], MINUS, [1, 0, 1, 2]] = 1
    R[0, MINUS] = 1
    R[3, PLUS] = 3
    return P, R


# %% wrong: the rewards of arriving
# told: pays on arrival at an end
import numpy as np


def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    for s in range(4):
        for a, move in ((0, -1), (1, 1)):
            n = s + move
            if n < 0 or n > 3:
                n = 1
            P[s, a, n] = 1
            if n == 0:
                R[s, a] = 1
            if n == 3:
                R[s, a] = 3
    return P, R


# %% wrong: the left end forgotten in the rewards
# told: forgets the reward of the left end
import numpy as np


def chain_mdp():
    P = np.zeros((4, 2, 4))
    P[0, :, 1] = 1
    P[1, 0, 0] = P[1, 1, 2] = 1
    P[2, 0, 1] = P[2, 1, 3] = 1
    P[3, 0, 2] = P[3, 1, 1] = 1
    R = np.zeros((4, 2))
    R[3, 1] = 3
    return P, R


# %% wrong: indexed by the new state first
# told: swaps the old and the new state in P
import numpy as np


def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    nxt = {(0, 0): 1, (0, 1): 1, (1, 0): 0, (1, 1): 2, (2, 0): 1, (2, 1): 3, (3, 0): 2, (3, 1): 1}
    for (s, a), n in nxt.items():
        P[n, a, s] = 1
    R[0, 0], R[3, 1] = 1, 3
    return P, R
