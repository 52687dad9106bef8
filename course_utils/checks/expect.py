"""What a case may expect of an answer. One comparison serves all: each function returns quietly or raises Failure with an explanation."""

from __future__ import annotations

import math
from contextvars import ContextVar

import numpy as np
import torch

from .expression import Expression
from .failures import Failure
from .plain import described

RTOL, ATOL = 1e-6, 1e-9

#: Probability that a right answer fails the statistical comparisons made so far in the running case.
false_fail: ContextVar[float] = ContextVar("false_fail", default=0.0)


def array(got, what: str = "the result") -> np.ndarray:
    """The answer as a numeric array; Failure if it is not numeric.

    A scalar may be a Python, numpy or 0-d value; a sequence may be a list, tuple, array or tensor.
    """
    if got is None:
        raise Failure(f"{what} is None: is a `return` missing?")
    if isinstance(got, str | dict | Expression):
        raise Failure(f"{what} is {described(got)}, expected numbers", f"{what} is no number or array")
    if isinstance(got, torch.Tensor):
        return got.detach().numpy()
    try:
        values = np.asarray(got)
    except (ValueError, TypeError, RuntimeError):
        values = np.asarray(None)
    if values.dtype.kind not in "biufc":
        raise Failure(
            f"{what} is {described(got)}, expected numbers in a rectangular array",
            f"{what} is no rectangular array of numbers",
        )
    return values


def close(got, want, *, rtol: float = RTOL, atol: float = ATOL, what: str = "the result") -> None:
    """Same shape and same values within |got - want| <= atol + rtol * |want|; NaN and infinities agree only with themselves."""
    got, want = array(got, what), array(want)
    shape(got, want.shape, what=what)
    both_nan = np.isnan(got) & np.isnan(want)
    with np.errstate(invalid="ignore"):
        near = np.isfinite(want) & (np.abs(got - want) <= atol + rtol * np.abs(want))
        agrees = near | (got == want) | both_nan
    if not agrees.all():
        raise Failure(_difference(got, want, agrees, what), f"{what}: not the expected value{'s' if want.ndim else ''}")


def _difference(got: np.ndarray, want: np.ndarray, agrees: np.ndarray, what: str) -> str:
    if got.ndim == 0:
        return f"{what}: expected {_number(want)}, got {_number(got)}"
    index = tuple(int(i) for i in np.argwhere(~agrees)[0])
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        error = np.abs(got - want)
        relative = error / np.abs(want)
    place = "[" + ", ".join(map(str, index)) + "]"
    text = f"{what}: {int((~agrees).sum())} of {got.size} entries differ; the first at {place}: expected {_number(want[index])}, got {_number(got[index])}"
    return text + f" (largest absolute error {_largest(error)}, relative {_largest(relative)})"


def _largest(errors: np.ndarray) -> str:
    return "not finite" if not np.isfinite(errors).all() else f"{errors.max():.3g}"


def _number(value) -> str:
    return f"{np.asarray(value)[()]:.7g}"


def shape(got, want: tuple, *, what: str = "the result") -> None:
    """The answer has this shape."""
    found = array(got, what).shape
    if found != tuple(want):
        expected = "a single number" if not want else f"shape {list(want)}"
        given = "a single number" if not found else f"shape {list(found)}"
        raise Failure(f"{what}: expected {expected}, got {given}", f"{what}: not of the expected shape")


def dtype(got, want: torch.dtype, *, what: str = "the result") -> None:
    """The answer is a torch tensor of this dtype."""
    if not isinstance(got, torch.Tensor):
        raise Failure(f"{what} is {described(got)}, expected a torch tensor", f"{what} is no torch tensor")
    if got.dtype != want:
        expected = f"{what}: expected dtype {str(want).removeprefix('torch.')}"
        raise Failure(f"{expected}, got {str(got.dtype).removeprefix('torch.')}", expected)


def finite(got, *, what: str = "the result") -> None:
    """No entry is NaN or infinite."""
    values = array(got, what)
    if not np.isfinite(values).all():
        index = [int(i) for i in np.argwhere(~np.isfinite(values))[0]]
        place = f" at {index}" if index else ""
        raise Failure(f"{what} is not finite{place}: got {_number(values[tuple(index)])}", f"{what} is not finite")


def greater(got, bound, *, what: str = "the result") -> None:
    """Every entry is greater than the bound."""
    values = array(got, what)
    if not values.size or not (values > bound).all():
        found = _number(values.min()) if values.size else "nothing"
        raise Failure(f"{what}: expected more than {_number(bound)}, got {found}", f"{what}: too small")


def differs(got, other, message: str) -> None:
    """The two answers are not equal everywhere."""
    got, other = array(got), array(other)
    if got.shape == other.shape and np.array_equal(got, other, equal_nan=True):
        raise Failure(message, message)


def keys(got, want: set[str]) -> None:
    """The answer is a dict with exactly these keys."""
    if not isinstance(got, dict):
        wanted = f"expected a dict with the keys {sorted(want)}"
        raise Failure(f"the result is {described(got)}, {wanted}", wanted)
    if set(got) != set(want):
        wanted = f"expected {sorted(want)}"
        raise Failure(f"the dict has the keys {sorted(map(str, got))}, {wanted}", f"the dict has other keys: {wanted}")


def parts(got, count: int, names: str) -> tuple:
    """The answer is a tuple, list or array of `count` parts; returns them."""
    is_sequence = isinstance(got, tuple | list) or (isinstance(got, np.ndarray | torch.Tensor) and got.ndim > 0)
    if not is_sequence or len(got) != count:
        size = f" of {len(got)}" if is_sequence else ""
        wanted = f"expected a tuple of {count}: {names}"
        raise Failure(f"the result is {described(got)}{size}, {wanted}", wanted)
    return tuple(got)


def expression(got) -> Expression:
    """The answer is a symbolic expression (a plain number counts as a constant one); returns it."""
    if isinstance(got, int | float) and not isinstance(got, bool):
        return Expression(("number", float(got)))
    if not isinstance(got, Expression):
        raise Failure(f"the result is {described(got)}, expected a sympy expression", "expected a sympy expression")
    return got


def gradient(got, want, *, of: str) -> None:
    """The gradient with respect to the argument `of` is there and has these values."""
    if got is None:
        cut = f"no gradient reaches `{of}`: the result is cut off from it (detach, .data, numpy, no_grad, or a sampler without rsample)"
        raise Failure(cut, cut)
    close(got, want, what=f"the gradient with respect to `{of}`")


def unchanged(student) -> None:
    """The last call left its arguments as they were."""
    if student.changed:
        names = " and ".join(f"`{name}`" for name in student.changed)
        raise Failure(
            f"the function changed its argument {names} in place: the caller still needs it, so compute into a new one",
            "the function changed an argument in place: the caller still needs it, so compute into a new one",
        )


def statistic(got, mean, standard_error, *, what: str, sigmas: float = 7.0, slack: float = 0.0) -> None:
    """Measured values lie within `sigmas` standard errors of their mean; the level is added to the case's false-fail probability.

    The level of one comparison is that of a normal variable, 2.6e-12 at 7 standard errors. Averages of squares and higher
    powers have longer tails: `slack` allows them more standard errors at the same stated level.
    """
    got, mean = array(got, what), array(mean)
    shape(got, mean.shape, what=what)
    false_fail.set(false_fail.get() + got.size * math.erfc(sigmas / math.sqrt(2)))
    allowed = (sigmas + slack) * np.broadcast_to(np.asarray(standard_error, dtype=float), mean.shape)
    off = ~(np.abs(got - mean) <= allowed)
    if off.any():
        index = tuple(int(i) for i in np.argwhere(off)[0])
        place = f" {index[0]}" if len(index) == 1 else f" at {list(index)}" if index else ""
        raise Failure(
            f"{what}{place}: expected {mean[index]:.4g} within {allowed[index]:.2g}, measured {got[index]:.4g}",
            f"{what}: not within what is expected",
        )
