# ruff: noqa
# Right and wrong ways to write `two_sample_test` that grader/exercises does not hold. Each section is a file of its own.

# %% right: the gap between both means, in a loop
from itertools import combinations

import numpy as np


def two_sample_test(real, fake):
    everything = np.concatenate([real, fake])
    true_gap = real.mean() - fake.mean()
    count = total = 0
    for places in combinations(range(len(everything)), len(real)):
        mask = np.zeros(len(everything), bool)
        mask[list(places)] = True
        gap = everything[mask].mean() - everything[~mask].mean()
        count += gap >= true_gap - 1e-12
        total += 1
    return count / total


# %% right: choose the forged ones
from itertools import combinations

import numpy as np


def two_sample_test(real, fake):
    pooled = np.concatenate([real, fake])
    low = [sum(c) for c in combinations(pooled, len(fake))]
    return float(np.mean(np.array(low) <= fake.sum()))


# %% right: a generator of values
from itertools import combinations


def two_sample_test(real, fake):
    values = list(real) + list(fake)
    ways = [sum(c) >= sum(real) for c in combinations(values, len(real))]
    return sum(ways) / len(ways)


# %% right: an index array
from itertools import combinations

import numpy as np


def two_sample_test(real, fake):
    pooled = np.append(real, fake)
    chosen = np.array(list(combinations(range(pooled.size), real.size)))
    return (pooled[chosen].mean(axis=1) >= real.mean()).mean()


# %% right: scipy's permutation test
import numpy as np
from scipy import stats


def two_sample_test(real, fake):
    def gap(a, b, axis=-1):
        return np.mean(a, axis=axis) - np.mean(b, axis=axis)

    if min(len(real), len(fake)) == 1 or np.ptp(np.concatenate([real, fake])) == 0:
        pooled = np.concatenate([real, fake])
        if np.ptp(pooled) == 0:
            return 1.0
        if len(real) == 1:
            return float(np.mean(pooled >= real[0]))
        return float(np.mean(pooled <= fake[0]))
    found = stats.permutation_test((real, fake), gap, vectorized=True, n_resamples=np.inf, alternative="greater")
    return found.pvalue


# %% right: the complement, exactly
from fractions import Fraction
from itertools import combinations


def two_sample_test(real, fake):
    values = [Fraction(v) for v in [*real.tolist(), *fake.tolist()]]
    goal = sum(values[: len(real)])
    worse = total = 0
    for chosen in combinations(values, len(real)):
        worse += sum(chosen) < goal
        total += 1
    return 1 - worse / total


# %% right: masks from a product of zeros and ones
from itertools import product

import numpy as np


def two_sample_test(real, fake):
    pooled = np.concatenate([real, fake])
    ways = [mask for mask in product((0, 1), repeat=len(pooled)) if sum(mask) == len(real)]
    return float((np.array(ways) @ pooled >= real.sum()).mean())


# %% right: the gap, with an early way out where all are equal
from itertools import combinations

import numpy as np


def two_sample_test(real, fake):
    pooled = np.concatenate([real, fake])
    if np.all(pooled == pooled[0]):
        return 1.0
    inside = np.array([sum(c) for c in combinations(pooled, len(real))])
    outside = pooled.sum() - inside
    gaps = inside / len(real) - outside / len(fake)
    return float(np.mean(gaps >= real.mean() - fake.mean() - 1e-9))


# %% wrong: strictly better only
# told: does not count the labels as they are
from itertools import combinations

import numpy as np


def two_sample_test(real, fake):
    pooled = np.concatenate([real, fake])
    chosen = np.array(list(combinations(range(pooled.size), real.size)))
    return float((pooled[chosen].mean(axis=1) > real.mean()).mean())


# %% wrong: the share that looks worse or equal
# told: counts what is worse instead of what is better
from itertools import combinations

import numpy as np


def two_sample_test(real, fake):
    pooled = np.concatenate([real, fake])
    means = [np.mean(c) for c in combinations(pooled, len(real))]
    return float(np.mean([mean <= real.mean() for mean in means]))


# %% wrong: half of all, whatever n is
from itertools import combinations

import numpy as np


def two_sample_test(real, fake):
    pooled = np.concatenate([real, fake])
    means = np.array([np.mean(c) for c in combinations(pooled, len(pooled) // 2)])
    return float((means >= real.mean()).mean())


# %% wrong: ten shuffles
import numpy as np


def two_sample_test(real, fake):
    pooled, rng = np.concatenate([real, fake]), np.random.default_rng(1)
    return float(np.mean([rng.permutation(pooled)[: len(real)].mean() >= real.mean() for _ in range(10)]))


# %% wrong: Welch's t-test
from scipy import stats


def two_sample_test(real, fake):
    return float(stats.ttest_ind(real, fake, equal_var=False, alternative="greater").pvalue)


# %% wrong: the rank-sum test
from scipy import stats


def two_sample_test(real, fake):
    return float(stats.mannwhitneyu(real, fake, alternative="greater", method="exact").pvalue)


# %% wrong: the accuracy of the critic
import numpy as np


def two_sample_test(real, fake):
    return float((np.sum(real > 0) + np.sum(fake <= 0)) / (len(real) + len(fake)))


# %% wrong: one over the number of labellings
import math


def two_sample_test(real, fake):
    return 1 / math.comb(len(real) + len(fake), len(real))


# %% wrong: both tails
# told: looks to both sides
from itertools import combinations

import numpy as np


def two_sample_test(real, fake):
    pooled = np.concatenate([real, fake])
    total = pooled.sum()

    def gap(s):
        return s / len(real) - (total - s) / len(fake)

    gaps = np.array([gap(sum(c)) for c in combinations(pooled, len(real))])
    return float((np.abs(gaps) >= abs(gap(real.sum()))).mean())


# %% wrong: a share in percent
from itertools import combinations

import numpy as np


def two_sample_test(real, fake):
    sums = np.array([sum(c) for c in combinations(np.concatenate([real, fake]), len(real))])
    return float(100 * (sums >= real.sum()).mean())


# %% wrong: a set of chosen values, so that equal logits merge
from itertools import combinations

import numpy as np


def two_sample_test(real, fake):
    pooled = np.concatenate([real, fake])
    ways = {tuple(sorted(c)) for c in combinations(pooled.tolist(), len(real))}
    return float(np.mean([sum(way) >= real.sum() for way in ways]))


# %% wrong: the number of labellings, not divided
# told: returns how many labellings there are
from itertools import combinations

import numpy as np


def two_sample_test(real, fake):
    return float(sum(sum(c) >= real.sum() for c in combinations(np.concatenate([real, fake]), len(real))))
