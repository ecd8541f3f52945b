"""How fast the explorer is on a store: until the first page, page by page, and with many visitors at once.

    python benchmarks/explorer.py STORE [--runs 5] [--visitors 20] [--seconds 60]

The server is `lexline serve` in a process of its own on a free port of the loopback; the visitors are threads of this
process, each with a connection of its own, that ask the pages of the list one after another, each beginning elsewhere,
and between them pages of instruments and lineages that nobody has asked for before.
Printed are medians and 95th percentiles, every answer that was none, and the memory of the server and its workers.
The exit code is 1 where an answer failed.
"""

from __future__ import annotations

import argparse
import http.client
import json
import re
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

#: What is asked, with the seconds that are aimed at (0: none).
PAGES: tuple[tuple[str, str, float], ...] = (
    ("start page", "/", 0),
    ("S/RES/1325(2000), all who cite it", "/id/S-RES-1325-2000", 1.0),
    ("a paragraph", "/id/S-RES-2388-2017--op_16", 0),
    ("search: women and peace", "/?q=women%20and%20peace", 0.3),
    ("search: phrase, one body", "/?q=%22protection%20of%20civilians%22&body=SC", 0.3),
    ("suggestions", "/suggest?q=resol", 0),
    ("lineage, depth 2", f"/lineage?from={quote('S/RES/1325(2000)', safe='')}&depth=2", 1.5),
    ("lineage, depth 2, forward", f"/lineage?from={quote('S/RES/2388(2017)', safe='')}&depth=2&direction=forward", 1.5),
    ("mandates", "/mandates", 0),
    ("obligations", "/obligations", 0),
    ("themes", "/themes", 0),
    ("a theme", "/themes/women-peace-security", 0),
    ("treaties", "/treaties", 0),
    ("overview", "/overview", 0),
    ("SPARQL", "/sparql?format=json&query=" + quote("SELECT ?i WHERE { ?i a lx:Resolution } LIMIT 10"), 0),
    ("Turtle of an instrument", "/id/S-RES-1325-2000?format=turtle", 0),
)


LINEAGE = "/lineage?depth=1&from="
#: Instruments for the pages that nobody has asked for.
SLUGS = "/sparql?format=json&query=" + quote(
    "SELECT ?i WHERE { ?i lx:loaded true ; eli:date_document ?d } ORDER BY DESC(MD5(STR(?i))) LIMIT 3000"
)


@dataclass
class Tally:
    """What one visitor saw: seconds by page, and what was no answer."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


def ask(connection: http.client.HTTPConnection, path: str) -> tuple[int, float, int]:
    """Ask for a page; return its status, the seconds and the bytes."""
    started = time.perf_counter()
    connection.request("GET", path, headers={"Accept": "text/html, */*;q=0.5"})
    answer = connection.getresponse()
    size = len(answer.read())
    return answer.status, time.perf_counter() - started, size


def visit(host: str, port: int, first: int, end: float, tally: Tally, slugs: list[str]) -> None:
    """Ask page after page until the time is over: those of the list, and in between some that nobody asked for."""
    connection = http.client.HTTPConnection(host, port, timeout=120)
    at = first
    while time.monotonic() < end:
        name, path, _ = PAGES[at // 2 % len(PAGES)]
        if at % 2 and slugs:
            slug = slugs.pop()
            name, path = ("another instrument", f"/id/{slug}") if at % 4 == 1 else ("another lineage", LINEAGE + slug)
        at += 1
        try:
            status, seconds, _ = ask(connection, path)
        except (OSError, http.client.HTTPException) as error:
            tally.failed.append(f"{name}: {type(error).__name__}")
            connection.close()
            continue
        if status != 200:
            tally.failed.append(f"{name}: {status}")
        tally.seconds.setdefault(name, []).append(seconds)


def memory(process: int) -> int:
    """Return the MiB that a process and its children have in memory, where /proc tells."""
    total = 0
    waiting = [process]
    while waiting:
        at = Path("/proc") / str(waiting.pop())
        try:
            total += int(re.search(r"VmRSS:\s+(\d+)", (at / "status").read_text())[1])  # type: ignore[index]
            for task in (at / "task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except (OSError, TypeError):
            continue
    return total // 1024


def percentile(values: list[float], share: float) -> float:
    """Return the value below which a share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main() -> int:
    """Measure, print, and say whether all were answered."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("store")
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--visitors", type=int, default=20)
    options.add_argument("--seconds", type=float, default=60.0)
    chosen = options.parse_args()
    started = time.perf_counter()
    command = [sys.executable, "-m", "lexline.graph.cli", "serve", "--store", chosen.store, "--port", "0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        return measure(server, started, chosen.runs, chosen.visitors, chosen.seconds)
    finally:
        server.terminate()
        server.wait(timeout=60)


def measure(server: subprocess.Popen[str], started: float, runs: int, visitors: int, seconds: float) -> int:
    """Ask a server that has just been started."""
    assert server.stderr is not None
    told = re.search(r"http://([\d.]+):(\d+)", server.stderr.readline())
    if told is None:
        print("The server did not start.", file=sys.stderr)
        return 1
    host, port = told[1], int(told[2])
    status, _, _ = ask(http.client.HTTPConnection(host, port, timeout=120), "/")
    print(f"start page after the start of the process: {time.perf_counter() - started:.2f} s (status {status})")
    failed = page_by_page(host, port, runs)
    print(f"memory after that: {memory(server.pid)} MiB\n")
    tallies = [Tally() for _ in range(visitors)]
    with urllib.request.urlopen(f"http://{host}:{port}{SLUGS}", timeout=120) as answer:
        found = json.load(answer)["results"]["bindings"]
    slugs = [row["i"]["value"].rpartition("/")[2] for row in found]
    end = time.monotonic() + seconds
    threads = [
        threading.Thread(target=visit, args=(host, port, number, end, tally, slugs))
        for number, tally in enumerate(tallies)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = [time_ for tally in tallies for times in tally.seconds.values() for time_ in times]
    failures = [failure for tally in tallies for failure in tally.failed]
    print(f"{visitors} visitors for {seconds:g} s: {len(every)} answers, {len(every) / seconds:.1f} a second,")
    print(f"  median {statistics.median(every):.3f} s, 95th percentile {percentile(every, 0.95):.3f} s")
    for name in sorted({name for tally in tallies for name in tally.seconds}):
        times = [time_ for tally in tallies for time_ in tally.seconds.get(name, ())]
        print(f"  {name:38} {len(times):5} times, median {statistics.median(times):7.3f}, most {max(times):7.3f}")
    print(f"  no answer: {len(failures)} {sorted(set(failures))[:10]}")
    print(f"memory with them: {memory(server.pid)} MiB")
    return 1 if failures or failed else 0


def page_by_page(host: str, port: int, runs: int) -> int:
    """Ask each page once and then some times more, and print how long it took."""
    failed = 0
    print(f"{'page':40} {'first':>8} {'median':>8} {'aim':>6} {'KiB':>7}")
    connection = http.client.HTTPConnection(host, port, timeout=120)
    for name, path, aim in PAGES:
        status, first, size = ask(connection, path)
        median = statistics.median(ask(connection, path)[1] for _ in range(runs))
        failed += status != 200
        mark = f" status {status}" if status != 200 else " ABOVE" if aim and median > aim else ""
        print(f"{name:40} {first:8.3f} {median:8.3f} {aim or '':>6} {size / 1024:7.0f}{mark}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
