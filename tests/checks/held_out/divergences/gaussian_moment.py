# ruff: noqa
# Right and wrong ways to write `gaussian_moment` that grader/exercises does not hold. Each section is a file of its own.

# %% right: double factorial in a loop
def gaussian_moment(n, a):
    if n % 2 != 0:
        return 0
    value, k = math.sqrt(math.pi / a), n - 1
    while k > 0:
        value *= k / (2 * a)
        k -= 2
    return value


# %% right: recursion
def gaussian_moment(n, a):
    if n < 0:
        return 0.0
    if n == 0:
        return (math.pi / a) ** 0.5
    return (n - 1) * gaussian_moment(n - 2, a) / (2 * a)


# %% right: adaptive quadrature
from scipy.integrate import quad


def gaussian_moment(n, a):
    s = 1 / math.sqrt(2 * a)
    value, _ = quad(lambda t: t**n * math.exp(-t * t / 2), -40, 40, points=[0], epsabs=1e-13, limit=400)
    return value * s ** (n + 1)


# %% right: moments of scipy's normal
from scipy.stats import norm


def gaussian_moment(n, a):
    if n == 0:
        return np.sqrt(np.pi / a)
    return np.float64(norm(scale=(2 * a) ** -0.5).moment(n) * np.sqrt(np.pi / a)) if n % 2 == 0 else 0.0


# %% right: Gauss-Hermite nodes, exact for polynomials
def gaussian_moment(n, a):
    x, w = np.polynomial.hermite.hermgauss(n // 2 + 1)
    return 0.0 if n % 2 else np.dot(w, x**n) / a ** ((n + 1) / 2)


# %% right: the trapezoidal rule, exact far beyond need
def gaussian_moment(n, a):
    x = np.linspace(-12, 12, 4001)
    return np.sum((x**n if n % 2 == 0 else 0 * x) * np.exp(-(x**2))) * (x[1] - x[0]) / a ** ((n + 1) / 2)


# %% right: factorials of n and n / 2
def gaussian_moment(n, a):
    if n & 1:
        return 0.0
    k = n // 2
    return math.factorial(n) / (math.factorial(k) * (4 * a) ** k) * math.sqrt(math.pi / a)


# %% right: logarithms of the gamma function, torch
def gaussian_moment(n, a):
    if n % 2:
        return torch.zeros(())
    half = torch.tensor((n + 1) / 2, dtype=torch.float64)
    return torch.exp(torch.lgamma(half) - half * math.log(a))


# %% right: both halves of the line, added
def gaussian_moment(n, a):
    half = math.gamma((n + 1) / 2) / (2 * a ** ((n + 1) / 2))
    return half + (-1) ** n * half


# %% right: Taylor coefficients of exp(t^2 / (4 a))
def gaussian_moment(n, a):
    coefficients = [0.0] * (n + 1)
    coefficients[0] = 1.0
    for k in range(2, n + 1, 2):
        coefficients[k] = coefficients[k - 2] / (4 * a * (k / 2))
    return np.array(coefficients[n] * math.factorial(n) * np.sqrt(np.pi / a))


# %% wrong: (n - 1)! over 2^(n/2) a^(n/2)
# told: takes the factorial for the double factorial
def gaussian_moment(n, a):
    if n % 2:
        return 0.0
    return math.gamma(n) / (2 * a) ** (n // 2) * math.sqrt(math.pi / a) if n else math.sqrt(math.pi / a)


# %% wrong: right up to n = 4
# told: takes only the first factor of the double factorial
def gaussian_moment(n, a):
    factor = {0: 1, 2: 1, 4: 3}.get(n, n - 1)
    return 0.0 if n % 2 else factor / (2 * a) ** (n / 2) * math.sqrt(math.pi / a)


# %% wrong: the double factorial stops at 3
def gaussian_moment(n, a):
    if n % 2:
        return 0.0
    value = 1
    for k in range(n - 1, 3, -2):
        value *= k
    return value / (2 * a) ** (n / 2) * math.sqrt(math.pi / a)


# %% wrong: order 0 gives 0, as with a double factorial of -1 that is 0
# told: gives 0 for n = 0
def gaussian_moment(n, a):
    if n % 2:
        return 0.0
    double = 0 if n == 0 else math.prod(range(n - 1, 0, -2))
    return double / (2 * a) ** (n / 2) * math.sqrt(math.pi / a)


# %% wrong: precedence, 2 a^(n/2)
# told: leaves 2 without its power
def gaussian_moment(n, a):
    if n % 2:
        return 0.0
    return math.prod(range(1, n, 2)) / (2 * a ** (n / 2)) * math.sqrt(math.pi / a)


# %% wrong: exponent (n + 1) / 2 on 2a
# told: has sqrt(pi / (2a)) for the area
def gaussian_moment(n, a):
    if n % 2:
        return 0.0
    return math.prod(range(1, n, 2)) / (2 * a) ** ((n + 1) / 2) * math.sqrt(math.pi)


# %% wrong: root of pi over 2a
# told: has sqrt(pi / (2a)) for the area
def gaussian_moment(n, a):
    if n % 2:
        return 0.0
    return math.prod(range(1, n, 2)) / (2 * a) ** (n / 2) * math.sqrt(math.pi / (2 * a))


# %% wrong: quadrature on a short interval
from scipy.integrate import quad


def gaussian_moment(n, a):
    return 0.0 if n % 2 else quad(lambda x: x**n * math.exp(-a * x * x), -3, 3)[0]


# %% wrong: quadrature on the half line
# told: integrates over the half line
from scipy.integrate import quad


def gaussian_moment(n, a):
    return quad(lambda x: x**n * math.exp(-a * x * x), 0, math.inf)[0]


# %% wrong: odd n as twice the half line with a sign
# told: has the sign of minus one to the n
def gaussian_moment(n, a):
    return (-1) ** n * math.gamma((n + 1) / 2) / a ** ((n + 1) / 2)


# %% wrong: None for odd n
def gaussian_moment(n, a):
    if n % 2 == 0:
        return math.prod(range(1, n, 2)) / (2 * a) ** (n / 2) * math.sqrt(math.pi / a)


# %% wrong: the moment of |x|
def gaussian_moment(n, a):
    x = np.linspace(-12, 12, 4001)
    return float(np.sum(np.abs(x) ** n * np.exp(-(x**2))) * (x[1] - x[0]) / a ** ((n + 1) / 2))


# %% wrong: a forgotten, right at a = 1
# told: forgets a
def gaussian_moment(n, a):
    return 0.0 if n % 2 else math.gamma((n + 1) / 2)


# %% wrong: samples
def gaussian_moment(n, a):
    x = np.random.default_rng(1).normal(0, (2 * a) ** -0.5, 200_000)
    return 0.0 if n % 2 else float((x**n).mean() * math.sqrt(math.pi / a))


# %% wrong: three digits of pi
# told: takes 3.1416 for pi
def gaussian_moment(n, a):
    return 0.0 if n % 2 else math.prod(range(1, n, 2)) / (2 * a) ** (n / 2) * math.sqrt(3.1416 / a)


# %% wrong: single precision
def gaussian_moment(n, a):
    return 0.0 if n % 2 else float(np.float16(math.gamma((n + 1) / 2)) / np.float16(a) ** ((n + 1) / 2))


# %% wrong: recursion with a forgotten 2
# told: forgets the 2 in the power
def gaussian_moment(n, a):
    if n == 0:
        return math.sqrt(math.pi / a)
    if n == 1:
        return 0.0
    return (n - 1) / a * gaussian_moment(n - 2, a)


# %% wrong: recursion without parentheses
# told: multiplies by a for lack of parentheses
def gaussian_moment(n, a):
    if n == 0:
        return math.sqrt(math.pi / a)
    if n % 2:
        return 0.0
    return (n - 1) / 2 * a * gaussian_moment(n - 2, a)


# %% wrong: recursion that multiplies by n
# told: takes the double factorial of n
def gaussian_moment(n, a):
    if n % 2:
        return 0.0
    return math.sqrt(math.pi / a) if n == 0 else n / (2 * a) * gaussian_moment(n - 2, a)


# %% wrong: the loop stops early
# told: ends one step too early
def gaussian_moment(n, a):
    if n % 2 == 1:
        return 0
    result = np.sqrt(np.pi / a)
    for k in range(1, n // 2):
        result = result * (2 * k - 1) / (2 * a)
    return result


# %% wrong: no case for odd n
# told: multiplies n - 1, n - 3, ... for odd n too
def gaussian_moment(n, a):
    result = np.sqrt(np.pi / a)
    for k in range(n - 1, 0, -2):
        result *= k / (2 * a)
    return result


# %% wrong: expectation of a normal variable
# told: returns the moment of the normalised density
def gaussian_moment(n, a):
    sigma = math.sqrt(1 / (2 * a))
    if n % 2:
        return 0.0
    result = 1.0
    for k in range(1, n, 2):
        result *= k
    return result * sigma**n


# %% wrong: starts at one
# told: gives 1 for n = 0
def gaussian_moment(n, a):
    if n == 0:
        return 1
    if n % 2 == 1:
        return 0
    out = math.sqrt(math.pi / a)
    for k in range(1, n, 2):
        out *= k / (2 * a)
    return out


# %% wrong: factorial from the textbook formula misread
# told: forgets the 2 in the power
def gaussian_moment(n, a):
    if n % 2 == 1:
        return 0.0
    k = n // 2
    return math.factorial(2 * k) / (2**k * math.factorial(k)) / a**k * math.sqrt(math.pi / a)


# %% wrong: the area from memory
# told: has sqrt(2 pi / a) for the area
def gaussian_moment(n, a):
    value = math.sqrt(2 * math.pi / a)
    for j in range(n // 2):
        value *= (2 * j + 1) / (2 * a)
    return 0.0 if n % 2 else value


# %% wrong: sigma is a
# told: takes a for the variance
def gaussian_moment(n, a):
    sigma2 = a
    if n % 2 == 1:
        return 0.0
    value = math.sqrt(2 * math.pi * sigma2)
    while n > 0:
        value *= (n - 1) * sigma2
        n -= 2
    return value


# %% wrong: range counted to n / 2 from 1
# told: makes one step too many
def gaussian_moment(n, a):
    if n % 2:
        return 0
    value = math.sqrt(math.pi / a)
    for j in range(n // 2 + 1):
        value *= (2 * j + 1) / (2 * a)
    return value


# %% wrong: half of the line by symmetry
# told: takes half of the even moments
def gaussian_moment(n, a):
    return 0.0 if n % 2 else math.gamma((n + 1) / 2) / (2 * a ** ((n + 1) / 2))
