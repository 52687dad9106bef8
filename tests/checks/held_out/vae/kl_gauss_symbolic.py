# ruff: noqa
# Right and wrong ways to write `kl_gauss_symbolic` that grader/exercises does not hold. Each section is a file of its own.

# %% right: plain integration of the densities
def _density(z, mu, s):
    return sympy.exp(-((z - mu) ** 2) / (2 * s**2)) / (s * sympy.sqrt(2 * sympy.pi))


def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    z = sympy.Symbol("z", real=True)
    log_ratio = sympy.expand_log(sympy.log(_density(z, mu_q, s_q) / _density(z, mu_p, s_p)), force=True)
    terms = sympy.expand(_density(z, mu_q, s_q) * sympy.expand(log_ratio)).args
    return sum(sympy.integrate(term, (z, -sympy.oo, sympy.oo)) for term in terms)


# %% right: a quotient that is 0/0 where the means agree
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    distance = (mu_q**3 - mu_p**3) / (mu_q - mu_p) - 3 * mu_q * mu_p
    return sympy.log(s_p / s_q) + (s_q**2 + distance) / (2 * s_p**2) - sympy.Rational(1, 2)

# %% right: squares inside the logarithm
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return sympy.log(s_p**2 / s_q**2) / 2 + (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2) - sympy.Rational(1, 2)


# %% right: moments from the characteristic function
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    t = sympy.Symbol("t", real=True)
    phi = sympy.exp(sympy.I * t * mu_q - s_q**2 * t**2 / 2)
    first = (sympy.diff(phi, t) / sympy.I).subs(t, 0)
    second = (sympy.diff(phi, t, 2) / sympy.I**2).subs(t, 0)
    spread = second - 2 * mu_p * first + mu_p**2
    return sympy.log(s_p / s_q) + spread / (2 * s_p**2) - sympy.S(1) / 2


# %% right: floats and an expanded sum
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return sympy.expand(sympy.ln(s_p) - sympy.ln(s_q) + 0.5 * (s_q / s_p) ** 2 + 0.5 * ((mu_q - mu_p) / s_p) ** 2 - 0.5)


# %% right: over one denominator
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return sympy.together(-sympy.log(s_q / s_p) + (s_q**2 + mu_q**2 + mu_p**2 - 2 * mu_p * mu_q - s_p**2) / s_p**2 / 2)


# %% right: the log-ratio under sympy.stats
from sympy.stats import E, Normal


def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    z = Normal("z_q", mu_q, s_q)
    return E(sympy.log(s_p / s_q) - (z - mu_q) ** 2 / (2 * s_q**2) + (z - mu_p) ** 2 / (2 * s_p**2)).doit()


# %% right: a Piecewise that guards the logarithm
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    value = sympy.log(s_p / s_q) + (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2) - sympy.S.Half
    return sympy.Piecewise((0, sympy.And(sympy.Eq(mu_q, mu_p), sympy.Eq(s_q, s_p))), (value, True))


# %% right: cross entropy less entropy
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    entropy = sympy.log(2 * sympy.pi * sympy.E * s_q**2) / 2
    cross = sympy.log(2 * sympy.pi * s_p**2) / 2 + (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2)
    return sympy.factor(cross - entropy)


# %% right: derivatives of the cumulant generating function
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    t = sympy.Dummy("t")
    K = mu_q * t + s_q**2 * t**2 / 2
    mean, variance = K.diff(t).subs(t, 0), K.diff(t, 2)
    return (
        sympy.logcombine(sympy.log(s_p) - sympy.log(s_q))
        + (variance + (mean - mu_p) ** 2) * s_p**-2 / 2
        - sympy.Rational("0.5")
    )


# %% right: the limit of Renyi divergences
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    h = sympy.Symbol("h", positive=True)
    v = h * s_p**2 + (1 - h) * s_q**2
    inner = sympy.log(s_p / s_q) * h + sympy.log(s_p**2 / v) / 2 - 0
    # d/dalpha of log E_q (q/p)^(alpha - 1) at alpha = 1, from the closed form of its exponent
    a = sympy.Symbol("a", positive=True)
    v = a * s_p**2 + (1 - a) * s_q**2
    psi = (a - 1) * sympy.log(s_p / s_q) + sympy.log(s_p**2 / v) / 2 + a * (a - 1) * (mu_q - mu_p) ** 2 / (2 * v)
    return sympy.diff(psi, a).subs(a, 1)


# %% right: absolute values and roots
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return (
        sympy.log(sympy.sqrt(s_p**2) / sympy.Abs(s_q))
        + sympy.Abs(mu_q - mu_p) ** 2 / (2 * s_p**2)
        + ((s_q / s_p) ** 2 - 1) / 2
    )


# %% right: sympify from text
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    names = {"m": mu_q, "s": s_q, "n": mu_p, "t": s_p}
    return sympy.sympify("log(t/s) + (s**2 + (m - n)**2)/(2*t**2) - 1/2", locals=names)


# %% wrong: the square of the distance lost
# told: forgets the square of the distance
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return sympy.log(s_p / s_q) + (s_q**2 + (mu_q - mu_p)) / (2 * s_p**2) - sympy.S.Half


# %% wrong: log2
# told: takes the logarithm to base 2
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return sympy.log(s_p / s_q, 2) + (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2) - sympy.S.Half


# %% wrong: log of squares without the half
# told: doubles the logarithm
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return sympy.log(s_p**2 / s_q**2) + (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2) - sympy.S.Half


# %% wrong: the VAE's symbols by name
# told: makes symbols of its own
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    mu_q, s_q, mu_p, s_p = sympy.symbols("mu_q s_q mu_p s_p", real=True)
    return sympy.log(s_p / s_q) + (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2) - sympy.S.Half


# %% wrong: new symbols of the same names
# told: makes symbols of its own
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    mu_q, s_q, mu_p, s_p = (sympy.Symbol(v.name) for v in (mu_q, s_q, mu_p, s_p))
    return sympy.log(s_p / s_q) + (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2) - sympy.S.Half


# %% wrong: the distance over the wrong deviation
# told: measures the distance of the means in deviations of q
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return sympy.log(s_p / s_q) + s_q**2 / (2 * s_p**2) + (mu_q - mu_p) ** 2 / (2 * s_q**2) - sympy.S.Half


# %% wrong: plus a half
# told: adds 1/2 instead of subtracting it
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return sympy.log(s_p / s_q) + (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2) + sympy.S.Half


# %% wrong: symmetrised
# told: gives the mean of both directions
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    d = (mu_q - mu_p) ** 2
    return ((s_q**2 + d) / s_p**2 + (s_p**2 + d) / s_q**2 - 2) / 4


# %% wrong: cross entropy
# told: leaves out the entropy of q
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return sympy.log(2 * sympy.pi * s_p**2) / 2 + (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2)


# %% wrong: text
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return str(sympy.log(s_p / s_q) + (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2) - sympy.S.Half)


# %% wrong: a lambdified function
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    value = sympy.log(s_p / s_q) + (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2) - sympy.S.Half
    return sympy.lambdify((mu_q, s_q, mu_p, s_p), value)


# %% wrong: an equation
# told: leaves a symbol in its answer that it was not given
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    value = sympy.log(s_p / s_q) + (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2) - sympy.S.Half
    return sympy.Eq(sympy.Symbol("KL"), value)


# %% wrong: a number for the visible point
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return sympy.Float(0.4431472)


# %% wrong: q's mean set to zero
# told: forgets the mean of q
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return sympy.log(s_p / s_q) + (s_q**2 + mu_p**2) / (2 * s_p**2) - sympy.S.Half


# %% wrong: means added
# told: adds the means instead of subtracting them
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return sympy.log(s_p / s_q) + (s_q**2 + (mu_q + mu_p) ** 2) / (2 * s_p**2) - sympy.S.Half


# %% wrong: an unfinished integral beside a finished one
# told: leaves the integral unevaluated
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    z = sympy.Symbol("z", real=True)
    q = sympy.exp(-((z - mu_q) ** 2) / (2 * s_q**2)) / (sympy.sqrt(2 * sympy.pi) * s_q)
    return (
        sympy.log(s_p / s_q)
        - sympy.S.Half
        + sympy.Integral(q * (z - mu_p) ** 2 / (2 * s_p**2), (z, -sympy.oo, sympy.oo))
    )


# %% wrong: the deviations squared twice
# told: squares the deviations twice
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return sympy.log(s_p**2 / s_q**2) / 2 + (s_q**4 + (mu_q - mu_p) ** 2) / (2 * s_p**4) - sympy.S.Half


# %% wrong: nothing returned
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    kl = sympy.log(s_p / s_q) + (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2) - sympy.Rational(1, 2)


# %% wrong: a matrix
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return sympy.Matrix([sympy.log(s_p / s_q), (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2), -sympy.S.Half])


# %% wrong: integer division of the half away
# told: leaves out the -1/2
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return sympy.log(s_p) - sympy.log(s_q) + (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2) - 1 // 2


# %% wrong: from p to q
# told: computes the divergence the other way round
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    first = sympy.log(s_q) - sympy.log(s_p)
    second = (s_p**2 + (mu_p - mu_q) ** 2) / (2 * s_q**2)
    return first + second - sympy.Rational(1, 2)


# %% wrong: the sign turned
# told: turns the sign around
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    E_log_p = -sympy.log(s_p) - (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2)
    E_log_q = -sympy.log(s_q) - sympy.Rational(1, 2)
    return E_log_p - E_log_q


# %% wrong: the integrand, not integrated
# told: leaves a symbol in its answer that it was not given
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    x = sympy.Symbol("x", real=True)
    log_q = -sympy.log(s_q) - (x - mu_q) ** 2 / (2 * s_q**2)
    log_p = -sympy.log(s_p) - (x - mu_p) ** 2 / (2 * s_p**2)
    return sympy.simplify(log_q - log_p)


# %% wrong: an integral as it is written down
# told: leaves the integral unevaluated
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    x = sympy.Symbol("x", real=True)
    q = sympy.exp(-((x - mu_q) ** 2) / (2 * s_q**2)) / sympy.sqrt(2 * sympy.pi * s_q**2)
    p = sympy.exp(-((x - mu_p) ** 2) / (2 * s_p**2)) / sympy.sqrt(2 * sympy.pi * s_p**2)
    return sympy.Integral(q * sympy.log(q / p), (x, -sympy.oo, sympy.oo))


# %% wrong: no half on the quadratic term
# told: forgets the factor 1/2 in the exponent of p alone
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return sympy.log(s_p / s_q) + (s_q**2 + (mu_q - mu_p) ** 2) / s_p**2 - sympy.Rational(1, 2)


# %% wrong: half the logarithm, as if of variances
# told: halves the logarithm
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return sympy.Rational(1, 2) * (sympy.log(s_p / s_q) + (s_q**2 + (mu_q - mu_p) ** 2) / s_p**2 - 1)


# %% wrong: arguments in another order
# told: takes its arguments in another order
def kl_gauss_symbolic(mu_q, mu_p, s_q, s_p):
    return sympy.log(s_p / s_q) + (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2) - sympy.Rational(1, 2)


# %% wrong: the means alone
# told: looks at the means alone
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return (mu_q - mu_p) ** 2 / (2 * s_p**2)
