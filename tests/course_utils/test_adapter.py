"""A pair of numpy functions as one torch operation."""

import numpy
import pytest
import torch

from course_utils.adapter import differentiable


def scaled_product(a, b, scale=1.0):
    return scale * a @ b


def scaled_product_backward(dout, a, b, scale=1.0):
    return scale * dout @ b.T, scale * a.T @ dout


def test_gradients_are_those_of_the_backward_function():
    a = torch.randn(3, 4, dtype=torch.float64, requires_grad=True)
    b = torch.randn(4, 2, dtype=torch.float64, requires_grad=True)
    operation = differentiable(scaled_product, scaled_product_backward, scale=2.5)
    assert torch.autograd.gradcheck(operation, (a, b))


def test_single_precision_goes_in_and_comes_out():
    a, b = torch.ones(2, 2, requires_grad=True), torch.ones(2, 2)
    value = differentiable(scaled_product, scaled_product_backward)(a, b)
    value.sum().backward()
    assert value.dtype == a.grad.dtype == torch.float32


def test_a_single_gradient_needs_no_tuple():
    x = torch.tensor([1.0, -2.0], requires_grad=True)
    differentiable(numpy.square, lambda dout, x: 2 * x * dout)(x).sum().backward()
    assert x.grad.tolist() == [2.0, -4.0]


def test_a_function_that_works_in_place_spoils_nothing():
    def doubled(x):
        x *= 2
        return x

    x = torch.tensor([1.0, 3.0], requires_grad=True)
    differentiable(doubled, lambda dout, x: 2 * dout)(x).sum().backward()
    assert x.tolist() == [1.0, 3.0]


def test_the_functions_may_use_autograd():
    def squared(x):
        return torch.tensor(x, requires_grad=True) ** 2

    def squared_backward(dout, x):
        leaf = torch.tensor(x, requires_grad=True)
        return torch.autograd.grad(leaf**2, leaf, torch.tensor(dout))

    x = torch.tensor([1.0, -2.0], requires_grad=True)
    value = differentiable(squared, squared_backward)(x)
    value.sum().backward()
    assert value.tolist() == [1.0, 4.0] and x.grad.tolist() == [2.0, -4.0]


@pytest.mark.parametrize(
    ("backward", "message"),
    [
        (lambda dout, a, b: (dout, None), r"gradient 0 of <lambda> has shape \[2, 3\], but the input has \[2, 4\]"),
        (lambda dout, a, b: dout @ b.T, "returned 1 gradients for 2 inputs"),
    ],
)
def test_wrong_gradients_are_named(backward, message):
    a, b = torch.ones(2, 4, requires_grad=True), torch.ones(4, 3)
    value = differentiable(scaled_product, backward)(a, b)
    with pytest.raises(ValueError, match=message):
        value.sum().backward()
