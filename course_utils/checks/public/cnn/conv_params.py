"""`conv_params`: public cases, numbers worked by hand and a published one."""

from __future__ import annotations

from ... import expect
from . import topic

exercise = topic.exercise("conv_params", level=1)
exercise.hints(
    "One filter: how many numbers does it hold if it looks at 3 x 3 pixels of 4 channels? How many biases?",
    "A filter has kh * kw weights for each channel that it sees; with groups it sees only its group's share "
    "of the channels. There are c_out filters. How many of them have a bias?",
    "weights of a filter = kh * kw * (c_in // ...), and one more if `bias`. The layer has ... such filters.",
)


def counted(student, want: int, what: str, *args, **kwargs) -> None:
    """The count for these arguments is exactly `want`."""
    expect.close(student(*args, **kwargs), want, rtol=0, atol=0, what=f"the parameters of {what}")


@exercise.case("the worked example: five filters of 2 x 3 pixels over 4 channels have 125 parameters", weight=2)
def _(student, draw):
    counted(student, 125, "a layer with biases", 2, 3, 4, 5, True, 1)
    counted(student, 120, "a layer without biases", 2, 3, 4, 5, False, 1)


@exercise.case("a layer has biases and one group unless the caller says otherwise")
def _(student, draw):
    counted(student, 156, "LeNet-5's first layer", 5, 5, 1, 6)
    counted(student, 2416, "LeNet-5's second layer, if it looks at all six maps,", 5, 5, 6, 16)
    counted(student, 2400, "the same without biases", 5, 5, 6, 16, bias=False)


@exercise.case("in two groups a filter sees half of the channels, in three a third")
def _(student, draw):
    counted(student, 114, "six filters of 3 x 3 pixels over 4 channels in two groups", 3, 3, 4, 6, True, 2)
    counted(student, 108, "the same without biases", 3, 3, 4, 6, False, 2)
    counted(student, 117, "nine filters of 2 x 3 pixels over 6 channels in three groups", 2, 3, 6, 9, True, 3)


@exercise.case("in as many groups as channels, each filter sees one channel")
def _(student, draw):
    counted(student, 80, "eight filters of 3 x 3 pixels, each over one of 8 channels,", 3, 3, 8, 8, bias=True, groups=8)
    counted(student, 160, "sixteen filters, two over each of 8 channels,", 3, 3, 8, 16, groups=8)


@exercise.case("the published number: AlexNet's second layer, two groups of 5 x 5, has 307,456 parameters")
def _(student, draw):
    counted(student, 307_456, "AlexNet's second layer", 5, 5, 96, 256, groups=2)
