"""Pictures made for the benches."""

import io

import numpy
from PIL import Image, ImageFilter


def photograph(width: int, height: int, seed: int) -> numpy.ndarray:
    """Makes a picture with the spectrum of a photograph: shapes of all sizes, fewer of the large, grain, JPEG's losses."""
    random = numpy.random.default_rng(seed)
    picture = numpy.zeros((height, width, 3))
    side = 3
    while side < min(width, height):
        small = random.normal(size=(side, side * width // height + 1, 3)) * 40 / side**0.25
        for channel in range(3):
            layer = Image.fromarray(small[..., channel].astype("float32")).resize((width, height), Image.Resampling.BICUBIC)
            picture[..., channel] += numpy.asarray(layer) * 0.4 + numpy.asarray(layer).mean()
        side *= 3
    picture += random.normal(scale=4, size=picture.shape) + 120
    image = Image.fromarray(picture.clip(0, 255).astype("uint8")).filter(ImageFilter.GaussianBlur(0.6))
    image.save(packed := io.BytesIO(), "JPEG", quality=90)
    return numpy.asarray(Image.open(packed).convert("RGB"))
