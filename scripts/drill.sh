#!/usr/bin/env bash
# Fault drills: a cluster (scripts/cluster.sh) is harmed while it runs a scenario, again and again. No run may be lost, and
# every one must have the digest that one computer alone gives. See --help.
set -uo pipefail

usage() {
    cat <<'TEXT'
Usage: scripts/drill.sh [--namespaces] [--machines N] [--kills N] [--times N] [--scenario FILE] [DRILL]...

  --namespaces     machines in network namespaces (needs root); without, there is no drill 'partition'
  --machines N     machines of the cluster (3)
  --kills N        runs of the drill 'kill' (20)
  --times N        runs of every other drill (3)
  --scenario FILE  what is run (scripts/drill.conf)

Drills (all if none is named); each comes at a random moment of a run:
  kill       SIGKILL of each machine in turn, the coordinator's included; afterwards it is started again
  stop       SIGSTOP of a machine for longer than the failure detector allows, then SIGCONT
  partition  one machine is cut off for longer than the cluster waits, then the network is healed
  leave      a machine leaves (SIGTERM)
  join       a further machine joins
  refused    a machine of another version joins: it must be left out. P2P_OTHER is its command p2p (built if not given)

Prints a table: drill, runs, runs lost, digests different, slowest recovery (from the fault to the next attempt).
Exit code 1 if any run was lost or has another digest. P2P_DRILL_SEED repeats the moments; environment as for cluster.sh.
TEXT
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cluster=$root/scripts/cluster.sh
export P2P_CLUSTER=${P2P_CLUSTER:-$root/runs/drill}
machines=3 kills=20 times=3 scenario=$root/scripts/drill.conf mode='' drills=()
fail() { printf 'drill.sh: %s\n' "$*" >&2; exit 2; }
number() { [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || fail "$1 ${2:-}: expected a number from 1"; echo "$2"; }
while [ $# -gt 0 ]; do
    case $1 in
        --namespaces) mode=--namespaces ;;
        --machines) machines=$(number "$1" "${2:-}") || exit 2; shift ;;
        --kills) kills=$(number "$1" "${2:-}") || exit 2; shift ;;
        --times) times=$(number "$1" "${2:-}") || exit 2; shift ;;
        --scenario) scenario=${2:-}; shift ;;
        kill | stop | partition | leave | join | refused) drills+=("$1") ;;
        -h | --help) usage; exit 0 ;;
        *) fail "there is no drill or option '$1'; see --help" ;;
    esac
    shift
done
[ -f "$scenario" ] || fail "--scenario $scenario: there is no such file"
[ "$machines" -ge 3 ] || fail "--machines $machines: a majority that survives one machine needs 3"
if [ ${#drills[@]} -eq 0 ]; then
    drills=(kill stop leave join refused)
    [ -n "$mode" ] && drills=(kill stop partition leave join refused)
fi
RANDOM=${P2P_DRILL_SEED:-$$}
work=$P2P_CLUSTER-drill
mkdir -p "$work"
trap '"$cluster" down' EXIT

now() { date +%s.%N; }
since() { awk "BEGIN { printf \"%.1f\", $(now) - $1 }"; }
p2p() { ${P2P_BIN:-dotnet "$root/src/P2PActors.Cli/bin/Release/net10.0/p2p.dll"} "$@"; }
digests() { grep -ho '"digest": "[0-9a-f]*"' "$1/summary.json" 2>/dev/null | sort | tr -d '\n'; }

# --- one run with one fault ---
declare -A runs lost different slowest
attempts() { grep -c 'attempt [0-9]* on' "$work/said" 2>/dev/null || true; }
run() { # run DRILL VICTIM FAULT...: submits, waits for a random moment, does it, waits for the end
    local drill=$1 victim=$2 submit began before recovery='-' ended until
    shift 2
    rm -rf "$work/result"
    # Whoever waits for the run is connected to a machine that stays: the drill is about the cluster.
    P2P_VIA=$((victim % machines + 1)) "$cluster" submit "$scenario" --out "$work/result" >"$work/said" 2>&1 &
    submit=$!
    until=$((SECONDS + 120))
    while [ "$(attempts)" -eq 0 ] && kill -0 $submit 2>/dev/null && [ $SECONDS -lt $until ]; do sleep 0.1; done
    # A random moment of the first two thirds of what a run takes without a fault.
    sleep "$(awk "BEGIN { printf \"%.2f\", $usual * 2 / 3 * $RANDOM / 32768 }")"
    before=$(attempts)
    began=$(now)
    "$@" || printf '  the fault itself failed: %s\n' "$*"
    while kill -0 $submit 2>/dev/null; do
        if [ "$recovery" = - ] && [ "$(attempts)" -gt "$before" ]; then recovery=$(since "$began"); fi
        sleep 0.1
    done
    wait $submit
    ended=$?
    [ "$recovery" = - ] && [ "$(attempts)" -gt "$before" ] && recovery=$(since "$began")
    runs[$drill]=$((${runs[$drill]:-0} + 1))
    if [ $ended -ne 0 ]; then
        lost[$drill]=$((${lost[$drill]:-0} + 1))
        cp "$work/said" "$work/lost-$drill-${runs[$drill]}"
    elif [ "$(digests "$work/result")" != "$expected" ]; then
        different[$drill]=$((${different[$drill]:-0} + 1))
        cp -r "$work/result" "$work/different-$drill-${runs[$drill]}"
    fi
    [ "$recovery" = - ] || slowest[$drill]=$(awk "BEGIN { print $recovery > ${slowest[$drill]:-0} ? $recovery : ${slowest[$drill]:-0} }")
    printf '%s %d (%s): %s, next attempt after %s s\n' "$drill" "${runs[$drill]}" "${*##*/}" "$([ $ended -eq 0 ] && echo "ended" || echo "LOST ($ended): $(tail -n 1 "$work/said")")" "$recovery"
}
whole() { # all machines are members again, and no others
    local k
    for ((k = 1; k <= machines; k++)); do "$cluster" start "$k" >/dev/null 2>&1; done
    k=$((machines + 1))
    "$cluster" leave $k >/dev/null 2>&1 && sleep 3
    "$cluster" status | awk -v n="$machines" 'NR > 1 && $1 <= n && $6 != "200" { bad = 1 } END { exit bad }' || { sleep 5; "$cluster" status; }
}

# --- the drills ---
victim() { echo $((($1 - 1) % machines + 1)); }
stand_still() { "$cluster" stop "$1" && sleep 20 && "$cluster" cont "$1"; }
cut_off() {
    local others
    others=$(seq 1 "$machines" | grep -vx "$1" | paste -sd,)
    "$cluster" partition "$others|$1" && sleep 20 && "$cluster" heal
}
drill_kill() { for ((i = 1; i <= kills; i++)); do run kill "$(victim $i)" "$cluster" kill "$(victim $i)"; whole; done; }
drill_stop() { for ((i = 1; i <= times; i++)); do run stop "$(victim $i)" stand_still "$(victim $i)"; settle "$(victim $i)"; whole; done; }
drill_partition() { for ((i = 1; i <= times; i++)); do run partition "$(victim $i)" cut_off "$(victim $i)"; settle "$(victim $i)"; whole; done; }
drill_leave() { for ((i = 1; i <= times; i++)); do run leave "$(victim $i)" "$cluster" leave "$(victim $i)"; settle "$(victim $i)"; whole; done; }
drill_join() { for ((i = 1; i <= times; i++)); do run join 1 "$cluster" start $((machines + 1)); whole; done; }
settle() { # a machine that was given up ends by itself; it may take as long as the failure detector and a little more
    local i
    for ((i = 0; i < 40; i++)); do "$cluster" status | awk -v k="$1" '$1 == k && $3 == "gone" { found = 1 } END { exit !found }' && return; sleep 0.5; done
}
drill_refused() {
    local other=${P2P_OTHER:-} further=$((machines + 1)) i
    if [ -z "$other" ]; then
        dotnet build -c Release -v quiet --nologo -p:Version=0.0.1 -o "$work/other" "$root/src/P2PActors.Cli" >"$work/other.log" 2>&1 || { tail -n 5 "$work/other.log"; fail "the other version could not be built"; }
        other="dotnet $work/other/p2p.dll"
    fi
    export "P2P_BIN_$further=$other"
    for ((i = 1; i <= times; i++)); do
        run refused 1 "$cluster" start "$further"
        "$cluster" logs "$further" 1000 | grep -q 'is not used' && printf '  it was told that it is not used\n'
        whole
    done
    unset "P2P_BIN_$further"
}

# shellcheck disable=SC2086
"$cluster" up "$machines" $mode || exit 2
rm -rf "$work/alone" "$work/usual"
p2p run "$scenario" --quiet --out "$work/alone" || fail "the scenario cannot be run"
expected=$(digests "$work/alone")
[ -n "$expected" ] || fail "the run on one computer has no digest"
"$cluster" submit "$scenario" --out "$work/usual" >"$work/said" 2>&1 || { tail -n 3 "$work/said"; fail "the cluster cannot run the scenario even when it is left alone"; }
[ "$(digests "$work/usual")" = "$expected" ] || fail "the cluster gives another digest than one computer, even when it is left alone"
began=$(now)
"$cluster" submit "$scenario" --quiet --out "$work/usual" || fail "the cluster cannot run the scenario twice"
usual=$(since "$began")
printf 'A run takes %s s on %d machines; digest %s\n' "$usual" "$machines" "$expected"
for drill in "${drills[@]}"; do "drill_$drill"; done

printf '\n| drill | runs | lost | digests different | slowest recovery |\n|---|---|---|---|---|\n'
bad=0
for drill in "${drills[@]}"; do
    printf '| %s | %d | %d | %d | %s |\n' "$drill" "${runs[$drill]:-0}" "${lost[$drill]:-0}" "${different[$drill]:-0}" "${slowest[$drill]:+${slowest[$drill]} s}"
    bad=$((bad + ${lost[$drill]:-0} + ${different[$drill]:-0}))
done
[ $bad -eq 0 ]
