#!/usr/bin/env python3
"""Draws edits of photographs, as people and apps make them, and counts which are found again: by plain PDQ (the reference's
binding), by its eight symmetries, and by Témoin's own bank.

    bench/robustness.py PROGRAM PHOTO…       PROGRAM is the example `variants` of temoin-fingerprint

Prints a table and fails where less is found than is to be, or where unlike pictures meet.
"""

import io
import subprocess
import sys

import numpy
import pdqhash
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

LONGER, RADIUS, LEAST_QUALITY = 1024, 31, 50
WORDS = "bonsoir tu es là ce soir on se voit demain je ne sais pas encore merci pour la photo à plus tard oui non".split()


def jpeg(image: Image.Image, quality: int) -> Image.Image:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def scaled(image: Image.Image, share: float) -> Image.Image:
    return image.resize((max(8, round(image.width * share)), max(8, round(image.height * share))), Image.Resampling.LANCZOS)


def cut(image: Image.Image, share: float) -> Image.Image:
    x, y = image.width * share / 2, image.height * share / 2
    return image.crop((round(x), round(y), round(image.width - x), round(image.height - y)))


def cut_top(image: Image.Image, share: float) -> Image.Image:
    return image.crop((0, round(image.height * share), image.width, image.height))


def border(image: Image.Image, share: float, colour: tuple[int, int, int]) -> Image.Image:
    x, y = round(image.width * share / 2), round(image.height * share / 2)
    framed = Image.new("RGB", (image.width + 2 * x, image.height + 2 * y), colour)
    framed.paste(image, (x, y))
    return framed


def letterbox(image: Image.Image, colour: tuple[int, int, int]) -> Image.Image:
    side = max(image.size)
    boxed = Image.new("RGB", (side, side), colour)
    boxed.paste(image, ((side - image.width) // 2, (side - image.height) // 2))
    return boxed


def caption(image: Image.Image, share: float) -> Image.Image:
    marked = image.copy()
    height = round(image.height * share)
    ImageDraw.Draw(marked).text((image.width // 10, image.height // 2), "Bonsoir à tous", fill=(255, 255, 255), font_size=height)
    return marked


THEMES = {
    # page, header, ink, their bubble, her bubble
    "light": ((255, 255, 255), (246, 246, 246), (20, 20, 20), (233, 233, 235), (0, 122, 255)),
    "beige": ((236, 229, 221), (0, 128, 105), (17, 27, 33), (255, 255, 255), (217, 253, 211)),
    "dark": ((11, 20, 26), (32, 44, 51), (233, 237, 239), (32, 44, 51), (0, 92, 75)),
    "black": ((0, 0, 0), (0, 0, 0), (245, 245, 245), (38, 38, 38), (55, 151, 240)),
}


def texts(draw: ImageDraw.ImageDraw, theme, y: int, end: int, seed: int) -> int:
    """Draws bubbles of text from y on, and returns where they end."""
    page, _, ink, theirs, hers = theme
    turn = seed
    while True:
        words = [WORDS[(turn * 7 + at * 3) % len(WORDS)] for at in range(3 + turn % 5)]
        lines = [" ".join(words[:4])] + ([" ".join(words[4:])] if len(words) > 4 else [])
        height = 40 + 48 * len(lines)
        if y + height > end:
            return y
        width = 80 + int(max(draw.textlength(line, font_size=40) for line in lines))
        x = 1080 - 32 - width if turn % 2 else 32
        draw.rounded_rectangle((x, y, x + width, y + height), 36, fill=hers if turn % 2 else theirs)
        for at, line in enumerate(lines):
            draw.text((x + 36, y + 16 + 48 * at), line, fill=ink, font_size=40)
        y += height + 18
        turn += 1


def screen(theme, name: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    page, header, ink, *_ = theme
    image = Image.new("RGB", (1080, 2340), page)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 1080, 250), fill=header)
    draw.text((60, 30), "21:04", fill=ink, font_size=38)
    draw.rectangle((960, 40, 1020, 66), outline=ink, width=4)
    draw.ellipse((50, 120, 150, 220), fill=(128, 140, 150))
    draw.text((180, 140), name, fill=ink, font_size=52)
    return image, draw


def below(draw: ImageDraw.ImageDraw, theme) -> None:
    page, header, ink, theirs, _ = theme
    draw.rounded_rectangle((30, 2190, 900, 2290), 50, fill=theirs)
    draw.text((80, 2215), "Message", fill=(130, 130, 130), font_size=42)
    draw.ellipse((930, 2190, 1030, 2290), fill=(0, 140, 110))


def bubble(image: Image.Image, theme, seed: int) -> Image.Image:
    """Draws a chat with the picture in a bubble, texts above and below."""
    page, _, ink, theirs, hers = theme
    shot, draw = screen(theme, "Camille")
    y = texts(draw, theme, 280, 280 + 150 + 90 * (seed % 4), seed)
    share = min(700 / image.width, 900 / image.height)
    shown = scaled(image, share)
    mine = seed % 2
    x = 1080 - 32 - shown.width - 12 if mine else 32
    draw.rounded_rectangle((x, y, x + shown.width + 12, y + shown.height + 12), 26, fill=hers if mine else theirs)
    rounded = Image.new("L", shown.size, 0)
    ImageDraw.Draw(rounded).rounded_rectangle((0, 0, shown.width - 1, shown.height - 1), 22, fill=255)
    shot.paste(shown, (x + 6, y + 6), rounded)
    ImageDraw.Draw(shot).text((x + shown.width - 110, y + shown.height - 50), "20:58", fill=(255, 255, 255), font_size=32)
    texts(draw, theme, y + shown.height + 40, 2160, seed + 3)
    below(draw, theme)
    return shot


def full(image: Image.Image, theme, seed: int) -> Image.Image:
    """Draws a page with the picture over its full width, names above, buttons and texts below."""
    page, _, ink, *_ = theme
    shot, draw = screen(theme, "camille.lune")
    shown = scaled(image, 1080 / image.width)
    shown = shown.crop((0, 0, 1080, min(shown.height, 1700)))
    y = 250 + 60 * (seed % 5)
    shot.paste(shown, (0, y))
    y += shown.height + 30
    for x in (40, 160, 280):
        draw.ellipse((x, y, x + 70, y + 70), outline=ink, width=6)
    for line in range(4):
        if y + 120 + 60 * line < 2140:
            draw.text((40, y + 110 + 60 * line), " ".join(WORDS[(seed + line) % 9:][:6]), fill=ink, font_size=40)
    below(draw, theme)
    return shot


def edits():
    """Yields each edit: its name, what makes it, and how many hundredths are to be found (none where nothing is asked)."""
    turn = Image.Transpose
    for quality in (90, 50, 10):
        yield f"JPEG {quality}", lambda image, _, q=quality: jpeg(image, q), 100
    yield "chat app (700 px, q70)", lambda image, _: jpeg(scaled(image, 700 / max(image.size)), 70), 100
    yield "half the size", lambda image, _: scaled(image, 0.5), 100
    yield "a tenth of the size", lambda image, _: scaled(image, 0.1), None
    yield "squashed to a square", lambda image, _: image.resize((600, 600), Image.Resampling.LANCZOS), None
    yield "grey", lambda image, _: image.convert("L").convert("RGB"), None
    yield "blurred", lambda image, _: image.filter(ImageFilter.GaussianBlur(3)), None
    yield "contrast +50 %", lambda image, _: ImageEnhance.Contrast(image).enhance(1.5), None
    yield "brightness +30 %", lambda image, _: ImageEnhance.Brightness(image).enhance(1.3), None
    for share, floor in ((0.02, None), (0.05, 95), (0.10, 90), (0.20, None)):
        yield f"cut {share:.0%}", lambda image, _, s=share: cut(image, s), floor
    for share, floor in ((0.05, 95), (0.10, 90)):
        yield f"cut top {share:.0%}", lambda image, _, s=share: cut_top(image, s), floor
    yield "mirrored", lambda image, _: image.transpose(turn.FLIP_LEFT_RIGHT), 100
    yield "upside down", lambda image, _: image.transpose(turn.FLIP_TOP_BOTTOM), 100
    yield "turned 90°", lambda image, _: image.transpose(turn.ROTATE_90), 100
    yield "turned 180°", lambda image, _: image.transpose(turn.ROTATE_180), 100
    for degrees in (1, 3):
        yield f"turned {degrees}°", lambda image, _, d=degrees: image.rotate(d, Image.Resampling.BICUBIC), None
    for share in (0.04, 0.12):
        yield f"text {share:.0%}", lambda image, _, s=share: caption(image, s), None
    for share in (0.02, 0.05, 0.10):
        yield f"border {share:.0%}", lambda image, i, s=share: jpeg(border(image, s, ((255,) * 3, (0,) * 3)[i % 2]), 85), 95
    yield "letterbox, black", lambda image, _: jpeg(letterbox(image, (0, 0, 0)), 85), 95
    yield "letterbox, white", lambda image, _: jpeg(letterbox(image, (255, 255, 255)), 85), 95
    for name, theme in THEMES.items():
        yield f"bubble, {name}", lambda image, i, t=theme: jpeg(bubble(image, t, i), 80), 95
        yield f"full width, {name}", lambda image, i, t=theme: jpeg(full(image, t, i), 80), 95
    yield "bubble, dark, mirrored", lambda image, i: bubble(image, THEMES["dark"], i).transpose(turn.FLIP_LEFT_RIGHT), None


def words(text: str) -> numpy.ndarray:
    return numpy.frombuffer(bytes.fromhex(text), dtype=numpy.uint8)


def described(program: str, images: list[Image.Image]):
    """Returns for each picture the hashes it is known by and those it is sought by, with their parts."""
    data = b"".join(b"P6 %d %d 255\n" % image.size + image.convert("RGB").tobytes() for image in images)
    said = subprocess.run([program], input=data, capture_output=True, check=True).stdout.decode()
    known, sought = [[] for _ in images], [[] for _ in images]
    for line in said.splitlines():
        kind, number, hashes, quality, part = line.split(" ", 4)
        into = known if kind == "known" else sought
        if int(quality) >= LEAST_QUALITY:
            into[int(number)].append((numpy.stack([words(one) for one in hashes.split(",")]), part))
    return known, sought


def nearest(queries: numpy.ndarray, bank: numpy.ndarray) -> int:
    if not len(queries) or not len(bank):
        return 256
    return int(numpy.bitwise_count(queries[:, None, :] ^ bank[None, :, :]).sum(axis=2).min())


def stacked(parts) -> numpy.ndarray:
    return numpy.concatenate([hashes for hashes, _ in parts]) if parts else numpy.zeros((0, 32), numpy.uint8)


def plain(image: Image.Image) -> numpy.ndarray:
    return numpy.packbits(pdqhash.compute(numpy.asarray(image.convert("RGB")))[0])


def eight(image: Image.Image) -> numpy.ndarray:
    return numpy.stack([numpy.packbits(one) for one in pdqhash.compute_dihedral(numpy.asarray(image.convert("RGB")))[0]])


def main() -> int:
    program, *paths = sys.argv[1:]
    photos, kept = [], []
    for path in paths:
        image = Image.open(path).convert("RGB")
        image = scaled(image, LONGER / max(image.size))
        quality = pdqhash.compute(numpy.asarray(image))[1]
        if quality >= LEAST_QUALITY:
            photos.append(image)
            kept.append(path)
        else:
            print(f"left out, nothing to recognise in it (quality {quality}): {path.rsplit('/', 1)[-1]}")
    paths = kept
    known, sought = described(program, photos)
    banks = [stacked(parts) for parts in known]
    print(f"{len(photos)} photographs, {sum(map(len, banks))} hashes in the bank")
    print(f"{'edit':26} {'median':>6} {'p90':>4} {'max':>4}   plain PDQ  8 hashes   Témoin")
    short, met = [], []
    for name, make, floor in edits():
        images = [make(photo, at) for at, photo in enumerate(photos)]
        _, asked = described(program, images)
        ours = [nearest(stacked(parts), bank) for parts, bank in zip(asked, banks)]
        one = [nearest(plain(image)[None], plain(photo)[None]) for image, photo in zip(images, photos)]
        all8 = [nearest(eight(image), plain(photo)[None]) for image, photo in zip(images, photos)]
        met += [(name, paths[a], paths[b]) for a, parts in enumerate(asked) for b, bank in enumerate(banks)
                if a != b and nearest(stacked(parts), bank) <= RADIUS]
        shares = [100 * sum(distance <= RADIUS for distance in found) / len(found) for found in (one, all8, ours)]
        order = sorted(ours)
        print(f"{name:26} {order[len(order) // 2]:6} {order[len(order) * 9 // 10]:4} {order[-1]:4}   "
              f"{shares[0]:8.0f} % {shares[1]:7.0f} % {shares[2]:7.0f} %{'' if floor is None else f'   (at least {floor} %)'}")
        if floor is not None and shares[2] < floor:
            short.append(name)
    unlike = [(a, b) for a in range(len(photos)) for b in range(len(photos)) if a != b]
    near = sum(nearest(stacked(sought[a]), banks[b]) <= RADIUS for a, b in unlike)
    chats = [jpeg(screenshot_of_texts(THEMES[name], seed), 80) for name in THEMES for seed in range(6)]
    chat_known, chat_sought = described(program, chats)
    chat_banks = [stacked(parts) for parts in chat_known]
    to_photos = sum(nearest(stacked(parts), bank) <= RADIUS for parts in chat_sought for bank in banks)
    among = [nearest(stacked(parts), bank) for a, parts in enumerate(chat_sought) for b, bank in enumerate(chat_banks) if a != b]
    print(f"unlike pairs: {len(unlike)} of photographs, {near} meet; their edits: {len(met)} meet")
    print(f"screens of nothing but texts: {to_photos} meet a photograph; among {len(among)} pairs of them "
          f"{sum(distance <= RADIUS for distance in among)} meet")
    if short:
        print("less than is to be found: " + ", ".join(short))
    return 1 if short or near or met or to_photos else 0


def screenshot_of_texts(theme, seed: int) -> Image.Image:
    shot, draw = screen(theme, "Camille")
    texts(draw, theme, 280, 2160, seed)
    below(draw, theme)
    return shot


sys.exit(main())
