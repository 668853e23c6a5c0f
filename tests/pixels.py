"""Reads PNGs that have two pixels for each of the page: what colour is where, and whether a part looks like another."""

from __future__ import annotations

from io import BytesIO
from itertools import product
from typing import Any

import numpy as np
from PIL import Image

TILE = 32  # pixels: about a letter
ALIKE = 16  # of 255: edges that fall between two pixels make 14, a line through a word 18, another font 30
SHIFTS = range(3)  # what stands on the page between two pixels may be one off


def decoded(png: bytes) -> Any:
    """The pixels as an array of rows, each pixel red, green, blue from 0 to 255."""
    image = Image.open(BytesIO(png))
    assert image.format == "PNG"
    return np.asarray(image.convert("RGB"), dtype=np.int16)


def part(pixels: Any, left: float, top: float, width: float, height: float) -> Any:
    """A part of a picture, in pixels of the page."""
    return pixels[round(2 * top) : round(2 * (top + height)), round(2 * left) : round(2 * (left + width))]


def colour(pixels: Any, x: float, y: float) -> str:
    """The colour at a place, likewise, as #rrggbb."""
    return "#{:02x}{:02x}{:02x}".format(*pixels[round(2 * y), round(2 * x)])


def unlike(one: Any, other: Any) -> float:
    """How much two pictures of the same differ on average where they differ most, in the worst of all tiles."""
    rows, columns = ((min(a, b) - len(SHIFTS) + 1) // TILE for a, b in zip(one.shape[:2], other.shape[:2], strict=True))
    height, width = rows * TILE, columns * TILE
    middle = one[1 : 1 + height, 1 : 1 + width]
    tiles = []
    for y, x in product(SHIFTS, SHIFTS):
        difference = np.abs(middle - other[y : y + height, x : x + width])
        tiles.append(difference.reshape(rows, TILE, columns, 3 * TILE).mean(axis=(1, 3)))
    return float(np.min(tiles, axis=0).max())
