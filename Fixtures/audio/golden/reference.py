#!/usr/bin/env python3
"""Writes the golden files of mu-law and resampling into the folder named as its argument.

A second implementation, made to be plain rather than fast, with exact integers of any size: no phases kept between
chunks, no coefficients in two parts, no tables. Its results and those of Sources/Audio must agree to the last bit.
Samples are raw, 16-bit little-endian (.s16) or one mu-law byte each (.ulaw), without a header.
"""

import math
import struct
import sys
from fractions import Fraction
from pathlib import Path

RATES = [16000, 22050, 24000, 44100, 48000]
HALF_LENGTH = 12  # of the filter, in samples of the lower rate
# The filter's response at multiples of 1/24 of the lower rate.
RESPONSE = [1, 0.999497, 0.993213, 0.993646, 0.999256, 0.990871, 0.999935, 0.991253]
RESPONSE += [0.999277, 0.991344, 0.999060, 0.810361, 0.319583, 0.033324, -0.000127, -0.000101]
ONE = 1 << 22  # a coefficient of one


def ulaw_compress(sample):
    """ITU-T G.191, ulaw_compress: 16-bit sample to code."""
    magnitude = min(((~sample if sample < 0 else sample) >> 2) + 33, 0x1FFF)
    segment = (magnitude >> 6).bit_length() + 1
    code = (8 - segment) << 4 | (15 - (magnitude >> segment & 15))
    return code if sample < 0 else code | 0x80


def kernel(time):
    """The filter at a time in samples of the lower rate."""
    if abs(time) >= HALF_LENGTH:
        return 0.0
    angle = math.pi * time / HALF_LENGTH
    return RESPONSE[0] / 2 + sum(amplitude * math.cos(k * angle) for k, amplitude in enumerate(RESPONSE) if k)


def coefficients(fraction, input_rate, output_rate):
    """For an output this fraction after an input sample: the weight of that sample, of the one before it, and so on."""
    stretch = Fraction(input_rate, min(input_rate, output_rate))
    length = math.ceil(2 * HALF_LENGTH * stretch)
    shape = [kernel(float((fraction + age) / stretch) - HALF_LENGTH) for age in range(length)]
    total = sum(reversed(shape))
    row = [round(weight / total * ONE) for weight in shape]
    row[row.index(max(row))] += ONE - sum(row)
    return row


def resample(samples, input_rate, output_rate):
    step = Fraction(input_rate, output_rate)
    rows = {}
    result = []
    while (position := step * len(result)) < len(samples):
        newest = math.floor(position)
        fraction = position - newest
        if fraction not in rows:
            rows[fraction] = coefficients(fraction, input_rate, output_rate)
        total = sum(w * samples[newest - age] for age, w in enumerate(rows[fraction]) if age <= newest)
        result.append(max(-32768, min(32767, (total + ONE // 2) // ONE)))
    return result


def sweep(rate, seconds, top):
    """A tone that rises from nothing to `top` hertz, at full scale."""
    count = int(rate * seconds)
    return [round(32767 * math.sin(math.pi * top / seconds * (n / rate) ** 2)) for n in range(count)]


def main(folder):
    def write(name, samples):
        (folder / name).write_bytes(struct.pack(f"<{len(samples)}h", *samples))

    (folder / "mulaw-encoded.ulaw").write_bytes(bytes(ulaw_compress(sample) for sample in range(-32768, 32768)))
    telephone = sweep(8000, 0.1, 4000)
    write("sweep-8000.s16", telephone)
    for rate in RATES:
        write(f"sweep-8000-to-{rate}.s16", resample(telephone, 8000, rate))
        wide = sweep(rate, 0.1, rate / 2)
        write(f"sweep-{rate}.s16", wide)
        write(f"sweep-{rate}-to-8000.s16", resample(wide, rate, 8000))


main(Path(sys.argv[1]))
