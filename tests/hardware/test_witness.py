"""python-escpos as a witness: an encoder that is not ours makes the same raster of the same picture."""

import warnings

from PIL import Image, ImageDraw

from hardware.escpos import slip

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what it says of its own dependencies is not ours to mend
    from escpos.printer import Dummy


def picture(rows: int) -> Image.Image:
    drawn = Image.new("1", (576, rows), 1)
    ImageDraw.Draw(drawn).ellipse((40, 10, 500, rows - 10), outline=0, width=9)
    return drawn


def raster_of_the_witness(drawn: Image.Image) -> bytes:
    printer = Dummy()
    printer.image(drawn, impl="bitImageRaster", fragment_height=4096)
    return printer.output


def test_an_encoder_that_is_not_ours_makes_the_same_raster():
    drawn = picture(200)
    witness = raster_of_the_witness(drawn)
    assert witness[:4] == b"\x1dv0\x00"
    assert witness in slip(drawn, "0001")
