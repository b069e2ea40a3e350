"""A PDF that unpacks to far more than it is: looked at piece by piece, before anything is unpacked as a whole.

PDF keeps files in compressed streams, and a megabyte of them can hold a gigabyte of nothing.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

UNPACKED_MAX = 512 * 1024 * 1024  # of all streams together: scanned pages reach 100 MB
BITE, PIECE = 1 << 16, 1 << 20  # read, and unpacked, at a time
LAYERS = 3  # a stream may be packed more than once
STREAM = re.compile(rb"stream\r?\n")
ZLIB = 0x78  # its first byte, as every writer of PDF makes it


def is_bomb(pdf: bytes) -> bool:
    """Do its compressed streams unpack to more than any invoice needs?"""
    left = UNPACKED_MAX
    for found in STREAM.finditer(pdf):
        for layer in range(1, LAYERS + 1):
            size = 0
            for piece in _unpacked(pdf, found.end(), layer):
                size += len(piece)
                if size > left:
                    return True
            if layer == 1:
                left -= size
            if not size:
                break
    return False


def _unpacked(pdf: bytes, start: int, layers: int) -> Iterator[bytes]:
    """What the stream holds, unpacked so many times, in pieces; nothing where it is not packed so often."""
    pieces: Iterator[bytes] = (pdf[place : place + BITE] for place in range(start, len(pdf), BITE))
    for _ in range(layers):
        pieces = _inflated(pieces)
    return pieces


def _inflated(packed: Iterator[bytes]) -> Iterator[bytes]:
    inflate = zlib.decompressobj()
    is_first = True
    for piece in packed:
        if is_first and piece[:1] != bytes([ZLIB]):
            return
        is_first = False
        try:
            yield from _pieces(inflate, piece)
        except zlib.error:
            return
        if inflate.eof:
            return


def _pieces(inflate: zlib._Decompress, packed: bytes) -> Iterator[bytes]:
    while packed and not inflate.eof:
        if piece := inflate.decompress(packed, PIECE):
            yield piece
        packed = inflate.unconsumed_tail
