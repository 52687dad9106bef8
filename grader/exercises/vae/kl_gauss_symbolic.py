"""`kl_gauss_symbolic`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import sympy
from course_utils.checks import expect
from course_utils.checks.expression import Symbol
from course_utils.checks.public.vae import kl_gauss_symbolic as public
from course_utils.checks.public.vae.kl_gauss_symbolic import divergence

from ...exercise import Secret
from ..quadrature import expectation, log_normal

secret = Secret(public.exercise)

OTHER_NAMES = (
    (Symbol("a"), Symbol("b", positive=True), Symbol("c"), Symbol("d", positive=True)),
    (Symbol("mu"), Symbol("sigma", positive=True), Symbol("nu"), Symbol("tau", positive=True)),
)


@lru_cache(maxsize=256)  # the points are the same for the whole class
def integral(mu_q, s_q, mu_p, s_p):
    """The divergence by quadrature."""
    return expectation(lambda z: log_normal(z, mu_q, s_q) - log_normal(z, mu_p, s_p), mu_q, s_q)


@secret.case("agrees with quadrature at 20 drawn points, under other symbol names", weight=2, seconds=60)
def _(student, draw):
    symbols = draw.choice(OTHER_NAMES)
    points = [(draw.uniform(-1, 1), draw.positive(), draw.uniform(-2, 2), draw.positive()) for _ in range(20)]
    wanted = [integral(*point) for point in points]
    expect.close(divergence(student, *points, symbols=symbols), wanted, atol=1e-8, what="the divergence")


@secret.case("its derivatives vanish where the Gaussians agree, and it is curved there", seconds=60)
def _(student, draw):
    mu, s, h = draw.uniform(-1, 1), draw.positive(), 1e-4
    moved = [(mu, s, mu, s) + sign * h * step for step in np.eye(4) for sign in (1, -1)]
    values = np.reshape(divergence(student, *map(tuple, moved), symbols=OTHER_NAMES[0]), (4, 2))
    first, second = (values[:, 0] - values[:, 1]) / (2 * h), values.sum(axis=1) / h**2
    expect.close(first, np.zeros(4), atol=1e-5, what="the derivative with respect to each argument")
    wanted = np.array([1, 2, 1, 2]) / s**2
    expect.close(second, wanted, rtol=1e-3, atol=1e-5, what="the second derivative with respect to each argument")


@secret.alternative("the closed form")
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return sympy.log(s_p / s_q) + (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2) - sympy.Rational(1, 2)


@secret.alternative("integrating the density against the log-ratio")
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    u = sympy.Symbol("u", real=True)
    density = sympy.exp(-(u**2) / 2) / sympy.sqrt(2 * sympy.pi)
    log_ratio = sympy.log(s_p / s_q) - u**2 / 2 + (mu_q + s_q * u - mu_p) ** 2 / (2 * s_p**2)
    return sympy.integrate(sympy.expand(density * log_ratio), (u, -sympy.oo, sympy.oo))


@secret.misconception(
    "leaves the integral unevaluated",
    hint="An `Integral` is only a question: call `.doit()` or `sympy.integrate`, and return what comes out.",
)
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    z = sympy.Symbol("z", real=True)
    log_q, log_p = (-sympy.log(s) - (z - mu) ** 2 / (2 * s**2) for mu, s in ((mu_q, s_q), (mu_p, s_p)))
    density = sympy.exp(log_q) / sympy.sqrt(2 * sympy.pi)
    return sympy.Integral(density * (log_q - log_p), (z, -sympy.oo, sympy.oo))


CLOSED = "the closed form"
LOG, SPREAD, HALF = "sympy.log(s_p / s_q)", "(s_q ** 2 + (mu_q - mu_p) ** 2)", " - sympy.Rational(1, 2)"
FORMULA = f"{LOG} + {SPREAD} / (2 * s_p ** 2){HALF}"
OTHER_WAY = f"sympy.log(s_q / s_p) + (s_p**2 + (mu_q - mu_p) ** 2) / (2 * s_q**2){HALF}"
BY_Q = f"{LOG} + s_q**2 / (2 * s_p**2) + (mu_q - mu_p) ** 2 / (2 * s_q**2){HALF}"
OWN = 'mu_q, s_q, mu_p, s_p = sympy.symbols("own_mu_q own_s_q own_mu_p own_s_p")'

secret.slips(
    {
        "takes the standard deviations for variances": (FORMULA, f"({LOG} + (s_q + (mu_q - mu_p) ** 2) / s_p - 1) / 2"),
        "squares the deviations twice": (FORMULA, f"{LOG} + (s_q**4 + (mu_q - mu_p) ** 2) / (2 * s_p**4){HALF}"),
    },
    hint="s_q and s_p are standard deviations: the formula needs their squares.",
    of=CLOSED,
)
secret.slips(
    {
        "computes the divergence the other way round": (FORMULA, OTHER_WAY),
        "gives the mean of both directions": (FORMULA, f"({FORMULA} + {OTHER_WAY}) / 2"),
        "turns the sign around": (FORMULA, f"-({FORMULA})"),
    },
    hint="KL(q || p) is E log q(z) - E log p(z), both under q: s_p stands in the denominator, and it is never negative.",
    of=CLOSED,
)
secret.slip(
    "leaves out the entropy of q",
    ("expected_log_density(mu_q, s_q) - expected", "-expected"),
    hint="-E log p(z) alone is the cross-entropy: the divergence has E log q(z) as well.",
)
secret.slips(
    {
        "turns the logarithm upside down": (LOG, "sympy.log(s_q / s_p)"),
        "forgets the logarithm": (f"{LOG} + ", ""),
        "doubles the logarithm": (LOG, f"2 * {LOG}"),
        "halves the logarithm": (LOG, f"{LOG} / 2"),
        "takes the logarithm to base 2": (LOG, "sympy.log(s_p / s_q, 2)"),
    },
    hint="The logarithm is the natural one, log(s_p / s_q), or log(s_p^2 / s_q^2) / 2: a wide p and a narrow q are far apart.",
    of=CLOSED,
)
secret.slips(
    {
        "leaves out the -1/2": (HALF, ""),
        "adds 1/2 instead of subtracting it": (HALF, HALF.replace("-", "+")),
        "subtracts 1 instead of 1/2": (HALF, " - 1"),
    },
    hint="E (z - mu_q)^2 / (2 s_q^2) is 1/2, whatever s_q: it is subtracted, so that the divergence of q from itself is 0.",
    of=CLOSED,
)
secret.slips(
    {
        "forgets the factor 1/2 in the exponent of the density": (FORMULA, f"{LOG} + {SPREAD} / s_p**2 - 1"),
        "forgets the factor 1/2 in the exponent of p alone": ("(2 * s_p ** 2)", "s_p ** 2"),
    },
    hint="The density's exponent is -(z - mu)^2 / (2 s^2), with a 2.",
    of=CLOSED,
)
secret.slips(
    {
        "forgets the spread of q in E (z - mu_p)^2": ("s_q ** 2 + (mu_q", "(mu_q"),
        "forgets the distance of the means": (" + (mu_q - mu_p) ** 2", ""),
        "forgets the square of the distance": (" - mu_p) ** 2", " - mu_p)"),
        "adds the means instead of subtracting them": ("mu_q - mu_p", "mu_q + mu_p"),
        "forgets the mean of q": ("mu_q - mu_p", "mu_p"),
        "measures the distance of the means in deviations of q": (FORMULA, BY_Q),
        "looks at the means alone": (FORMULA, "(mu_q - mu_p) ** 2 / (2 * s_p**2)"),
        "measures against the standard normal whatever p is": (FORMULA, "(s_q**2 + mu_q**2 - 1) / 2 - sympy.log(s_q)"),
    },
    hint="E (z - mu_p)^2 is (mu_q - mu_p)^2 + s_q^2, the distance of the means and the spread of q; p's 2 s_p^2 divides it.",
    of=CLOSED,
)
secret.slips(
    {
        "takes its arguments in another order": ("mu_q, s_q, mu_p, s_p", "mu_q, mu_p, s_q, s_p"),
        "makes symbols of its own": ("    return", f"    {OWN}\n    return"),
        "leaves a symbol in its answer that it was not given": (FORMULA, f'{LOG} + sympy.Symbol("z", real=True) - mu_p'),
    },
    hint="Use the four symbols that the function is given, in their order mu_q, s_q, mu_p, s_p. Other names (or other "
    "assumptions) are other symbols, and a variable of integration is gone once it is integrated over.",
    of=CLOSED,
)
