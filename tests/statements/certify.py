"""The decorator that binds a test to a row of the statement ledger and keeps it from being vacuous."""

import functools
import inspect
from collections.abc import Callable, Mapping

import pytest


def certifies(row: str, *, right: object, wrong: Mapping[str, object]) -> Callable:
    """Turn a test of a statement into a certificate of the ledger's row.

    row: the row's id in ledger.toml, written as a plain string (the ledger reads it from the syntax tree).
    right: the statement as the chapter has it, a function or a value.
    wrong: named variants that a reader might believe instead, at least one.

    The test's first parameter is called `statement`; fixtures may follow. It runs once with `right`, where it
    must pass, and once with each wrong variant, where it must raise AssertionError: any other exception, or
    none, fails the certificate. A test that does not depend on the statement therefore cannot pass.
    Raises ValueError without a wrong variant, TypeError for a test without `statement`.
    """
    if not wrong:
        raise ValueError(f"certifies({row!r}): name at least one wrong variant that the test must refuse")

    def decorate(test: Callable) -> Callable:
        signature = inspect.signature(test)
        if next(iter(signature.parameters), None) != "statement":
            raise TypeError(f"{test.__name__}: the first parameter of a certificate must be called statement")

        @functools.wraps(test)
        def certificate(*, refuted: str | None, **arguments: object) -> None:
            if refuted is None:
                test(**arguments)
                return
            try:
                test(**arguments)
            except AssertionError:
                return
            pytest.fail(f"the certificate of {row} also accepts the wrong variant {refuted!r}", pytrace=False)

        # pytest reads the signature to find the fixtures; functools.wraps alone would hide `refuted` from it.
        extra = inspect.Parameter("refuted", inspect.Parameter.KEYWORD_ONLY)
        parameters = [*signature.parameters.values(), extra]
        vars(certificate)["__signature__"] = signature.replace(parameters=parameters)
        variants = [pytest.param(right, None, id="right")]
        variants += [pytest.param(variant, name, id=f"wrong: {name}") for name, variant in wrong.items()]
        return pytest.mark.parametrize(("statement", "refuted"), variants)(certificate)

    return decorate
