# ruff: noqa
# Right and wrong ways to write `language_odds` that grader/exercises does not hold. Each section is a file of its own.

# %% right: loops and the largest sum
def language_odds(letters, tables):
    sums = []
    for table in tables:
        total = 0.0
        for letter in letters:
            total += math.log(table[letter]) if table[letter] > 0 else -math.inf
        sums.append(total)
    weights = [math.exp(s - max(sums)) for s in sums]
    return np.array(weights) / sum(weights)


# %% right: surprises, and the smallest of them
def language_odds(letters, tables):
    surprise = -np.log(tables[:, letters]).sum(1)
    w = np.exp(surprise.min() - surprise)
    return w / np.sum(w)


# %% right: bits
def language_odds(letters, tables):
    bits = np.sum(np.log2(tables[:, letters]), axis=1)
    powers = 2.0 ** (bits - np.max(bits))
    return powers / powers.sum()


# %% right: scipy's softmax
def language_odds(letters, tables):
    from scipy.special import softmax

    return softmax(np.log(tables[:, letters]).sum(axis=-1))


# %% right: the pairwise odds
def language_odds(letters, tables):
    logs = np.log(tables[:, letters]).sum(axis=1)
    best = int(np.argmax(logs))
    odds = np.exp(logs - logs[best])
    return odds / np.sum(odds)


# %% right: transposed
def language_odds(letters, tables):
    scores = np.log(tables.T[letters]).sum(axis=0)
    scores = scores - scores.max()
    e = np.exp(scores)
    return e / e.sum()


# %% right: Bayes with a prior, normalised on the way
def language_odds(letters, tables):
    posterior = np.ones(tables.shape[0]) / tables.shape[0]
    for letter in letters.tolist():
        posterior = posterior * tables[:, letter] / (posterior @ tables[:, letter])
    return posterior


# %% right: log_softmax of torch
def language_odds(letters, tables):
    scores = torch.from_numpy(np.log(tables[:, letters]).sum(axis=1))
    return F.log_softmax(scores, dim=0).exp()


# %% wrong: product
# told: lets the probability of a long text become 0
def language_odds(letters, tables):
    likelihood = np.array([np.prod(table[letters]) for table in tables])
    return likelihood / likelihood.sum()


# %% wrong: exp of the sums
# told: lets the probability of a long text become 0
def language_odds(letters, tables):
    logs = np.log(tables[:, letters]).sum(axis=1)
    return np.exp(logs) / np.exp(logs).sum()


# %% wrong: mean
# told: averages over the letters
def language_odds(letters, tables):
    if len(letters) == 0:
        return np.ones(len(tables)) / len(tables)
    logs = np.log(tables[:, letters]).mean(axis=1)
    odds = np.exp(logs - logs.max())
    return odds / odds.sum()


# %% wrong: softmax of the surprise
# told: has the sign of the surprise wrong
def language_odds(letters, tables):
    surprise = -np.log(tables[:, letters]).sum(axis=1)
    e = np.exp(surprise - surprise.max())
    return e / e.sum()


# %% wrong: a set of letters
# told: counts every letter once
def language_odds(letters, tables):
    logs = np.log(tables[:, sorted(set(letters.tolist()))]).sum(axis=1)
    e = np.exp(logs - logs.max())
    return e / e.sum()


# %% wrong: log2 and exp
# told: exponentiates logarithms to the base 2 with e
def language_odds(letters, tables):
    bits = np.log2(tables[:, letters]).sum(axis=1)
    e = np.exp(bits - bits.max())
    return e / e.sum()


# %% wrong: argmax
# told: gives everything to the best language
def language_odds(letters, tables):
    logs = np.log(tables[:, letters]).sum(axis=1)
    best = logs == logs.max()
    return best / best.sum()


# %% wrong: epsilon
# told: adds a small number inside the logarithm
def language_odds(letters, tables):
    logs = np.log(tables[:, letters] + 1e-12).sum(axis=1)
    e = np.exp(logs - logs.max())
    return e / e.sum()


# %% wrong: relative to the best
# told: does not divide by the sum
def language_odds(letters, tables):
    logs = np.log(tables[:, letters]).sum(axis=1)
    return np.exp(logs - logs.max())


# %% wrong: log-probabilities
# told: returns the logarithms of the probabilities
def language_odds(letters, tables):
    logs = np.log(tables[:, letters]).sum(axis=1)
    return logs - np.logaddexp.reduce(logs)


# %% wrong: sums of probabilities
# told: adds the probabilities of the letters
def language_odds(letters, tables):
    sums = tables[:, letters].sum(axis=1)
    if len(letters) == 0:
        return np.full(len(tables), 1 / len(tables))
    return sums / sums.sum()


# %% wrong: surprises
# told: returns the surprise of each language
def language_odds(letters, tables):
    return -np.log(tables[:, letters]).sum(axis=1)


# %% wrong: overwrites zeros
# told: writes into the tables
def language_odds(letters, tables):
    tables[tables == 0] = 1e-200
    logs = np.log(tables[:, letters]).sum(axis=1)
    e = np.exp(logs - logs.max())
    return e / e.sum()


# %% wrong: shares of surprise
def language_odds(letters, tables):
    surprise = -np.log(tables[:, letters]).sum(axis=1)
    return surprise / surprise.sum()
