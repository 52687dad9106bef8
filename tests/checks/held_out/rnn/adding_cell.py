# ruff: noqa
# Right and wrong ways to write `adding_cell` that grader/exercises does not hold. Each section is a file of its own.

# %% right: filled row by row
def adding_cell(largest):
    Wx = np.zeros((4, 2))
    Wx[0] = [0, 100]
    Wx[2] = [1e-3 / largest, 0]
    b = np.array([-50.0, 50.0, 0.0, 50.0])
    return Wx, np.zeros((4, 1)), b, largest * 1e3


# %% right: blocks with names, stacked
def adding_cell(largest):
    scale = 0.02
    i, f, g, o = ([0, 60], -30), ([0, 0], 30), ([scale / largest, 0], 0), ([0, 0], 30)
    Wx = np.array([w for w, _ in (i, f, g, o)], dtype=float)
    b = np.array([bias for _, bias in (i, f, g, o)], dtype=float)
    return Wx, np.zeros((4, 1)), b, largest / scale


# %% right: integers for most weights
def adding_cell(largest):
    e = 0.005
    return (
        np.array([[0, 50], [0, 0], [e / largest, 0], [0, 0]]),
        np.zeros((4, 1)),
        np.array([-25, 25, 0, 25]),
        largest / e,
    )


# %% right: the negative of the sum, turned over by v
def adding_cell(largest):
    Wx = np.array([[0.0, 40.0], [0.0, 0.0], [-0.01 / largest, 0.0], [0.0, 0.0]])
    return Wx, np.zeros((4, 1)), np.array([-20.0, 20.0, 0.0, 20.0]), -100.0 * largest


# %% right: v from a trial run of one number
def adding_cell(largest):
    Wx, Wh, b = np.zeros((4, 2)), np.zeros((4, 1)), np.array([-20.0, 20.0, 0.0, 1.0])
    Wx[0, 1], Wx[2, 0] = 40.0, 0.01 / largest
    shown = 1 / (1 + np.exp(-1.0)) * np.tanh(np.tanh(0.01))
    return Wx, Wh, b, largest / shown


# %% right: torch tensors
def adding_cell(largest):
    Wx = torch.zeros(4, 2, dtype=torch.float64)
    Wx[0, 1], Wx[2, 0] = 44.0, 0.008 / largest
    b = torch.tensor([-22.0, 22.0, 0.0, 22.0], dtype=torch.float64)
    return Wx, torch.zeros(4, 1, dtype=torch.float64), b, largest / 0.008


# %% right: a tiny scale
def adding_cell(largest):
    tiny = 1e-5 / largest
    Wx = np.array([[0, 80], [0, 0], [tiny, 0], [0, 0]])
    return Wx, np.zeros([4, 1]), np.array([-40.0, 40, 0, 40]), 1 / tiny


# %% right: a candidate that reads the mark but is not moved by it
def adding_cell(largest):
    c = 100 * largest
    Wx = np.array([[0.0, 48.0], [0.0, 10.0], [1 / c, 0.0], [0.0, 7.0]])
    b = np.array([-24.0, 16.0, 0.0, 18.0])
    return Wx, np.zeros((4, 1)), b, c


# %% wrong: all biases zero
# told: leaves the input gate half open without a mark
def adding_cell(largest):
    Wx = np.array([[0.0, 40.0], [0.0, 0.0], [0.01 / largest, 0.0], [0.0, 0.0]])
    return Wx, np.zeros((4, 1)), np.array([0.0, 20.0, 0.0, 20.0]), 100 * largest


# %% wrong: forget bias of 1
def adding_cell(largest):
    Wx = np.array([[0.0, 40.0], [0.0, 0.0], [0.01 / largest, 0.0], [0.0, 0.0]])
    return Wx, np.zeros((4, 1)), np.array([-20.0, 1.0, 0.0, 20.0]), 100 * largest


# %% wrong: number written unscaled
# told: writes the number as it is
def adding_cell(largest):
    Wx = np.array([[0.0, 40.0], [0.0, 0.0], [1.0, 0.0], [0.0, 0.0]])
    return Wx, np.zeros((4, 1)), np.array([-20.0, 20.0, 0.0, 20.0]), 1.0


# %% wrong: v forgotten
# told: does not scale the answer back up
def adding_cell(largest):
    Wx = np.array([[0.0, 40.0], [0.0, 0.0], [0.01 / largest, 0.0], [0.0, 0.0]])
    return Wx, np.zeros((4, 1)), np.array([-20.0, 20.0, 0.0, 20.0]), 1.0


# %% wrong: largest ignored
# told: scales by the same factor however large the numbers are
def adding_cell(largest):
    Wx = np.array([[0.0, 40.0], [0.0, 0.0], [0.01, 0.0], [0.0, 0.0]])
    return Wx, np.zeros((4, 1)), np.array([-20.0, 20.0, 0.0, 20.0]), 100.0


# %% wrong: order i, f, o, g
# told: takes the blocks in the order i, f, o, g
def adding_cell(largest):
    Wx = np.array([[0.0, 40.0], [0.0, 0.0], [0.0, 0.0], [0.01 / largest, 0.0]])
    return Wx, np.zeros((4, 1)), np.array([-20.0, 20.0, 20.0, 0.0]), 100 * largest


# %% wrong: forget gate shut by the mark
# told: forgets the first number when the second comes
def adding_cell(largest):
    Wx = np.array([[0.0, 40.0], [0.0, -60.0], [0.01 / largest, 0.0], [0.0, 0.0]])
    return Wx, np.zeros((4, 1)), np.array([-20.0, 30.0, 0.0, 20.0]), 100 * largest


# %% wrong: f as 1 - i
# told: forgets the first number when the second comes
def adding_cell(largest):
    Wx = np.array([[0.0, 40.0], [0.0, -40.0], [0.01 / largest, 0.0], [0.0, 0.0]])
    return Wx, np.zeros((4, 1)), np.array([-20.0, 20.0, 0.0, 20.0]), 100 * largest


# %% wrong: output gate at one half
# told: shows half of the memory and does not make up for it
def adding_cell(largest):
    Wx = np.array([[0.0, 40.0], [0.0, 0.0], [0.01 / largest, 0.0], [0.0, 0.0]])
    return Wx, np.zeros((4, 1)), np.array([-20.0, 20.0, 0.0, 0.0]), 100 * largest


# %% wrong: input gate always open
# told: lets every number in
def adding_cell(largest):
    Wx = np.array([[0.0, 0.0], [0.0, 0.0], [0.01 / largest, 0.0], [0.0, 0.0]])
    return Wx, np.zeros((4, 1)), np.array([20.0, 20.0, 0.0, 20.0]), 100 * largest


# %% wrong: columns of number and mark exchanged
def adding_cell(largest):
    Wx = np.array([[40.0, 0.0], [0.0, 0.0], [0.0, 0.01 / largest], [0.0, 0.0]])
    return Wx, np.zeros((4, 1)), np.array([-20.0, 20.0, 0.0, 20.0]), 100 * largest


# %% wrong: scaled by 0.5
def adding_cell(largest):
    Wx = np.array([[0.0, 40.0], [0.0, 0.0], [0.5 / largest, 0.0], [0.0, 0.0]])
    return Wx, np.zeros((4, 1)), np.array([-20.0, 20.0, 0.0, 20.0]), 2 * largest


# %% wrong: weights of 1 for every gate
def adding_cell(largest):
    Wx = np.array([[0.0, 1.0], [0.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
    return Wx, np.zeros((4, 1)), np.zeros(4), 1.0


# %% wrong: v as a matrix
def adding_cell(largest):
    Wx = np.array([[0.0, 40.0], [0.0, 0.0], [0.01 / largest, 0.0], [0.0, 0.0]])
    return Wx, np.zeros((4, 1)), np.array([-20.0, 20.0, 0.0, 20.0]), np.array([[100 * largest]])


# %% wrong: weights transposed
def adding_cell(largest):
    Wx = np.array([[0.0, 40.0], [0.0, 0.0], [0.01 / largest, 0.0], [0.0, 0.0]]).T
    return Wx, np.zeros((4, 1)), np.array([-20.0, 20.0, 0.0, 20.0]), 100 * largest
