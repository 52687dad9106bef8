# ruff: noqa
# Right and wrong ways to write `without_replacement` that grader/exercises does not hold. Each section is a file of its own.

# %% right: a loop
def without_replacement(x):
    total = 0.0
    for number in x:
        total += number * number
    return total


# %% wrong: the mean of the squares
def without_replacement(x):
    return np.mean(x**2)


# %% wrong: the sum, with numpy
# told: adds up the numbers themselves
def without_replacement(x):
    return np.sum(x)
