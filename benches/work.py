#!/usr/bin/env python3
"""What builds, second builds and the preview take: medians of whole processes.

usage: benches/work.py ARCHIVE... [--runs N] [--out DIR] [--cold-runs N]

ARCHIVE is a folder with episodes, as `gen.py --sites archive` of ../shared/bench
writes it. Nothing in it stays changed. Output goes to a memory file system
unless --out says otherwise. For each archive it prints a line of Markdown for:

- cold, the peers' work: pages, topics, feed and sitemap alone (and what no peer
  does: every mention of a topic), with and without the times of items;
- cold, everything but social cards;
- warm, nothing changed; warm, notes of one episode edited;
- serve: ready to answer with a warm cache; saved until the new page is served.
"""
import argparse, http.client, os, pathlib, re, shutil, statistics, subprocess, sys, tempfile, time

parser = argparse.ArgumentParser()
parser.add_argument("archives", nargs="+", type=pathlib.Path)
parser.add_argument("--runs", type=int, default=5)
parser.add_argument("--cold-runs", type=int, default=5)
parser.add_argument("--out", default="/dev/shm" if os.path.isdir("/dev/shm") else None)
args = parser.parse_args()
here = pathlib.Path(__file__).resolve().parent.parent
subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=here, check=True)
CUEPOINT = str(here / "target/release/cuepoint")
PEERS = 'exports = false\ntwins = false\ncards = false\nsearch = false\n[feed]\npage-size = 300\n'
UNTIMED = PEERS + "[items]\nleast-confidence = 1\n"
ALL = "cards = false\n"
WORK = [
    ("cold, the peers' work", PEERS),
    ("cold, the peers' work, no times found", UNTIMED),
    ("cold, all but cards", ALL),
]


def run(root, out):
    """Wall and CPU seconds and peak MiB of a build."""
    begin = time.perf_counter()
    process = subprocess.Popen([CUEPOINT, "build", str(root), "--out", str(out)], stderr=subprocess.PIPE)
    said = process.stderr.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    if status:
        sys.exit(said)
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def medians(runs):
    return [statistics.median(it) for it in zip(*runs)]


def line(what, n, runs):
    wall, cpu, peak = medians(runs)
    print(f"| {n:,} | {what} | {wall * 1000:,.0f} ms | {cpu:.2f} s | {peak:,.0f} MiB |", flush=True)


def get(port, path):
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except OSError:
        return 0, b""


def served(root, notes, n):
    ready, saved = [], []
    for nth in range(args.runs + 1):
        port = 20000 + (os.getpid() * 7 + nth) % 20000
        begin = time.perf_counter()
        server = subprocess.Popen([CUEPOINT, "serve", str(root), "--port", str(port)], stderr=subprocess.DEVNULL)
        while get(port, "/")[0] != 200:
            time.sleep(0.001)
        took = time.perf_counter() - begin
        if nth:  # the first fills the cache
            ready.append(took)
        if nth == args.runs:
            page = next(it for it in re.findall(rb'href="([^"#]*/\d+[^"#]*/)"', get(port, "/archive/")[1]) if b"/3-" in it or b"/03-" in it or b"/003-" in it).decode()
            text = notes.read_text()
            time.sleep(3)
            for edit in range(args.runs):
                mark = f"zqmark{edit}"
                begin = time.perf_counter()
                notes.write_text(f"{text}\n\n{mark}\n")
                while mark.encode() not in get(port, page)[1]:
                    time.sleep(0.001)
                saved.append(time.perf_counter() - begin)
                time.sleep(1)
            notes.write_text(text)
        server.kill()
        server.wait()
    print(f"| {n:,} | serve: ready, warm | {statistics.median(ready) * 1000:,.0f} ms | | |")
    print(f"| {n:,} | saved → served | {statistics.median(saved) * 1000:,.0f} ms | | |", flush=True)


print("| episodes | work | wall | user + system | peak |\n| --- | --- | --- | --- | --- |")
for archive in args.archives:
    base = pathlib.Path(tempfile.mkdtemp(dir=args.out))
    root = base / "show"
    shutil.copytree(archive, root)
    # Files that rested are known by size and time.
    notes = sorted(it for it in root.rglob("*.md"))[2]
    n = len(list(root.rglob("*.md")))
    for what, settings in WORK:
        (root / "show.toml").write_text(f'title = "Bench"\nbase-url = "https://bench.example/"\n{settings}')
        (root / "feed.lock").unlink(missing_ok=True)
        time.sleep(3)
        runs = []
        for nth in range(args.cold_runs):
            out = base / f"out-{nth}"
            runs.append(run(root, out))
            shutil.rmtree(out)
            shutil.rmtree(base / f".out-{nth}.cuepoint-cache", ignore_errors=True)
            (root / "feed.lock").unlink(missing_ok=True)
        line(what, n, runs)
    out = base / "warm"
    run(root, out)
    time.sleep(3)
    run(root, out)
    run(root, out)
    line("warm, nothing changed", n, [run(root, out) for _ in range(args.runs)])
    text, runs = notes.read_text(), []
    for edit in range(args.runs):
        notes.write_text(f"{text}\n\nAnother sentence, number {edit}.\n")
        runs.append(run(root, out))
    line("warm, one edited", n, runs)
    notes.write_text(text)
    served(root, notes, n)
    shutil.rmtree(base)
