#!/bin/sh
# How long commands take to be answered by a run that goes on meanwhile, in ms: KaZaA with all of 100,000 peers on line, a
# thousand of them supernodes from the start, first at the speed of real time and then as fast as possible. Needs python3.
# usage: scripts/inspection-times.sh [PEERS] [TRIES]
set -eu
peers=${1:-100000}
tries=${2:-21}
here=$(dirname "$0")
out=$(mktemp -d)
log="$out/log"
dotnet "$here/../src/P2PActors.Cli/bin/Release/net10.0/p2p.dll" run "$here/../hocon/kazaa-supernodes.conf" \
  --set peers="$peers" --set churn=none --set faults=[] --set expect=[] --set systems.kazaa.supernodes.initial=$((peers / 100)) \
  --set queries.start-after=1m --set queries.mean-interval=10h --control 0 --out "$out/run" > "$log" 2>&1 &
run=$!
trap 'kill $run 2>/dev/null || true; rm -rf "$out"' EXIT
python3 - "$log" "$tries" <<'PY'
import re, socket, sys, time
log, tries = sys.argv[1], int(sys.argv[2])
begun = time.time()
while not (port := re.search(r"Control port 127.0.0.1:(\d+)", open(log).read())):  # the run says so when it opens it
    if time.time() - begun > 30: sys.exit("the run did not begin:\n" + open(log).read())
    time.sleep(0.1)
s = socket.create_connection(("127.0.0.1", int(port.group(1))))
r = s.makefile("r", encoding="utf-8")
def ask(line):
    begun = time.time()
    s.sendall((line + "\n").encode())
    text = []
    for answer in r:
        if answer.startswith(". "): return (time.time() - begun) * 1000, text, answer[2:].strip()
        text.append(answer.rstrip())
    sys.exit("the run has ended")
ask("P2PACTORS-CONTROL 1")
ask("status")  # answered when the world is built
def until(standing):
    while ask("status")[2].split()[0] < standing: time.sleep(0.5)
until("0:01:10")
commands = ["status", "peers order by degree", "peers order by messages limit 10", "peers degree>5 state=online", "peer 42",
            "metrics", "roles", "journal", "digest", 'trace search 42 "the"', "trace show depth 3", "trace stop", "kill 7", "restart 7"]
for speed in ["1x", "max"]:
    ask("speed " + speed)
    print(f"\nspeed {speed}")
    print("\n".join(ask("status")[1]))
    print(f"{'command':34} {'median':>9} {'greatest':>9}   ({tries} tries)")
    for command in commands:
        times = []
        for _ in range(tries):
            if command == "trace show depth 3": time.sleep(0.02)
            took, text, _ = ask(command)
            if text and text[0].startswith("error"): sys.exit(f"{command}: {text[0]}")
            times.append(took)
            time.sleep(0.01)  # or the next command would always come right after a barrier
        times.sort()
        print(f"{command:34} {times[tries // 2]:6.1f} ms {times[-1]:6.1f} ms", flush=True)
    print("until", ask("status")[2], flush=True)
ask("quit")
PY
