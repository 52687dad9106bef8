"""`kl_gauss_symbolic`: reference, hidden cases, misconceptions and accepted alternatives."""

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


@secret.alternative("RENAME ME: the former reference")
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    # The moments of q: E z = mu_q, E (z - mu_q)^2 = s_q^2, hence E (z - mu_p)^2 = s_q^2 + (mu_q - mu_p)^2.
    expected_log_q = -(sympy.log(2 * sympy.pi * s_q**2) + 1) / 2
    expected_log_p = -sympy.log(2 * sympy.pi * s_p**2) / 2 - (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2)
    return sympy.simplify(expected_log_q - expected_log_p)


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
    expect.close(
        divergence(student, *points, symbols=symbols),
        [integral(*point) for point in points],
        rtol=1e-6,
        atol=1e-8,
        what="the divergence",
    )


@secret.case("its derivatives vanish where the Gaussians agree, and it is curved there", seconds=60)
def _(student, draw):
    mu, s, h = draw.uniform(-1, 1), draw.positive(), 1e-4
    steps = [np.eye(4)[i] * h for i in range(4)]
    centre = np.array([mu, s, mu, s])
    values = np.array([divergence(student, tuple(centre + step), tuple(centre - step)) for step in steps])
    expect.close(
        (values[:, 0] - values[:, 1]) / (2 * h),
        np.zeros(4),
        atol=1e-5,
        what="the derivative with respect to each argument",
    )
    wanted = np.array([1, 2, 1, 2]) / s**2
    expect.close(
        values.sum(axis=1) / h**2,
        wanted,
        rtol=1e-3,
        atol=1e-5,
        what="the second derivative with respect to each argument",
    )


@secret.misconception(
    "takes the standard deviations for variances",
    hint="s_q and s_p are standard deviations: the formula needs their squares.",
)
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return sympy.log(s_p / s_q) / 2 + (s_q + (mu_q - mu_p) ** 2) / (2 * s_p) - sympy.Rational(1, 2)


@secret.misconception(
    "computes the divergence the other way round",
    hint="KL(q || p) takes the expectation under q: s_p stands in the denominator.",
)
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return sympy.log(s_q / s_p) + (s_p**2 + (mu_p - mu_q) ** 2) / (2 * s_q**2) - sympy.Rational(1, 2)


@secret.misconception(
    "turns the logarithm upside down", hint="The logarithm is log(s_p / s_q): a wide p and a narrow q are far apart."
)
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return sympy.log(s_q / s_p) + (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2) - sympy.Rational(1, 2)


@secret.misconception(
    "leaves out the -1/2",
    hint="E (z - mu_q)^2 / (2 s_q^2) is 1/2, whatever s_q: without it the divergence of q from itself is 1/2.",
)
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return sympy.log(s_p / s_q) + (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2)


@secret.misconception("forgets the spread of q in E (z - mu_p)^2", hint="E (z - mu_p)^2 is (mu_q - mu_p)^2 + s_q^2.")
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return sympy.log(s_p / s_q) + (mu_q - mu_p) ** 2 / (2 * s_p**2)


@secret.misconception(
    "forgets the distance of the means", hint="E (z - mu_p)^2 is (mu_q - mu_p)^2 + s_q^2: the means matter."
)
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return sympy.log(s_p / s_q) + s_q**2 / (2 * s_p**2) - sympy.Rational(1, 2)


@secret.misconception(
    "forgets the factor 1/2 in the exponent of the density",
    hint="The density's exponent is -(z - mu)^2 / (2 s^2), with a 2.",
)
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return sympy.log(s_p / s_q) + (s_q**2 + (mu_q - mu_p) ** 2) / s_p**2 - 1


@secret.misconception(
    "measures against the standard normal whatever p is",
    hint="The VAE's formula has p = N(0, 1) built in; here p has a mean and a deviation of its own.",
)
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    return (s_q**2 + mu_q**2 - 1 - sympy.log(s_q**2)) / 2


@secret.misconception(
    "leaves the integral unevaluated",
    hint="An `Integral` is only a question: call `.doit()` or `sympy.integrate`, and return what comes out.",
)
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    z = sympy.Symbol("z", real=True)
    q = sympy.exp(-((z - mu_q) ** 2) / (2 * s_q**2)) / (sympy.sqrt(2 * sympy.pi) * s_q)
    return sympy.Integral(q * sympy.log(s_p / s_q), (z, -sympy.oo, sympy.oo))


@secret.misconception(
    "makes symbols of its own",
    hint="Use the four symbols that the function is given: other names (or other assumptions) are other symbols.",
)
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    mu_q, s_q, mu_p, s_p = sympy.symbols("own_mu_q own_s_q own_mu_p own_s_p")
    return sympy.log(s_p / s_q) + (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2) - sympy.Rational(1, 2)


@secret.alternative("integrating the density against the log-ratio")
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    u = sympy.Symbol("u", real=True)
    density = sympy.exp(-(u**2) / 2) / sympy.sqrt(2 * sympy.pi)
    log_ratio = sympy.log(s_p / s_q) - u**2 / 2 + (mu_q + s_q * u - mu_p) ** 2 / (2 * s_p**2)
    return sympy.integrate(sympy.expand(density * log_ratio), (u, -sympy.oo, sympy.oo))


@secret.alternative("sympy.stats for the expectation under q")
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    from sympy.stats import E as expectation_of
    from sympy.stats import Normal, variance

    z = Normal("z", mu_q, s_q)
    second = variance(z) + (expectation_of(z) - mu_p) ** 2
    return sympy.log(s_p) - sympy.log(s_q) + second / 2 / s_p**2 - sympy.S.Half
