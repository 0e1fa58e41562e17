#!/usr/bin/env python3
"""Returned mails that others collected and labelled (REJOINDER_DATA/bounces): whom each is about, why it came back, and
whether the address is of no use. All go through mail-reader, the confined program that reads the mails of strangers."""
import csv
import json
import os
import subprocess
import sys
import time
from collections import defaultdict

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from rejoinder import BUILD, SKIPPED  # noqa: E402

DATA = os.path.join(os.environ.get("REJOINDER_DATA", ""), "bounces")
READER = os.path.join(BUILD, "plugins", "channel-email", "mail-reader")

# The collection's names of the reasons, where they are not ours in small letters.
NAMES = {"suspend": "suspended", "authfailure": "authenticationFailed", "spamdetected": "spam",
         "virusdetected": "virus", "contenterror": "contentRefused", "mesgtoobig": "messageTooBig",
         "exceedlimit": "limitExceeded", "notcompliantrfc": "notCompliant", "speeding": "tooFast",
         "toomanyconn": "tooManyConnections"}
KINDS = {"feedback": "complaint", "vacation": "autoReply", "delivered": "delivered"}


def read(mails):
    """What the reader says of each mail, and its seconds."""
    stream = b"".join(str(len(mail)).encode() + b"\n" + mail for mail in mails)
    began = time.perf_counter()
    run = subprocess.run([READER], input=stream, capture_output=True, check=False,
                         env={"CONFINED_MEMORY": str(1 << 30), "CONFINED_OUTPUT": str(1 << 30), "CONFINED_SECONDS": "60"})
    seconds = time.perf_counter() - began
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    if run.returncode != 0 or len(answers) != len(mails):
        sys.exit(f"mail-reader ended with {run.returncode} after {len(answers)} of {len(mails)} mails: "
                 f"{run.stderr.decode(errors='replace')}")
    return answers, seconds


def content(path):
    with open(path, "rb") as file:
        return file.read()


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def recipients():
    """The share of recipients of the first collection that are named, with temporary or permanent right."""
    expected = rows(f"{DATA}/flufl/expected_flufl.csv")
    answers, _ = read([content(f"{DATA}/flufl/messages/{row['file']}") for row in expected])
    right = total = 0
    for row, answer in zip(expected, answers):
        found = {failure["address"].lower(): failure["permanent"] for failure in answer["failures"]}
        for address in row["recipients"].lower().split():
            total += 1
            if found.get(address) == (row["kind"] == "permanent"):
                right += 1
            else:
                print(f"  {row['file']}: {address} is not found; found {sorted(found)}")
    return right / total, total


def same(reason, failure):
    return failure["reason"].lower() == NAMES.get(reason, reason).lower()


def match(expected, failures):
    """Which failure belongs to which expected recipient: the collection names no addresses, only their order."""
    if len(expected) == len(failures):
        return failures
    rest, chosen = list(failures), []
    for row in expected:
        fit = next((one for one in rest if same(row["reason"], one)), rest[0] if rest else None)
        if fit is not None:
            rest.remove(fit)
        chosen.append(fit)
    return chosen


def reasons():
    """The shares of recipients of the second collection whose reason, and whose hard or not, is right."""
    by_file = defaultdict(list)
    for row in rows(f"{DATA}/sisimai/expected.csv"):
        by_file[row["file"]].append(row)
    answers, _ = read([content(f"{DATA}/sisimai/{file}") for file in by_file])
    reason = hard = total = 0
    for (file, expected), answer in zip(by_file.items(), answers):
        for row, failure in zip(expected, match(expected, answer["failures"]) or [None] * len(expected)):
            total += 1
            if row["reason"] in KINDS:
                fits = answer["kind"] == KINDS[row["reason"]]
                reason += fits
                hard += fits
            elif failure is not None:
                reason += same(row["reason"], failure)
                hard += failure["hard"] == (row["hardbounce"] == "1")
    return reason / total, hard / total, total


def main():
    if not os.path.isdir(DATA):
        print("REJOINDER_DATA does not name a folder with bounces/")
        sys.exit(SKIPPED)
    faults = []

    def show(words, share, wanted):
        print(f"{words}: {share:.1%} (wanted {wanted:.0%})")
        if share < wanted:
            faults.append(words)

    share, count = recipients()
    show(f"recipients and temporary or permanent, {count} recipients", share, 0.92)
    by_reason, by_hard, count = reasons()
    show(f"reasons, {count} recipients", by_reason, 0.85)
    show(f"hard or not, {count} recipients", by_hard, 0.95)

    folder = f"{DATA}/sisimai/set-of-emails/maildir/not"
    answers, _ = read([content(f"{folder}/{name}") for name in sorted(os.listdir(folder))])
    if any(answer["failures"] for answer in answers):
        faults.append("a mail that is no bounce was read as one")

    folder = f"{DATA}/sisimai/set-of-emails/maildir/bsd"
    mails = [content(f"{folder}/{name}") for name in sorted(os.listdir(folder))] * 10
    _, seconds = read(mails)
    print(f"{len(mails) / seconds:,.0f} mails/s by one confined reader, start included")
    # Cut anywhere, a mail is still read to its end.
    read([mail[:len(mail) * part // 7] for mail in mails[:312] for part in range(1, 7)])
    if faults:
        sys.exit("; ".join(faults))


main()
