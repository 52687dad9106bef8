"""`rewards_behind`: public cases, action values whose rewards are known by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import CHANCE_P, CHANCE_PI, CHANCE_R

exercise = topic.exercise("rewards_behind", level=1)
exercise.hints(
    "q says what an action is worth: its reward, and what follows, discounted. Which of the two do you know already?",
    "What follows is gamma times the average of v at the next state, and v is the average of q over the policy's "
    "actions there. Work v out first, then solve the equation of q for R.",
    "v = (pi * q).sum(axis=...) has one number for each state. Then R is q less gamma times ..., an average over P.",
)

# Of CHANCE at gamma = 1/2: v = (37/86, 197/86).
CHANCE_Q = np.array([[509.0, -71.0], [123.0, 665.0]]) / 172


@exercise.case("two states that follow each other, q = 4/3 and 2/3, gamma = 1/2: rewards 1 and 0", weight=2)
def _(student, draw):
    P = np.array([[[0.0, 1.0]], [[1.0, 0.0]]])
    R = student(P, np.array([[4 / 3], [2 / 3]]), np.ones((2, 1)), 0.5)
    expect.close(R, [[1.0], [0.0]], atol=1e-9, what="R")


@exercise.case("chance in P and in pi, gamma = 1/2: rewards 2, -1 in state 0 and 1/2, 3 in state 1")
def _(student, draw):
    expect.close(student(CHANCE_P, CHANCE_Q, CHANCE_PI, 0.5), CHANCE_R, what="R")


@exercise.case("gamma = 0: nothing follows, q is the reward; gamma = 0.9, one state: q = 12 and 10 paid 3 and 1")
def _(student, draw):
    q = np.array([[3.0, -2.0], [7.0, 0.5]])
    expect.close(student(CHANCE_P, q, CHANCE_PI, 0.0), q, what="R for gamma = 0")
    R = student(np.ones((1, 2, 1)), np.array([[12.0, 10.0]]), np.array([[0.0, 1.0]]), 0.9)
    expect.close(R, [[3.0, 1.0]], what="R of a policy that takes the worse action")


@exercise.case("after the end nothing follows: q = 5 and 3 there are the rewards 5 and 3; on the way there 1 and 2")
def _(student, draw):
    P = np.zeros((2, 2, 2))
    P[0, :, 1] = 1.0
    R = student(P, np.array([[3.0, 4.0], [5.0, 3.0]]), np.array([[0.3, 0.7], [0.5, 0.5]]), 0.5)
    expect.close(R, [[1.0, 2.0], [5.0, 3.0]], what="R")


@exercise.case("the arguments are left as they were; two states take turns, q = 4, 6 and 3, 1, gamma = 1/2")
def _(student, draw):
    P = np.zeros((2, 2, 2))
    P[0, :, 1] = P[1, :, 0] = 1.0
    R = student(P, np.array([[4.0, 6.0], [3.0, 1.0]]), np.full((2, 2), 0.5), 0.5)
    expect.unchanged(student)
    expect.close(R, [[3.0, 5.0], [0.5, -1.5]], what="R")
