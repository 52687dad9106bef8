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


@secret.alternative("the closed form")
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
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


@secret.misconception(
    "leaves the integral unevaluated",
    hint="An `Integral` is only a question: call `.doit()` or `sympy.integrate`, and return what comes out.",
)
def kl_gauss_symbolic(mu_q, s_q, mu_p, s_p):
    z = sympy.Symbol("z", real=True)
    log_q, log_p = (-sympy.log(s) - (z - mu) ** 2 / (2 * s**2) for mu, s in ((mu_q, s_q), (mu_p, s_p)))
    density = sympy.exp(log_q) / sympy.sqrt(2 * sympy.pi)
    return sympy.Integral(density * (log_q - log_p), (z, -sympy.oo, sympy.oo))


LOG, QUADRATIC, HALF = (
    "sympy.log(s_p / s_q)",
    "(s_q ** 2 + (mu_q - mu_p) ** 2) / (2 * s_p ** 2)",
    " - sympy.Rational(1, 2)",
)
OTHER_WAY = "sympy.log(s_q / s_p) + (s_p ** 2 + (mu_q - mu_p) ** 2) / (2 * s_q ** 2) - sympy.Rational(1, 2)"


def slip(name: str, *edits: tuple[str, str], hint: str) -> None:
    """A misconception as edits of the closed form."""
    secret.slip(name, *edits, hint=hint, of="the closed form")


slip(
    "takes the standard deviations for variances",
    (LOG, f"{LOG} / 2"),
    (QUADRATIC, QUADRATIC.replace("s_q ** 2", "s_q").replace("s_p ** 2", "s_p")),
    hint="s_q and s_p are standard deviations: the formula needs their squares.",
)
slip(
    "squares the deviations twice",
    (QUADRATIC, QUADRATIC.replace("s_q ** 2", "s_q ** 4").replace("s_p ** 2", "s_p ** 4")),
    hint="s_q and s_p are standard deviations: their squares are the variances, and enough.",
)
slip(
    "computes the divergence the other way round",
    (f"{LOG} + {QUADRATIC}{HALF}", OTHER_WAY),
    hint="KL(q || p) takes the expectation under q: s_p stands in the denominator.",
)
slip(
    "gives the mean of both directions",
    ("return ", "return (" + OTHER_WAY + " + "),
    (f"{HALF}\n", f"{HALF}) / 2\n"),
    hint="KL(q || p) is not symmetric: take the expectation under q, and that one alone.",
)
slip(
    "turns the sign around",
    ("return ", "return -("),
    (f"{HALF}\n", f"{HALF})\n"),
    hint="KL(q || p) is E log q(z) - E log p(z), under q: it is never negative.",
)
secret.slip(
    "leaves out the entropy of q",
    ("expected_log_density(mu_q, s_q) - expected", "-expected"),
    hint="-E log p(z) alone is the cross-entropy: the divergence has E log q(z) as well.",
)
LOG_HINT = "The logarithm is log(s_p / s_q): a wide p and a narrow q are far apart."
slip("turns the logarithm upside down", (LOG, "sympy.log(s_q / s_p)"), hint=LOG_HINT)
slip("forgets the logarithm", (f"{LOG} + ", ""), hint=LOG_HINT)
slip(
    "doubles the logarithm",
    (LOG, f"2 * {LOG}"),
    hint="log(s_p^2 / s_q^2) comes with a factor 1/2: log(s_p / s_q).",
)
slip(
    "halves the logarithm",
    (LOG, f"{LOG} / 2"),
    hint="The factor 1/2 belongs to the logarithm of the variances: log(s_p^2 / s_q^2) / 2 is log(s_p / s_q).",
)
slip(
    "takes the logarithm to base 2", (LOG, "sympy.log(s_p / s_q, 2)"), hint="In nats the logarithm is the natural one."
)
HALF_HINT = (
    "E (z - mu_q)^2 / (2 s_q^2) is 1/2, whatever s_q: it is subtracted, so that the divergence of q from itself is 0."
)
slip("leaves out the -1/2", (HALF, ""), hint=HALF_HINT)
slip("adds 1/2 instead of subtracting it", (HALF, HALF.replace("-", "+")), hint=HALF_HINT)
slip("subtracts 1 instead of 1/2", (HALF, " - 1"), hint=HALF_HINT)
EXPONENT_HINT = "The density's exponent is -(z - mu)^2 / (2 s^2), with a 2."
slip(
    "forgets the factor 1/2 in the exponent of the density",
    ("(2 * s_p ** 2)", "s_p ** 2"),
    (HALF, " - 1"),
    hint=EXPONENT_HINT,
)
slip("forgets the factor 1/2 in the exponent of p alone", ("(2 * s_p ** 2)", "s_p ** 2"), hint=EXPONENT_HINT)
MOMENT_HINT = "E (z - mu_p)^2 is (mu_q - mu_p)^2 + s_q^2: the spread of q, and the distance of the means."
slip("forgets the spread of q in E (z - mu_p)^2", ("s_q ** 2 + (mu_q", "(mu_q"), hint=MOMENT_HINT)
slip("forgets the distance of the means", (" + (mu_q - mu_p) ** 2", ""), hint=MOMENT_HINT)
slip("forgets the square of the distance", (" - mu_p) ** 2", " - mu_p)"), hint=MOMENT_HINT)
slip("adds the means instead of subtracting them", ("mu_q - mu_p", "mu_q + mu_p"), hint=MOMENT_HINT)
slip("forgets the mean of q", ("mu_q - mu_p", "mu_p"), hint=MOMENT_HINT)
slip(
    "measures the distance of the means in deviations of q",
    (QUADRATIC, "s_q ** 2 / (2 * s_p ** 2) + (mu_q - mu_p) ** 2 / (2 * s_q ** 2)"),
    hint="Both terms of E (z - mu_p)^2 stand over 2 s_p^2: p's density measures them.",
)
slip(
    "looks at the means alone",
    (f"{LOG} + {QUADRATIC}{HALF}", "(mu_q - mu_p) ** 2 / (2 * s_p ** 2)"),
    hint="That is the divergence of two Gaussians with equal deviations; here they may differ.",
)
slip(
    "measures against the standard normal whatever p is",
    (f"{LOG} + {QUADRATIC}{HALF}", "(s_q ** 2 + mu_q**2 - 1) / 2 - sympy.log(s_q)"),
    hint="The VAE's formula has p = N(0, 1) built in; here p has a mean and a deviation of its own.",
)
slip(
    "takes its arguments in another order",
    ("mu_q, s_q, mu_p, s_p", "mu_q, mu_p, s_q, s_p"),
    hint="The arguments are mu_q, s_q, mu_p, s_p: q's two numbers first, then p's.",
)
slip(
    "makes symbols of its own",
    ("    return", '    mu_q, s_q, mu_p, s_p = sympy.symbols("own_mu_q own_s_q own_mu_p own_s_p")\n    return'),
    hint="Use the four symbols that the function is given: other names (or other assumptions) are other symbols.",
)
slip(
    "leaves a symbol in its answer that it was not given",
    (f"{LOG} + {QUADRATIC}{HALF}", 'sympy.log(s_p / s_q) + (sympy.Symbol("z", real=True) - mu_p) ** 2'),
    hint="Only the four arguments may remain. If it is the variable of integration: integrate over it.",
)
