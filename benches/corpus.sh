#!/usr/bin/env bash
# Builds a corpus from nothing, again and again, and prints the median wall
# time, the episodes a second and the peak memory.
#
# usage: benches/corpus.sh [FOLDER] [RUNS]
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-$here/../shared/corpus/python-bytes}
runs=${2:-7}
cargo build --release --quiet --manifest-path "$here/Cargo.toml"
python3 - "$here/target/release/cuepoint" "$folder" "$runs" <<'PY'
import os, pathlib, resource, shutil, statistics, subprocess, sys, tempfile, time
binary, folder, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
base = "/dev/shm" if os.path.isdir("/dev/shm") else None
walls = []
for _ in range(runs):
    out = tempfile.mkdtemp(dir=base)
    start = time.perf_counter()
    subprocess.run([binary, "build", folder, "--out", out + "/site"], check=True, stderr=subprocess.DEVNULL)
    walls.append(time.perf_counter() - start)
    episodes = sum(1 for _ in pathlib.Path(out).rglob("episode.json"))
    shutil.rmtree(out)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
wall = statistics.median(walls)
print(f"{episodes} episodes, median of {runs}: {wall:.3f} s wall, {episodes / wall:.0f} episodes/s, "
      f"{(used.ru_utime + used.ru_stime) / runs:.3f} s user+sys, peak {used.ru_maxrss / 1024:.0f} MiB")
PY
