#!/usr/bin/env bash
# Measures what the README's section "How fast" states, on this machine, and prints it as that table.
# Run it while nothing else runs: scripts/measure.sh [--quick]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

events=20000000 queries=1000
if [ "${1:-}" = "--quick" ]; then events=2000000 queries=20; fi

dotnet build -c Release src/P2PActors.Cli >/dev/null
p2p() { dotnet run -c Release --no-build --project src/P2PActors.Cli -- "$@"; }
field() { grep -o "\"$1\": [^,]*" | cut -d' ' -f2; }

echo "$(nproc) cores, $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | xargs), $(dotnet --version)"
echo
echo "| benchmark | peers | million events per second | bytes per peer |"
echo "|---|---|---|---|"
row() {
    local json
    json=$(p2p bench "$@" --json)
    printf '| %s | %s | %.1f | %.0f |\n' "$1" "$(field peers <<<"$json")" \
        "$(awk "BEGIN { print $(field eventsPerSecond <<<"$json") / 1e6 }")" "$(field bytesPerPeer <<<"$json")"
}
for peers in 10000 100000 1000000; do row forwarding --peers $peers --events $events; done
if p2p --version | grep -q 'Akka.NET): yes'; then
    echo "| the same, engine akka, one thread: | | | |"
    for peers in 10000 100000; do row forwarding --peers $peers --events $events --engine akka --threads 1; done
fi
row flood --queries $queries
row transfers
[ "${1:-}" = "--quick" ] && row swarm --peers 100 --pieces 100 || row swarm
[ "${1:-}" = "--quick" ] && row calls --peers 5000 || row calls
[ "${1:-}" = "--quick" ] && row volunteers --clients 10000 || row volunteers
[ "${1:-}" = "--quick" ] && row supernodes --peers 1000 || row supernodes
