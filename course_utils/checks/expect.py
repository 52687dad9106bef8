"""What a case may expect of an answer. One comparison serves all: each function returns quietly or raises Failure with an explanation."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import replace

import numpy as np
import torch

from .expression import Expression
from .failures import Failure, Found
from .plain import described

RTOL, ATOL = 1e-6, 1e-9
ZERO = 1e-6  # a bound so little below 0 allows for rounding
WHOLE = 9  # entries of an array that a reader is shown as it is


class Fact(str):
    """What a comparison found that is no number: a dtype, an argument that was changed, a gradient that is missing."""


#: Where failed comparisons are written down in place of being raised; see `recording.py`.
recorder: ContextVar[Callable[[str, object, float], None] | None] = ContextVar("recorder", default=None)

#: Probability that a right answer fails the statistical comparisons made so far in the running case.
false_fail: ContextVar[float] = ContextVar("false_fail", default=0.0)


def _fail(
    what: str, got, message: str, bare: str, *, tolerance: float | np.ndarray = 0.0, found: Found | None = None
) -> None:
    """A comparison has failed. got: the answer; tolerance: how far another answer that fails alike may be from it."""
    record = recorder.get()
    if record is None:
        said = what.rstrip(",")  # which a name has that stands in a sentence of its case
        message, bare = (text.replace(f"{what}:", f"{said}:", 1) for text in (message, bare))
        raise Failure(message, bare, found=found and replace(found, what=found.what.rstrip(",")), answer=got)
    record(what, got, tolerance)


def _unlike(found: str, message: str, bare: str) -> Failure:
    """The failure of an answer of another structure, with which no case can go on. found: that structure, in a few words."""
    record = recorder.get()
    if record is not None:
        record("the structure", Fact(found), 0.0)
    return Failure(message, bare)


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
    if not _of_shape(got, want.shape, what):
        return
    both_nan = np.isnan(got) & np.isnan(want)
    with np.errstate(invalid="ignore"):
        near = np.isfinite(want) & (np.abs(got - want) <= atol + rtol * np.abs(want))
        agrees = near | (got == want) | both_nan
    if not agrees.all():
        bare = f"{what}: not the expected value{'s' if want.ndim else ''}"
        message, found = _difference(got, want, agrees, what)
        _fail(what, got, message, bare, tolerance=atol + rtol * _size(got), found=found)


def _size(values: np.ndarray) -> float:
    finite = np.abs(values[np.isfinite(values)]) if values.size else values
    return float(finite.max()) if finite.size else 0.0


def _difference(got: np.ndarray, want: np.ndarray, agrees: np.ndarray, what: str) -> tuple[str, Found]:
    """In words and in parts: both sides where they first differ, or whole where they are short."""
    first = tuple(int(i) for i in np.argwhere(~agrees)[0])
    expected, found = _told_apart(want[first], got[first])
    if got.ndim == 0:
        return f"{what}: expected {expected}, got {found}", Found(what, expected, found)
    place = "[" + ", ".join(map(str, first)) + "]"
    count = f"{int((~agrees).sum())} of {got.size} entries differ"
    errors = _errors(got[~agrees], want[~agrees])
    text = f"{what}: {count}; the first at {place}: expected {expected}, got {found}{errors}"
    if got.size <= WHOLE:
        where = f"the first difference is at {place}" if got.size > 1 else ""
        return text, Found(what, _short(want, expected), _short(got, found), where)
    return text, Found(what, f"{expected} at {place}", f"{found} at {place}", f"{count}{errors}")


def _short(values: np.ndarray, example: str) -> str:
    """A small array in one line, with as many digits as the example has."""
    digits = max(5, sum(c.isdigit() for c in example.split("e")[0].lstrip("-0.")))
    return " ".join(np.array2string(values, separator=", ", formatter={"all": lambda v: _number(v, digits)}).split())


def _errors(got: np.ndarray, want: np.ndarray) -> str:
    """The largest errors of the entries that differ, where they say something."""
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        error = np.abs(got - want)
        relative = error[want != 0] / np.abs(want[want != 0])
    if not np.isfinite(error).all():
        return ""
    text = f" (largest absolute error {error.max():.3g}"
    return text + (f", relative {relative.max():.3g})" if relative.size and np.isfinite(relative).all() else ")")


def _told_apart(want, got) -> tuple[str, str]:
    """Both numbers, with as many digits as it takes to see that they differ."""
    for digits in range(7, 18):
        texts = _number(want, digits), _number(got, digits)
        if texts[0] != texts[1]:
            break
    return texts


def _number(value, digits: int = 7) -> str:
    return f"{np.asarray(value)[()]:.{digits}g}"


def shape(got, want: tuple, *, what: str = "the result") -> None:
    """The answer has this shape."""
    _of_shape(array(got, what), want, what)


def _of_shape(got: np.ndarray, want: tuple, what: str) -> bool:
    if got.shape == tuple(want):
        return True
    expected = "a single number" if not want else f"shape {list(want)}"
    given = "a single number" if not got.shape else f"shape {list(got.shape)}"
    message, found = f"{what}: expected {expected}, got {given}", Found(what, expected, given)
    bare = f"{what}: not of the expected shape"
    _fail(what, got, message, bare, tolerance=ATOL + RTOL * _size(got), found=found)
    return False


def dtype(got, want: torch.dtype, *, what: str = "the result") -> None:
    """The answer is a torch tensor of this dtype."""
    if not isinstance(got, torch.Tensor):
        raise Failure(f"{what} is {described(got)}, expected a torch tensor", f"{what} is no torch tensor")
    if got.dtype != want:
        expected, found = (str(kind).removeprefix("torch.") for kind in (want, got.dtype))
        text = f"{what}: expected dtype {expected}"
        parts = Found(what, f"dtype {expected}", f"dtype {found}")
        _fail(what, Fact(f"dtype {found}"), f"{text}, got {found}", text, found=parts)


def finite(got, *, what: str = "the result") -> None:
    """No entry is NaN or infinite."""
    values = array(got, what)
    if not np.isfinite(values).all():
        index = [int(i) for i in np.argwhere(~np.isfinite(values))[0]]
        place = f" at {index}" if index else ""
        number = _number(values[tuple(index)])
        message, found = f"{what} is not finite{place}: got {number}", Found(what, "finite numbers", f"{number}{place}")
        _fail(what, values, message, f"{what} is not finite", tolerance=ATOL + RTOL * _size(values), found=found)


def greater(got, bound, *, what: str = "the result") -> None:
    """Every entry is greater than the bound."""
    values = array(got, what)
    if not values.size or not (values > bound).all():
        more, least = _told_apart(bound, values.min()) if values.size else (_number(bound), "nothing")
        more = "0 or more" if -ZERO <= bound < 0 else f"more than {more}"
        message, found = f"{what}: expected {more}, got {least}", Found(what, more, least)
        _fail(what, values, message, f"{what}: too small", tolerance=ATOL + RTOL * _size(values), found=found)


def differs(got, other, message: str) -> None:
    """The two answers are not equal everywhere."""
    got, other = array(got), array(other)
    if got.shape == other.shape and np.array_equal(got, other, equal_nan=True):
        _fail(message, Fact("equal"), message, message)


def keys(got, want: set[str]) -> None:
    """The answer is a dict with exactly these keys."""
    if not isinstance(got, dict):
        wanted = f"expected a dict with the keys {sorted(want)}"
        raise Failure(f"the result is {described(got)}, {wanted}", wanted)
    if set(got) != set(want):
        wanted = f"expected {sorted(want)}"
        there = sorted(map(str, got))
        message, bare = f"the dict has the keys {there}, {wanted}", f"the dict has other keys: {wanted}"
        raise _unlike(f"a dict with the keys {there}", message, bare)


def parts(got, count: int, names: str) -> tuple:
    """The answer is a tuple, list or array of `count` parts; returns them."""
    is_sequence = isinstance(got, tuple | list) or (isinstance(got, np.ndarray | torch.Tensor) and got.ndim > 0)
    if not is_sequence or len(got) != count:
        size = f" of {len(got)}" if is_sequence else ""
        wanted = f"expected a tuple of {count}: {names}"
        message = f"the result is {described(got)}{size}, {wanted}"
        raise _unlike(f"{described(got)}{size}", message, wanted) if is_sequence else Failure(message, wanted)
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
        _fail(f"the gradient with respect to `{of}`", Fact("none"), cut, cut)
    else:
        close(got, want, what=f"the gradient with respect to `{of}`")


def unchanged(student) -> None:
    """The last call left its arguments as they were."""
    if student.changed:
        names = " and ".join(f"`{name}`" for name in student.changed)
        advice = "in place: the caller still needs it, so compute into a new one"
        message, bare = (
            f"the function changed its argument {names} {advice}",
            f"the function changed an argument {advice}",
        )
        found = Found(
            f"an argument is changed: {names}", "all arguments as they were", f"another {names} after the call"
        )
        _fail("the arguments", Fact(f"changed {names}"), message, bare, found=found)


def statistic(got, mean, standard_error, *, what: str, sigmas: float = 7.0, slack: float = 0.0) -> bool:
    """Measured values lie within `sigmas` standard errors of their mean; the level is added to the case's false-fail probability.

    Returns whether they are all within half of that, so clearly right that a larger sample need not be drawn: a case that
    looks at a smaller one first, at the same number of standard errors, stops early for most right answers and for most wrong ones.

    The level of one comparison is that of a normal variable, 2.6e-12 at 7 standard errors. Averages of squares and higher
    powers have longer tails: `slack` allows them more standard errors at the same stated level.
    """
    got, mean = array(got, what), array(mean)
    if not _of_shape(got, mean.shape, what):
        return False
    false_fail.set(false_fail.get() + got.size * math.erfc(sigmas / math.sqrt(2)))
    allowed = (sigmas + slack) * np.broadcast_to(np.asarray(standard_error, dtype=float), mean.shape)
    distance = np.abs(got - mean)
    off = ~(distance <= allowed)
    if off.any():
        index = tuple(int(i) for i in np.argwhere(off)[0])
        place = f" {index[0]}" if len(index) == 1 else f" at {list(index)}" if index else ""
        wanted, measured = f"{mean[index]:.4g} within {allowed[index]:.2g}", _number(got[index], 4)
        message = f"{what}{place}: expected {wanted}, measured {measured}"
        found = Found(f"{what}{place}", wanted, measured)
        _fail(what, got, message, f"{what}: not within what is expected", tolerance=float(allowed.max()), found=found)
    return bool((distance <= allowed / 2).all())
