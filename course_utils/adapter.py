"""The bridge from a reader's numpy functions to torch: a pair of them becomes one differentiable operation."""

from __future__ import annotations

from collections.abc import Callable

import numpy
import torch
from torch import Tensor


def differentiable(forward: Callable, backward: Callable, **options) -> Callable[..., Tensor]:
    """A torch operation whose value and gradients are computed by two numpy functions.

    forward: called as forward(*arrays, **options); returns one array. Both functions may use autograd inside.
    backward: called as backward(dout, *arrays, **options), dout shaped like the value; returns one gradient per
        array, each of its array's shape or None, as a tuple or list (a single array stands for a tuple of one).
    options: fixed keyword arguments of both, such as stride.
    Returns a function of tensors; arrays reach numpy in float64, values and gradients come back in the dtype and on the
    device of the first tensor. Raises ValueError if a gradient is missing or its shape differs from its array's.
    """

    class Operation(torch.autograd.Function):
        @staticmethod
        def forward(context, *tensors: Tensor) -> Tensor:
            context.save_for_backward(*tensors)
            with torch.enable_grad():  # switched off in here, and a reader's function may use autograd
                value = forward(*map(_array, tensors), **options)
            return _tensor(value, tensors[0])

        @staticmethod
        def backward(context, dout: Tensor):
            tensors = context.saved_tensors
            with torch.enable_grad():
                gradients = backward(_array(dout), *map(_array, tensors), **options)
            gradients = gradients if isinstance(gradients, tuple | list) else (gradients,)
            _check(gradients, tensors, backward)
            return tuple(
                None if gradient is None else _tensor(gradient, tensor)
                for gradient, tensor in zip(gradients, tensors, strict=True)
            )

    return Operation.apply


def _check(gradients, tensors, backward: Callable) -> None:
    name = getattr(backward, "__name__", "backward")
    if len(gradients) != len(tensors):
        raise ValueError(f"{name} returned {len(gradients)} gradients for {len(tensors)} inputs")
    for number, (gradient, tensor) in enumerate(zip(gradients, tensors, strict=True)):
        if gradient is not None and numpy.shape(gradient) != tuple(tensor.shape):
            shapes = f"{list(numpy.shape(gradient))}, but the input has {list(tensor.shape)}"
            raise ValueError(f"gradient {number} of {name} has shape {shapes}")


def _array(tensor: Tensor) -> numpy.ndarray:
    """A copy, so that a function that works in place spoils nothing."""
    return tensor.detach().cpu().numpy().astype(numpy.float64)


def _tensor(array, like: Tensor) -> Tensor:
    values = array.detach() if isinstance(array, Tensor) else numpy.asarray(array)
    return torch.as_tensor(values, dtype=like.dtype, device=like.device)
