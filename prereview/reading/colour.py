"""Ink colours of a page after its paper has been made white: red and blue masks, red removed, grey pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import cv2
import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from prereview.documents import Pixels

Mask = npt.NDArray[np.uint8]  # height x width, 0 or 255

#: How much more the complementary light is absorbed, 0-255; the faint level is tried where nothing else is found.
RED_INK, PALE_RED, FAINT_RED, BLUE_INK = 26, 12, 5, 20
#: Taking ink out: the difference that counts as ink lies between these, by how colourful the seal is; fewer pixels
#: are no seal; the largest factor by which colour is given back as light (more of it eats into hardened print).
_INKED, _FEW_PIXELS, _MOST_GAIN = (6.0, 16.0), 40, 1.0


def balance(pixels: Pixels, side: int) -> Pixels:
    """The page at most `side` pixels long, its paper white everywhere: tungsten light would pass for red ink."""
    work = _reduced(pixels, side)
    height, width = work.shape[:2]
    small = _reduced(work, 250)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 31)
    paper = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(work, np.maximum(paper, 60), scale=255), np.uint8)


def red_mask(work: Any, ink: int) -> Mask:
    """Where red ink lies on a balanced picture: green and blue light are absorbed, red is not."""
    red, green, blue = cv2.split(work)
    redness = cv2.subtract(red, cv2.max(green, blue))
    return np.asarray(cv2.threshold(redness, ink, 255, cv2.THRESH_BINARY)[1], np.uint8)


def blue_mask(work: Any) -> Mask:
    """Where blue ink lies on a balanced picture."""
    red, green, blue = cv2.split(work)
    over_red = cv2.threshold(cv2.subtract(blue, red), BLUE_INK, 255, cv2.THRESH_BINARY)[1]
    over_green = cv2.threshold(cv2.subtract(blue, green), BLUE_INK // 4, 255, cv2.THRESH_BINARY)[1]
    return np.asarray(cv2.bitwise_and(over_red, over_green), np.uint8)


def remove_ink(pixels: Pixels, colour: Literal["red", "blue"]) -> Pixels:
    """A cut-out of a page, grey, with the ink of a seal as bright as the paper and black print left as it was.

    A pixel is paper, less a share of the seal's ink, less black. The share shows in the colour, so what the ink took
    from the light it lets through best is given back: little on a clean scan, most of it where an app has hardened
    every stroke towards black.
    """
    paper = _flattened(pixels).astype(np.float32)
    own = paper[:, :, 0 if colour == "red" else 2]
    colourful = own - paper[:, :, (1, 2) if colour == "red" else (0, 1)].max(axis=2)
    bar = float(np.clip(0.35 * np.percentile(colourful, 99.5), *_INKED))
    inked = colourful > bar
    if int(inked.sum()) < _FEW_PIXELS:
        return _as_grey(own)
    strong = inked & (colourful >= np.percentile(colourful[inked], 70))
    # The darker part of the ink decides: where an app hardened it, the rest is as pale as paper.
    gain = (255.0 - float(np.percentile(own[strong], 20))) / float(np.median(colourful[strong]))
    tinted = colourful > bar / 2
    clean = np.where(tinted, own + min(gain, _MOST_GAIN) * colourful, own)
    white = float(np.percentile(clean[inked], 10))
    return _as_grey(np.where(tinted, clean * (255.0 / np.clip(white, 60, 255)), clean))


def _as_grey(values: Any) -> Pixels:
    return np.repeat(np.clip(values, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


def _flattened(pixels: Pixels) -> Any:
    """The picture with its paper white everywhere, at its own size."""
    return balance(pixels, max(pixels.shape[:2]))


def has_colour(pixels: Pixels) -> bool:
    """Cheap look for any strong red or blue; False means there is no seal to search for on a rendered page."""
    small = _reduced(pixels, 500)
    red, green, blue = cv2.split(small)
    strong = cv2.max(cv2.subtract(red, green), cv2.subtract(blue, red))
    return int(np.count_nonzero(np.asarray(strong) > 60)) > 20


def judge_ink(pixels: Pixels) -> Literal["colour", "grey"]:
    """Whether the capture shows colours at all. A grey one can neither show nor exclude a red seal.

    A tint over the whole page (sepia copy, lamp) is no colour; one pixel in a thousand that differs from it is.
    """
    red, green, blue = (channel.astype(np.int16) for channel in cv2.split(_reduced(pixels, 800)))
    for difference in (red - green, green - blue):
        low, high = np.percentile(difference, (0.05, 99.95))
        if high - low > 8:
            return "colour"
    return "grey"


def _reduced(pixels: Any, side: int) -> Any:
    scale = side / max(pixels.shape[:2])
    return cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else pixels


def ink_alone(pixels: Pixels, colour: Literal["red", "blue"], *, fine: bool = False) -> Any:
    """The ink of a seal in a cut-out, dark on white (height x width); black print apart from it is left out.

    Colour, which pictures keep at half resolution, says where the ink is; the light it absorbs draws its strokes.
    `fine` reaches further for thin small print and lets more of the black print beside it in.
    """
    paper = _flattened(pixels)
    own, other = (0, 1) if colour == "red" else (2, 0)
    rest = paper[:, :, (1, 2) if colour == "red" else (0, 1)].max(axis=2)
    colourful = cv2.subtract(paper[:, :, own], rest)
    bar = max(4.0, (0.15 if fine else 0.2) * float(np.percentile(colourful, 97)))
    reach = np.ones((5, 5) if fine else (3, 3), np.uint8)
    near = cv2.dilate((np.asarray(colourful) > bar).astype(np.uint8), reach)
    dark = np.where(near > 0, paper[:, :, other], 255).astype(np.float32)
    low = float(np.percentile(dark[near > 0], 10)) if near.any() else 0.0
    return np.clip((dark - low) * (255.0 / max(40.0, 235.0 - low)), 0, 255).astype(np.uint8)
