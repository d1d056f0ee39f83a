"""exp, log, cos and the normal quantile, the same to the bit on every processor, system and graphics card.

A run promises one set of bits. IEEE 754 keeps that promise for additions, multiplications, divisions and square
roots; the exp, log and cos of a system's library differ in the last place from one library to the next, and from
version to version. Here they are made of those operations alone, in an order that is written down, with bit moves
where a library would call ``frexp`` and ``ldexp``. It holds where a product and a sum are rounded one by one; a
compiler that contracts them into one operation gives other bits (``tests/numerics/test_portable.py`` reads machine
code for it, and a graphics card must be told).

Algorithms and coefficients of exp, log and cos are those of fdlibm (Sun Microsystems 1993, "Freely Distributable
LIBM"; the order of the sums is this module's own). Each lies within one unit in the last place of the true value.
"""

from __future__ import annotations

import math

import numpy as np

from crmsim.numerics.compiled import inlined, rule

LN2_HIGH = 6.93147180369123816490e-01  # 32 bits: times a whole number below 2**21 it is exact
LN2_LOW = 1.90821492927058770002e-10
PER_LN2 = 1.44269504088896338700
GREATEST_POWER = 709.782712893384  # its exponential is the greatest number there is
TO_WHOLE = 6755399441055744.0  # 1.5 * 2**52: what is added to it is rounded to a whole number
TO_WHOLE_BITS = 0x4338000000000000
ONE_BITS = 0x3FF0000000000000
FRACTION = 0xFFFFFFFFFFFFF
ROOT_HALF_BITS = 0x3FE6A09E00000000
LEAST_BITS, INFINITE_BITS = 0x0010000000000000, 0x7FF0000000000000  # between them lie the normal numbers above 0
UP = 18014398509481984.0  # 2**54

PER_QUARTER = 6.36619772367581382433e-01
QUARTER_HIGH = 1.57079632673412561417  # a quarter of a turn: 33 bits, the next 33, and what is left
QUARTER_MIDDLE = 6.07710050630396597660e-11
QUARTER_LOW = 2.02226624879595063154e-21
FARTHEST = 1.0e6  # to which a product with the parts above is exact


@inlined
def bits_of(x: float) -> int:
    """The 64 bits of ``x`` as a signed whole number."""
    return int(np.float64(x).view(np.int64))


@inlined
def of_bits(bits: int) -> float:
    """The number with these 64 bits."""
    return float(np.int64(bits).view(np.float64))


@inlined
def exp(x: float) -> float:
    """The exponential of ``x``, within one unit in the last place; 0 or infinite beyond the range."""
    if not -708.0 <= x <= 709.0:
        return exp_at_the_ends(x)
    y, power = exp_in_parts(x)
    return y * of_bits((power << 52) + ONE_BITS)


@rule
def exp_at_the_ends(x: float) -> float:
    """The same where the answer, or the power of 2 in it, lies outside the range of normal numbers."""
    if x != x:
        return x
    if x < -746.0:
        return 0.0
    if x > GREATEST_POWER:
        return math.inf
    y, power = exp_in_parts(x)
    half = power >> 1
    return y * of_bits((half << 52) + ONE_BITS) * of_bits(((power - half) << 52) + ONE_BITS)


@inlined
def exp_in_parts(x: float) -> tuple[float, int]:
    """A number near 1 and a power of 2 whose product is the exponential of ``x``."""
    shifted = x * PER_LN2 + TO_WHOLE
    k = shifted - TO_WHOLE
    high = x - k * LN2_HIGH
    low = k * LN2_LOW
    r = high - low
    t = r * r
    tt = t * t
    c = r - (
        (t * 1.66666666666666019037e-01 + tt * -2.77777777770155933842e-03)
        + (tt * t) * ((6.61375632143793436117e-05 + t * -1.65339022054652515390e-06) + tt * 4.13813679705723846039e-08)
    )
    return 1.0 + (r * c / (2.0 - c) - low + high), bits_of(shifted) - TO_WHOLE_BITS


@inlined
def log(x: float) -> float:
    """The natural logarithm of ``x``, within one unit in the last place; -infinite of 0 and NaN below."""
    bits = bits_of(x)
    power = -1023
    if not LEAST_BITS <= bits < INFINITE_BITS:
        if x == 0.0:
            return -math.inf
        if not x > 0.0:
            return math.nan
        if bits == INFINITE_BITS:
            return math.inf
        bits = bits_of(x * UP)
        power = -1077
    bits += ONE_BITS - ROOT_HALF_BITS
    k = float((bits >> 52) + power)
    f = of_bits((bits & FRACTION) + ROOT_HALF_BITS) - 1.0
    half = 0.5 * f * f
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    odd = z * (
        6.666666666666735130e-01
        + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    return k * LN2_HIGH - ((half - (s * (half + (even + odd)) + k * LN2_LOW)) - f)


@rule
def cos(x: float) -> float:
    """The cosine of ``x`` in radians, within one unit in the last place; NaN beyond a million."""
    if not -FARTHEST <= x <= FARTHEST:
        return math.nan
    shifted = x * PER_QUARTER + TO_WHOLE
    quarter = (bits_of(shifted) - TO_WHOLE_BITS) & 3
    k = shifted - TO_WHOLE
    first = x - k * QUARTER_HIGH
    second = k * QUARTER_MIDDLE
    rest = first - second
    lost = k * QUARTER_LOW - ((first - rest) - second)
    r = rest - lost
    tail = (rest - r) - lost
    z = r * r
    w = z * z
    if quarter == 0 or quarter == 2:
        series = z * (
            4.16666666666666019037e-02 + z * (-1.38888888888741095749e-03 + z * 2.48015872894767294178e-05)
        ) + w * w * (-2.75573143513906633035e-07 + z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11))
        half = 0.5 * z
        most = 1.0 - half
        y = most + (((1.0 - most) - half) + (z * series - r * tail))
        return y if quarter == 0 else -y
    series = (
        8.33333333332248946124e-03
        + z * (-1.98412698298579493134e-04 + z * 2.75573137070700676789e-06)
        + z * w * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)
    )
    cube = z * r
    y = r - ((z * (0.5 * tail - cube * series) - tail) - cube * -1.66666666666666324348e-01)
    return -y if quarter == 1 else y


@rule
def normal_quantile(share: float) -> float:
    """The standard normal deviate below which ``share`` of the distribution lies; -infinite at 0, infinite at 1.

    Algorithm AS 241 (Wichura 1988, Applied Statistics 37), here within about one part in 10**15.
    """
    q = share - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        up = 2.5090809287301226727e3
        up = up * r + 3.3430575583588128105e4
        up = up * r + 6.7265770927008700853e4
        up = up * r + 4.5921953931549871457e4
        up = up * r + 1.3731693765509461125e4
        up = up * r + 1.9715909503065514427e3
        up = up * r + 1.3314166789178437745e2
        up = up * r + 3.3871328727963666080e0
        down = 5.2264952788528545610e3
        down = down * r + 2.8729085735721942674e4
        down = down * r + 3.9307895800092710610e4
        down = down * r + 2.1213794301586595867e4
        down = down * r + 5.3941960214247511077e3
        down = down * r + 6.8718700749205790830e2
        down = down * r + 4.2313330701600911252e1
        down = down * r + 1.0
        return q * up / down
    tail = share if q < 0.0 else 1.0 - share
    if tail == 0.0:
        return math.copysign(math.inf, q)
    r = math.sqrt(-log(tail))
    if r <= 5.0:
        r = r - 1.6
        up = 7.74545014278341407640e-4
        up = up * r + 2.27238449892691845833e-2
        up = up * r + 2.41780725177450611770e-1
        up = up * r + 1.27045825245236838258e0
        up = up * r + 3.64784832476320460504e0
        up = up * r + 5.76949722146069140550e0
        up = up * r + 4.63033784615654529590e0
        up = up * r + 1.42343711074968357734e0
        down = 1.05075007164441684324e-9
        down = down * r + 5.47593808499534494600e-4
        down = down * r + 1.51986665636164571966e-2
        down = down * r + 1.48103976427480074590e-1
        down = down * r + 6.89767334985100004550e-1
        down = down * r + 1.67638483018380384940e0
        down = down * r + 2.05319162663775882187e0
        down = down * r + 1.0
    else:
        r = r - 5.0
        up = 2.01033439929228813265e-7
        up = up * r + 2.71155556874348757815e-5
        up = up * r + 1.24266094738807843860e-3
        up = up * r + 2.65321895265761230930e-2
        up = up * r + 2.96560571828504891230e-1
        up = up * r + 1.78482653991729133580e0
        up = up * r + 5.46378491116411436990e0
        up = up * r + 6.65790464350110377720e0
        down = 2.04426310338993978564e-15
        down = down * r + 1.42151175831644588870e-7
        down = down * r + 1.84631831751005468180e-5
        down = down * r + 7.86869131145613259100e-4
        down = down * r + 1.48753612908506148525e-2
        down = down * r + 1.36929880922735805310e-1
        down = down * r + 5.99832206555887937690e-1
        down = down * r + 1.0
    return math.copysign(up / down, q)
