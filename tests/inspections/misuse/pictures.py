"""Our mark as people copy it, and other pictures that stand on pages of shops."""

import io
from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageOps

from inspections.misuse.mark import as_png


def mark(side: int = 192) -> Image.Image:
    from pathlib import Path

    from django.contrib.staticfiles import finders

    svg = Path(str(finders.find("images/mark.svg"))).read_text(encoding="utf-8")
    return Image.open(io.BytesIO(as_png(svg, side=side))).convert("RGB")


def encoded(picture: Image.Image, kind: str = "PNG", **options: int) -> bytes:
    out = io.BytesIO()
    picture.convert("RGB").save(out, kind, **options)
    return out.getvalue()


def smaller() -> bytes:
    return encoded(mark().resize((46, 46)))


def larger() -> bytes:
    return encoded(mark(480), "WEBP", quality=60)


def squeezed() -> bytes:
    return encoded(mark().resize((120, 120)), "JPEG", quality=18)


def grey() -> bytes:
    return encoded(mark().convert("L"))


def recoloured() -> bytes:
    red, green, blue = mark().split()
    return encoded(Image.merge("RGB", (blue, red, green)))


def negative() -> bytes:
    return encoded(ImageOps.invert(mark()))


def framed() -> bytes:
    return encoded(ImageOps.expand(mark(), 30, "white"), "GIF")


def blurred() -> bytes:
    return encoded(mark().filter(ImageFilter.GaussianBlur(2)))


def banner() -> bytes:
    """The mark with words beside it, as a shop's own badge."""
    canvas = Image.new("RGB", (420, 120), "white")
    canvas.paste(mark().resize((120, 120)), (0, 0))
    ImageDraw.Draw(canvas).text((150, 50), "Veilig winkelen", fill="black")
    return encoded(canvas)


def strip() -> bytes:
    """A row of marks in one picture, ours among them."""
    chance, canvas = Random(5), Image.new("RGB", (620, 110), "white")
    for place in range(5):
        one = mark() if place == 3 else Image.open(io.BytesIO(other_mark(chance)))
        canvas.paste(one.resize((90, 90)), (15 + place * 120, 10))
    return encoded(canvas)


def screenshot() -> bytes:
    """A picture of a page with our badge in its foot."""
    canvas = Image.new("RGB", (900, 640), "white")
    draw = ImageDraw.Draw(canvas)
    draw.rectangle((0, 0, 900, 60), fill="#224")
    for row in range(6):
        draw.text((40, 100 + row * 50), "Veilig en vertrouwd winkelen bij ons, met gratis retour", fill="black")
    canvas.paste(mark().resize((100, 100)), (420, 480))
    return encoded(canvas, "JPEG", quality=70)


COPIES = (smaller, larger, squeezed, grey, recoloured, negative, framed, blurred, banner, strip, screenshot)


def other_mark(chance: Random) -> bytes:
    """Another mark: a shield, a ring or a tile with a tick, a star or letters."""
    canvas = Image.new("RGB", (160, 160), "white")
    draw = ImageDraw.Draw(canvas)
    ink = tuple(chance.randrange(20, 200) for _ in range(3))
    edge = chance.randrange(4, 24)
    match chance.randrange(5):
        case 0:
            draw.ellipse((edge, edge, 160 - edge, 160 - edge), outline=ink, width=chance.randrange(6, 26))
        case 1:
            draw.rounded_rectangle((edge, edge, 160 - edge, 160 - edge), radius=chance.randrange(0, 40), fill=ink)
        case 2:
            draw.polygon([(80, edge), (160 - edge, 50), (140, 150), (20, 150), (edge, 50)], fill=ink)
        case 3:
            draw.rectangle((edge, 40, 160 - edge, 120), fill=ink)
        case _:
            draw.regular_polygon((80, 80, 70), chance.randrange(3, 9), rotation=chance.randrange(90), fill=ink)
    light = "white" if chance.random() < 0.7 else "black"
    if chance.random() < 0.6:
        points = [(50 + chance.randrange(-8, 8), 85), (75, 110 + chance.randrange(-8, 8)), (118, 52)]
        draw.line(points, fill=light, width=chance.randrange(6, 18), joint="curve")
    else:
        draw.text((55, 60), "".join(chance.choices("ABCDEKOPQRSTW", k=3)), fill=light, font_size=40)
    return encoded(canvas.rotate(chance.choice((0, 0, 0, 7, -12)), fillcolor="white"))


def product(chance: Random) -> bytes:
    """Something on a shelf."""
    size = (chance.randrange(80, 400), chance.randrange(80, 400))
    canvas = Image.new("RGB", size, tuple(chance.randrange(150, 256) for _ in range(3)))
    draw = ImageDraw.Draw(canvas)
    for _ in range(chance.randrange(2, 9)):
        box = sorted(chance.randrange(size[0]) for _ in "ab"), sorted(chance.randrange(size[1]) for _ in "ab")
        corners = (box[0][0], box[1][0], box[0][1], box[1][1])
        ink = tuple(chance.randrange(256) for _ in range(3))
        chance.choice((draw.rectangle, draw.ellipse))(corners, fill=ink)
    return encoded(canvas, "JPEG", quality=chance.randrange(40, 90))
