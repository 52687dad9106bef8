"""Numerical fits of one Gaussian: known answers, both modes, and what is refused."""

import numpy
import pytest
from scipy.spatial.distance import jensenshannon
from scipy.special import rel_entr

from course_utils.fits import (
    DIVERGENCES,
    divergence_on_grid,
    fit_gaussian,
    gaussian_log_density,
    two_bells,
)

X = numpy.linspace(-12, 12, 1201)


def bells(offset):
    return lambda x: two_bells(x, offset=offset)


@pytest.mark.parametrize("kind", DIVERGENCES)
def test_a_gaussian_is_its_own_fit(kind):
    fit = fit_gaussian(lambda x: gaussian_log_density(x, 1.3, 0.7), kind, x=X)
    assert (fit.mean, fit.sd) == pytest.approx((1.3, 0.7), abs=1e-4) and fit.value == pytest.approx(0, abs=1e-8)


def test_the_forward_fit_has_the_moments_of_an_uneven_mixture():
    def log_density(x):
        left, right = gaussian_log_density(x, -2.0, 0.5), gaussian_log_density(x, 2.0, 1.0)
        return numpy.logaddexp(numpy.log(0.25) + left, numpy.log(0.75) + right)

    fit = fit_gaussian(log_density, "forward", x=X)
    assert (fit.mean, fit.sd) == pytest.approx((1.0, 1.952562), abs=1e-4)


@pytest.mark.parametrize(
    ("offset", "kind", "mean", "sd"),
    [
        (2.0, "forward", 0.0, 2.0616),
        (2.0, "Jensen-Shannon", 0.0, 2.0424),
        (2.0, "reverse", 2.0, 0.5004),
        (1.3, "reverse", 0.0, 1.2303),
        (2.5, "Jensen-Shannon", 2.5, 0.5),
    ],
)
def test_which_fits_cover_and_which_choose(offset, kind, mean, sd):
    fit = fit_gaussian(bells(offset), kind, x=X)
    assert (fit.mean, fit.sd) == pytest.approx((mean, sd), abs=1e-3)


def test_no_gaussian_on_a_grid_of_parameters_is_better():
    for kind in DIVERGENCES:
        fit = fit_gaussian(bells(1.8), kind, x=X)
        for mean in numpy.linspace(-2, 2, 9):
            for sd in (0.4, 0.5, 0.8, 1.5, 1.9, 2.2):
                value = divergence_on_grid(kind, bells(1.8)(X), gaussian_log_density(X, mean, sd), x=X)
                assert value >= fit.value - 1e-9


def test_the_quadrature_agrees_with_scipy_on_narrow_bins():
    log_p, log_q = two_bells(X, offset=1.0), gaussian_log_density(X, 0.3, 1.2)
    p, q = numpy.exp(log_p) * 0.02, numpy.exp(log_q) * 0.02
    wanted = (rel_entr(p, q).sum(), rel_entr(q, p).sum(), jensenshannon(p, q) ** 2)
    assert [divergence_on_grid(kind, log_p, log_q, x=X) for kind in DIVERGENCES] == pytest.approx(wanted, rel=1e-9)


def test_a_function_of_bin_probabilities_is_followed():
    fit = fit_gaussian(bells(2.0), lambda p, q: rel_entr(q, p).sum(), x=X)
    assert (fit.mean, fit.sd, fit.value) == pytest.approx((2.0, 0.5004, 0.69305), abs=5e-4)


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="'sideways' is not one of forward, reverse, Jensen-Shannon"):
        fit_gaussian(bells(1.0), "sideways", x=X)
