#!/usr/bin/env python3
"""A thousand reply cards (60 in the short form) as scanners see them: the share of codes read, wrong codes, pages per second, and
beside it what ZXing alone reads. All go through page-reader, the confined program of channel-scan."""
import concurrent.futures
import json
import multiprocessing
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import cards  # noqa: E402
from rejoinder import BUILD, SHORT, SKIPPED, Checks  # noqa: E402

READER = BUILD / "plugins" / "channel-scan" / "page-reader"
COUNT = 60 if SHORT else 1000
LIMITS = {"CONFINED_MEMORY": str(1 << 30), "CONFINED_OUTPUT": str(1 << 28), "CONFINED_SECONDS": "60"}
NOTHING = json.dumps({"moduleMm": 0, "code": "", "boxes": []})


def make(job):
    number, folder = job
    dice = cards.dice_of(number)
    code = cards.random_code(dice)
    path = pathlib.Path(folder) / f"{number}-{code}.jpg"
    path.write_bytes(cards.jpeg(cards.scanned(code, dice)))
    return path


def read(path):
    """The codes that stand on a card."""
    with open(path, "rb") as file:
        run = subprocess.run([READER, "page", "1", NOTHING], stdin=file, capture_output=True, check=False, env=LIMITS)
    if run.returncode != 0:
        sys.exit(f"page-reader ended with {run.returncode}: {run.stderr.decode(errors='replace')}")
    return [code["text"] for code in json.loads(run.stdout.split(b"\n", 1)[0])["codes"]]


def bare(path):
    """One look of ZXing at the whole page, in the same program."""
    with open(path, "rb") as file:
        run = subprocess.run([READER, "look", "1"], stdin=file, capture_output=True, check=False, env=LIMITS)
    return run.stdout.decode().split()


def timed(look, paths):
    began = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        found = list(pool.map(look, paths))
    return found, len(paths) / (time.perf_counter() - began)


def main():
    if not cards.available():
        print("skipped: Pillow, numpy or dmtxwrite is not installed for this python3")
        sys.exit(SKIPPED)
    checks = Checks()
    with tempfile.TemporaryDirectory() as folder:
        with multiprocessing.Pool(2) as pool:
            paths = pool.map(make, [(number, folder) for number in range(COUNT)], 8)
        truth = [path.stem.split("-")[1] for path in paths]
        found, speed = timed(read, paths)
        alone, limit = timed(bare, paths)
    right = sum(codes == [code] for codes, code in zip(found, truth))
    wrong = [(code, text) for codes, code in zip(found, truth) for text in codes if text != code and cards.fits(text)]
    for codes, code in zip(found, truth):
        if codes != [code]:
            print(f"  {code} was read as {codes}")
    only = sum(codes == [code] for codes, code in zip(alone, truth))
    print(f"{COUNT} cards: {right} right; ZXing's one look {only}; {speed:.1f} pages/s on 2 processes, ZXing's one look {limit:.1f}")
    checks.that("at least 99 % of the codes are read", right >= 0.99 * COUNT, f"{100 * right / COUNT:.1f} %")
    checks.same("no wrong code passes its check character", wrong, [])
    checks.that("the tiles read what one look misses", right >= only)
    checks.that("at least 10 pages a second", speed >= 10 or SHORT, f"{speed:.1f}")
    checks.close()


main()
