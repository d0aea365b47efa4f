"""Keys of 128 bits from texts, computed by numba without the interpreter's lock.

Two texts with one key would count as one message. Among 10⁹ keys the chance of that is about 10⁻²¹; a text of up to
eight bytes never shares a half of its key with another one of its length.
"""

from __future__ import annotations

import numpy as np
from numba import types
from numba.extending import intrinsic

from sendspec.batch.compiled import compiled, inlined

FIRST, SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD1B54A32D192ED03)
ODD_1 = np.uint64(0xBF58476D1CE4E5B9)
ODD_2, ODD_3 = np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)


@intrinsic
def _word_at(_context, data, _index):
    """Eight bytes of an array of bytes as one number, from any index."""
    from llvmlite import ir

    def generate(context, builder, signature, arguments):
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        place = builder.gep(array.data, [arguments[1]], source_etype=ir.IntType(8))
        return builder.load(builder.bitcast(place, ir.IntType(64).as_pointer()), align=1, typ=ir.IntType(64))

    return types.uint64(data, types.int64), generate


@inlined
def _folded(word):
    """Eight bytes with the ASCII letters in lower case, all at once."""
    low = word & np.uint64(0x7F7F7F7F7F7F7F7F)
    from_a = low + np.uint64(0x3F3F3F3F3F3F3F3F)
    beyond_z = low + np.uint64(0x2525252525252525)
    capital = from_a & ~beyond_z & ~word & np.uint64(0x8080808080808080)
    return word | (capital >> np.uint64(2))


@inlined
def mixed(value):
    """A number in which every bit depends on every bit of the other."""
    value = (value ^ (value >> np.uint64(33))) * ODD_2
    value = (value ^ (value >> np.uint64(33))) * ODD_3
    return value ^ (value >> np.uint64(33))


@intrinsic
def _product(_context, _one, _other):
    """The upper half of a product of 128 bits, exclusively or'ed with the lower."""
    from llvmlite import ir

    def generate(_target, builder, _signature, arguments):
        wide, half = ir.IntType(128), ir.IntType(64)
        product = builder.mul(builder.zext(arguments[0], wide), builder.zext(arguments[1], wide))
        upper = builder.trunc(builder.lshr(product, ir.Constant(wide, 64)), half)
        return builder.xor(upper, builder.trunc(product, half))

    return types.uint64(types.uint64, types.uint64), generate


@inlined
def _stirred(first, second, one, other):
    """Both halves of a key after two more words."""
    first = _product(first ^ one, other ^ ODD_1)  # pyright: ignore[reportCallIssue]
    second = _product(second ^ other, one ^ ODD_2)  # pyright: ignore[reportCallIssue]
    return first + SECOND, second + FIRST


@compiled
def stirred_text(first, second, data, begin, end, fold):
    """Both halves of a key after one more text: `data[begin:end]`, ASCII letters in lower case where `fold` is set.

    The arguments are as numba counts: words and places are unsigned and signed numbers of 64 bits.
    """
    length = end - begin
    first = mixed(first ^ (np.uint64(length) * FIRST))
    second = mixed(second + np.uint64(length) * SECOND)
    one = other = np.uint64(0)
    if length < 8:
        for place in range(begin, end):
            one = (one << np.uint64(8)) | np.uint64(data[place])
        return _stirred(first, second, _folded(one) if fold else one, other)
    index = begin
    while index < end:
        # The last words reach back, into what was read before.
        one = _word_at(data, min(index, end - 8))  # pyright: ignore[reportCallIssue]
        other = _word_at(data, min(index + 8, end - 8))  # pyright: ignore[reportCallIssue]
        if fold:
            one, other = _folded(one), _folded(other)
        first, second = _stirred(first, second, one, other)
        index += 16
    return first, second


@compiled
def hashed_texts(offsets, data, out):
    """A number of 64 bits for each of n texts: `offsets` int32 or int64 (n + 1), `data` bytes, `out` uint64 (n)."""
    for row in range(len(out)):
        first, second = stirred_text(FIRST, SECOND, data, offsets[row], offsets[row + 1], False)
        out[row] = mixed(first) ^ second
