"""Fixtures of the certificates: sympy's integrals are slow, so each is done once per session."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import sympy as sp

# The certificates import certify.py and densities.py from this folder, whatever import mode pytest runs in.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def gaussian_integrals() -> SimpleNamespace:
    """Integrals against q = N(mu_q, sigma_q^2), done by sympy from the density alone.

    Returns the symbols (mu_q, sigma_q, mu_p, sigma_p) and three expressions in them: second_moment of z about
    mu_p, negative_entropy of q, cross_entropy of q relative to p = N(mu_p, sigma_p^2).
    """
    mu_q, mu_p, z = sp.symbols("mu_q mu_p z", real=True)
    sigma_q, sigma_p = sp.symbols("sigma_q sigma_p", positive=True)

    def log_density(mean: sp.Expr, sd: sp.Expr) -> sp.Expr:
        return -((z - mean) ** 2) / (2 * sd**2) - sp.log(sd) - sp.log(2 * sp.pi) / 2

    density = sp.exp(-((z - mu_q) ** 2) / (2 * sigma_q**2)) / (sigma_q * sp.sqrt(2 * sp.pi))

    # Every integrand is a quadratic in z: three integrals give them all, in a fraction of the time.
    moments = [sp.simplify(sp.integrate(z**power * density, (z, -sp.oo, sp.oo))) for power in range(3)]

    def expectation(integrand: sp.Expr) -> sp.Expr:
        return sum(factor * moments[power] for (power,), factor in sp.Poly(integrand, z).terms())

    return SimpleNamespace(
        symbols=(mu_q, sigma_q, mu_p, sigma_p),
        second_moment=expectation((z - mu_p) ** 2),
        negative_entropy=expectation(log_density(mu_q, sigma_q)),
        cross_entropy=expectation(-log_density(mu_p, sigma_p)),
    )
