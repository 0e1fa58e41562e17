"""Scanned reply cards made by ourselves: A6, a DataMatrix with modules of 0.5 mm, print, boxes to tick, and what a scanner and a
mail bag do to them. Pillow draws, dmtxwrite (libdmtx) encodes; what reads them is another library."""
import functools
import io
import random
import shutil
import subprocess

try:
    import numpy
    from PIL import Image, ImageDraw, ImageFilter, ImageFont
except ImportError:
    numpy = None

WIDTH, HEIGHT = 148.0, 105.0  # mm, A6 across
CODE_AT = (118.0, 12.0)       # mm: the code's top left corner
MODULE = 0.5                  # mm
ALPHABET = "23456789CDFHJKMNPRTVWXY"
# Boxes, mm from the code's top left corner along its edges, as a card's template has them.
BOXES = {"brochure": (-108.0, 48.0, 4.0, 4.0), "sample": (-108.0, 58.0, 4.0, 4.0), "no": (-108.0, 68.0, 4.0, 4.0)}
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


def available():
    return numpy is not None and shutil.which("dmtxwrite") is not None


def fits(code):
    """Whether the check character is right."""
    return (len(code) == 9 and all(c in ALPHABET for c in code)
            and sum((9 - i) * ALPHABET.index(c) for i, c in enumerate(code)) % 23 == 0)


def random_code(dice):
    code = "".join(dice.choice(ALPHABET) for _ in range(8))
    return code + next(c for c in ALPHABET if fits(code + c))


@functools.lru_cache(maxsize=64)
def modules(text):
    """The symbol as an array, True where it is black, without its quiet zone."""
    png = subprocess.run(["dmtxwrite", "-d", "1", "-m", "1", "-f", "png"], input=text.encode(), capture_output=True,
                         check=True).stdout
    black = numpy.asarray(Image.open(io.BytesIO(png)).convert("L")) < 128
    rows, columns = numpy.flatnonzero(black.any(1)), numpy.flatnonzero(black.any(0))
    return black[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1]


def code_size(text):
    """Edge of the code, mm."""
    return modules(text).shape[0] * MODULE


def drawn(code, dpi, ticks=(), back=False):
    """A clean card in grey at so many dots per inch."""
    scale = dpi / 25.4
    card = Image.new("L", (round(WIDTH * scale), round(HEIGHT * scale)), 250)
    if back:
        return card
    draw = ImageDraw.Draw(card)

    def words(x, y, text, size):
        draw.text((x * scale, y * scale), text, fill=40, font=ImageFont.truetype(FONT, round(size * scale)))

    words(10, 10, "Ja, ich möchte mehr wissen!", 5)
    words(10, 20, "Muster AG · Hauptstrasse 1 · 3000 Bern", 3)
    for line in range(5):
        words(10, 27 + 4 * line, "Bitte ankreuzen, was Sie wünschen, und die Karte einsenden.", 2.4)
    if code:
        symbol = modules(code)
        edge = round(symbol.shape[0] * MODULE * scale)
        picture = Image.fromarray(numpy.where(symbol, 15, 250).astype("uint8"))
        card.paste(picture.resize((edge, edge), Image.NEAREST), (round(CODE_AT[0] * scale), round(CODE_AT[1] * scale)))
        words(CODE_AT[0] - 2, CODE_AT[1] + 11, "-".join((code[:3], code[3:6], code[6:])), 2.6)
    for name, (x, y, width, height) in BOXES.items():
        left, top = (CODE_AT[0] + x) * scale, (CODE_AT[1] + y) * scale
        right, bottom = left + width * scale, top + height * scale
        draw.rectangle((left, top, right, bottom), outline=30, width=max(1, round(0.25 * scale)))
        words(CODE_AT[0] + x + 7, CODE_AT[1] + y, name, 3.5)
        pen = max(1, round(0.5 * scale))
        inset = 0.6 * scale
        if name in ticks:
            draw.line((left + inset, top + inset, right - inset, bottom - inset), fill=60, width=pen)
            draw.line((left + inset, bottom - inset, right - inset, top + inset), fill=60, width=pen)
    return card


def stained(card, dice):
    """Coffee, dirt and a fold: translucent ones anywhere, dark ones not upon the code."""
    shade = Image.new("L", card.size, 255)
    draw = ImageDraw.Draw(shade)
    wide, high = card.size
    for _ in range(dice.randrange(1, 4)):
        x, y, radius = dice.uniform(0, wide), dice.uniform(0, high), dice.uniform(0.02, 0.14) * wide
        draw.ellipse((x - radius, y - radius * dice.uniform(0.5, 1), x + radius, y + radius), fill=dice.randrange(170, 225))
    for _ in range(dice.randrange(0, 6)):
        x, y, radius = dice.uniform(0, 0.7) * wide, dice.uniform(0, high), dice.uniform(0.001, 0.006) * wide
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=60)
    shade = shade.filter(ImageFilter.GaussianBlur(wide / 600))
    return Image.fromarray((numpy.asarray(card, "float32") * numpy.asarray(shade, "float32") / 255).astype("uint8"))


def scanned(code, dice, dpi=None, angle=None, ticks=(), back=False, clean=False):
    """The card as a scanner sees it, a grey picture: 150 to 300 dpi, up to 5° askew, soft, noisy, stained. A clean one is only
    askew."""
    dpi = dpi or dice.choice((150, 200, 240, 300))
    card = drawn(code, 2 * dpi, ticks, back)
    if not back and not clean:
        card = stained(card, dice)
    card = card.rotate(dice.uniform(-5, 5) if angle is None else angle, Image.BICUBIC, fillcolor=235)
    card = card.reduce(2).filter(ImageFilter.GaussianBlur(0.4 if clean else dice.uniform(0, dpi / 400)))
    noise = numpy.random.default_rng(dice.randrange(2 ** 32)).normal(0, dice.uniform(1, 3 if back or clean else 14), (card.height, card.width))
    return Image.fromarray(numpy.clip(numpy.asarray(card, "float32") + noise, 0, 255).astype("uint8"))


def jpeg(picture, quality=50, dpi=200):
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, dpi=(dpi, dpi))
    return out.getvalue()


def tiff(pictures):
    """One file of many pages, black and white (CCITT G4) where the picture is."""
    out = io.BytesIO()
    compression = "group4" if pictures[0].mode == "1" else "tiff_adobe_deflate"
    pictures[0].save(out, "TIFF", save_all=True, append_images=pictures[1:], compression=compression)
    return out.getvalue()


def pdf(pictures):
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=200)
    return out.getvalue()


def dice_of(seed):
    return random.Random(seed)
