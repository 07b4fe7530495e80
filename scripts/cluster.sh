#!/usr/bin/env bash
# A cluster of machines on this computer: processes, or network namespaces with addresses of their own. See --help.
# It ends only what it started: every machine's process id and start time are in the run folder.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: scripts/cluster.sh COMMAND

  up [N] [--namespaces]   start a cluster of N machines (3) and wait until all are members
  status                  each machine: process, health, addresses
  submit SCENARIO [...]   p2p submit to the first machine that is ready
  start K                 start machine K, again or as a further one; it joins the others
  leave K                 have machine K leave: its work is given to the others first (SIGTERM)
  kill K                  end machine K without warning (SIGKILL)
  stop K, cont K          let machine K stand still (SIGSTOP), and go on (SIGCONT)
  partition A|B           cut the network between two groups, as in 1,2|3 (namespaces only; quote it)
  heal                    end the partition
  logs K [LINES]          the end of what machine K has said
  down                    end all machines and remove the namespaces

Machine K listens on port BASE+K for the others, BASE+100+K for control (p2p submit, p2p attach) and BASE+200+K for
health and metrics, all on 127.0.0.1. With --namespaces, which needs root, machine K has the address NET.K in a namespace
of its own (ports 4700, 4747, 4780); their control ports ask for the token in the file 'token' of the run folder.

Environment:
  P2P_CLUSTER   run folder (runs/cluster)
  P2P_BASE      BASE (4700)
  P2P_NET       NET, the first three numbers of the namespaces' addresses (10.47.0)
  P2P_BIN       the command p2p (built from this project in Release if not given)
  P2P_BIN_K     the same for machine K alone, for tests with another version
  P2P_CONFIG    configuration file for all machines
  P2P_VIA       the machines to try for 'submit', in this order (all, from 1)
  P2P_MACHINE   further options of p2p machine
  P2P_PATIENCE  seconds to wait for machines to become members (90)
TEXT
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=${P2P_CLUSTER:-$root/runs/cluster}
base=${P2P_BASE:-4700}
net=${P2P_NET:-10.47.0}
patience=${P2P_PATIENCE:-90}
# Names of interfaces may have 15 characters; the checksum keeps two clusters on one computer apart.
tag=p2p$(printf '%s' "$folder" | cksum | cut -c1-4)

fail() { printf 'cluster.sh: %s\n' "$*" >&2; exit 2; }
say() { printf '%s\n' "$*"; }

need_number() { [[ ${1:-} =~ ^[1-9][0-9]?$ ]] || fail "found '${1:-}', expected the number of a machine, 1 to 99"; }
need_cluster() { [ -f "$folder/size" ] || fail "there is no cluster in $folder; start one: scripts/cluster.sh up 3"; }
mode() { cat "$folder/mode"; }
known() { (cd "$folder" 2>/dev/null && printf '%s\n' machine-*.pid | sed -n 's/^machine-\([0-9]*\)\.pid$/\1/p' | sort -n); }

# --- processes: a process is ours if it has the id and the start time that we noted ---
start_time() { sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }
state_of() { # running, stopped or gone
    local pid started
    read -r pid started 2>/dev/null <"$folder/machine-$1.pid" || { echo gone; return; }
    [ "$(start_time "$pid")" = "$started" ] || { echo gone; return; }
    case $(sed 's/^.*) //' "/proc/$pid/stat" 2>/dev/null | cut -d' ' -f1) in
        T) echo stopped ;;
        Z | X | '') echo gone ;;
        *) echo running ;;
    esac
}
signal() { # signal K NAME
    local pid
    need_number "$1"
    need_cluster
    [ "$(state_of "$1")" != gone ] || fail "machine $1 is not running"
    read -r pid _ <"$folder/machine-$1.pid"
    kill "-$2" "$pid"
}
wait_gone() { # wait_gone K SECONDS
    local until=$((SECONDS + $2))
    while [ "$(state_of "$1")" != gone ]; do
        [ $SECONDS -lt $until ] || return 1
        sleep 0.1
    done
}

# --- addresses ---
host_of() { [ "$(mode)" = namespaces ] && echo "$net.$1" || echo 127.0.0.1; }
port_of() { [ "$(mode)" = namespaces ] && echo 4700 || echo $((base + $1)); }
control_of() { [ "$(mode)" = namespaces ] && echo 4747 || echo $((base + 100 + $1)); }
health_of() { [ "$(mode)" = namespaces ] && echo 4780 || echo $((base + 200 + $1)); }
within() { # within K COMMAND...: in the namespace of machine K, if it has one
    local k=$1
    shift
    if [ "$(mode)" = namespaces ]; then ip netns exec "$tag-$k" "$@"; else "$@"; fi
}
health() { # the answer to /health/ready: "200 ready", "503 not ready: ..." or nothing
    within "$1" timeout 3 bash -c '
        exec 3<>"/dev/tcp/127.0.0.1/$1" || exit
        printf "GET /health/ready HTTP/1.0\r\n\r\n" >&3
        tr -d "\r" <&3 | sed -n "1s/^[^ ]* \([0-9]*\).*/\1/p; \$p" | paste -s -d " "' - "$(health_of "$1")" 2>/dev/null || true
}

# --- namespaces: one bridge; a partition moves its second group to another one ---
bridge() { # bridge NAME
    ip link show "$1" >/dev/null 2>&1 || { ip link add "$1" type bridge && printf '%s\n' "$1" >>"$folder/bridges"; }
    ip link set "$1" up
}
namespace() { # the namespace of machine K, if it is not there yet
    local k=$1
    ip netns list | grep -q "^$tag-$k\b" && return
    ip netns add "$tag-$k"
    printf '%s\n' "$tag-$k" >>"$folder/namespaces"
    ip link add "$tag-v$k" type veth peer name eth0 netns "$tag-$k"
    ip link set "$tag-v$k" master "$tag-a" up
    ip -n "$tag-$k" addr add "$net.$k/24" dev eth0
    ip -n "$tag-$k" link set eth0 up
    ip -n "$tag-$k" link set lo up
}

p2p_command() { # the command p2p of machine K, or of nobody in particular
    local own="P2P_BIN_${1:-0}" dll=$root/src/P2PActors.Cli/bin/Release/net10.0/p2p.dll
    if [ -n "${!own:-}" ]; then echo "${!own}"; elif [ -n "${P2P_BIN:-}" ]; then echo "$P2P_BIN"; else echo "dotnet $dll"; fi
}
build() {
    [ -n "${P2P_BIN:-}" ] && return
    dotnet build -c Release -v quiet --nologo "$root/src/P2PActors.Cli" >"$folder/build.log" 2>&1 || { tail -n 20 "$folder/build.log" >&2; fail "the build failed"; }
}
check_engine() {
    # The words of the command are separate on purpose: it may be 'dotnet p2p.dll'.
    # shellcheck disable=SC2046
    $(p2p_command) --version | grep -q 'Akka.NET): yes' || fail "the cluster engine is not in this build; p2p --version says why"
}

start_machine() { # start_machine K
    local k=$1 j options=()
    if [ "$(mode)" = namespaces ]; then
        namespace "$k"
        options+=(--host "$net.$k" --control-address 0.0.0.0)
    fi
    for ((j = 1; j <= $(cat "$folder/size"); j++)); do options+=(--join "$(host_of "$j"):$(port_of "$j")"); done
    [ -n "${P2P_CONFIG:-}" ] && options+=(--config "$P2P_CONFIG")
    [ "$(mode)" = namespaces ] && P2P_TOKEN=$(cat "$folder/token") && export P2P_TOKEN
    local inside=()
    [ "$(mode)" = namespaces ] && inside=(ip netns exec "$tag-$k")
    # Each of these commands becomes the next, so that the process id is the machine's own.
    # shellcheck disable=SC2046,SC2086
    (exec "${inside[@]}" setsid $(p2p_command "$k") machine --name "machine-$k" --port "$(port_of "$k")" --control "$(control_of "$k")" --health "$(health_of "$k")" \
        --data "$folder/machine-$k" "${options[@]}" ${P2P_MACHINE:-}) >>"$folder/machine-$k.out" 2>&1 </dev/null &
    local pid=$!
    printf '%s %s\n' "$pid" "$(start_time "$pid")" >"$folder/machine-$k.pid"
    disown "$pid"
}
wait_ready() { # wait_ready K...
    local until=$((SECONDS + patience)) k
    for k in "$@"; do
        while [[ $(health "$k") != 200* ]]; do
            [ "$(state_of "$k")" != gone ] || { tail -n 5 "$folder/machine-$k.out" >&2; fail "machine $k has ended; all it said is in $folder/machine-$k.out"; }
            [ $SECONDS -lt $until ] || fail "machine $k is no member after $patience s ($(health "$k")); see $folder/machine-$k.out"
            sleep 0.3
        done
    done
}

up() {
    local count=3 mode=processes
    while [ $# -gt 0 ]; do
        case $1 in
            --namespaces) mode=namespaces ;;
            *) need_number "$1"; count=$1 ;;
        esac
        shift
    done
    if [ -f "$folder/size" ]; then
        for k in $(known); do [ "$(state_of "$k")" = gone ] || fail "there is a cluster in $folder already; scripts/cluster.sh status, or down"; done
        down
    fi
    if [ "$mode" = namespaces ]; then
        [ "$(id -u)" = 0 ] || fail "--namespaces needs root; without it the machines are processes on 127.0.0.1"
        command -v ip >/dev/null || fail "--namespaces needs the command 'ip' (iproute2)"
    fi
    mkdir -p "$folder"
    printf '%s\n' "$mode" >"$folder/mode"
    build
    check_engine
    printf '%s\n' "$count" >"$folder/size"
    if [ "$mode" = namespaces ]; then
        (umask 077 && head -c 18 /dev/urandom | base64 >"$folder/token")
        bridge "$tag-a"
        ip addr replace "$net.254/24" dev "$tag-a"
    fi
    for ((k = 1; k <= count; k++)); do start_machine "$k"; done
    # shellcheck disable=SC2046
    wait_ready $(seq 1 "$count")
    status
}

status() {
    need_cluster
    printf '%-8s %-8s %-9s %-22s %-22s %s\n' machine process state cluster control health
    for k in $(known); do
        read -r pid _ <"$folder/machine-$k.pid"
        state=$(state_of "$k")
        [ "$state" = running ] && healthy=$(health "$k") || healthy=
        printf '%-8s %-8s %-9s %-22s %-22s %s\n' "$k" "$pid" "$state" "$(host_of "$k"):$(port_of "$k")" "$(host_of "$k"):$(control_of "$k")" "${healthy:--}"
    done
}

start() {
    need_number "${1:-}"
    need_cluster
    [ "$(state_of "$1")" = gone ] || fail "machine $1 is running"
    start_machine "$1"
    wait_ready "$1"
}

submit() {
    need_cluster
    for k in ${P2P_VIA:-$(known)}; do
        [ "$(state_of "$k")" = running ] && [[ $(health "$k") == 200* ]] || continue
        [ "$(mode)" = namespaces ] && P2P_TOKEN=$(cat "$folder/token") && export P2P_TOKEN
        # shellcheck disable=SC2046
        exec $(p2p_command) submit "$@" --to "$(host_of "$k"):$(control_of "$k")"
    done
    fail "no machine is ready; scripts/cluster.sh status"
}

partition() {
    need_cluster
    [ "$(mode)" = namespaces ] || fail "a partition needs machines with addresses of their own: scripts/cluster.sh up N --namespaces"
    [[ ${1:-} =~ ^[0-9]+(,[0-9]+)*\|[0-9]+(,[0-9]+)*$ ]] || fail "found '${1:-}', expected two groups of machines, as in '1,2|3'"
    bridge "$tag-b"
    local k
    for k in $(tr ',' ' ' <<<"${1%|*}"); do ip link set "$tag-v$k" master "$tag-a"; done
    for k in $(tr ',' ' ' <<<"${1#*|}"); do ip link set "$tag-v$k" master "$tag-b"; done
}
heal() {
    need_cluster
    [ "$(mode)" = namespaces ] || fail "there can be no partition without namespaces"
    for k in $(known); do ip link set "$tag-v$k" master "$tag-a"; done
}

down() {
    [ -f "$folder/mode" ] || { say "There is no cluster in $folder."; return; }
    local k name
    for k in $(known); do
        [ "$(state_of "$k")" = stopped ] && signal "$k" CONT
        [ "$(state_of "$k")" = running ] && signal "$k" TERM
    done
    for k in $(known); do
        wait_gone "$k" 30 || { say "machine $k did not leave within 30 s: killed"; signal "$k" KILL; wait_gone "$k" 10; }
        rm -f "$folder/machine-$k.pid"
    done
    if [ -f "$folder/namespaces" ]; then while read -r name; do ip netns del "$name" 2>/dev/null || true; done <"$folder/namespaces"; fi
    if [ -f "$folder/bridges" ]; then while read -r name; do ip link del "$name" 2>/dev/null || true; done <"$folder/bridges"; fi
    rm -f "$folder"/{namespaces,bridges,size,mode,token}
}

command=${1:---help}
[ $# -gt 0 ] && shift
case $command in
    up) up "$@" ;;
    status) status ;;
    submit) submit "$@" ;;
    start) start "${1:-}" ;;
    leave) signal "${1:-}" TERM ;;
    kill) signal "${1:-}" KILL; wait_gone "$1" 10 ;;
    stop) signal "${1:-}" STOP ;;
    cont) signal "${1:-}" CONT ;;
    partition) partition "${1:-}" ;;
    heal) heal ;;
    logs) need_number "${1:-}"; need_cluster; tail -n "${2:-40}" "$folder/machine-$1.out" ;;
    down) down ;;
    -h | --help | help) usage ;;
    *) fail "there is no command '$command'; see scripts/cluster.sh --help" ;;
esac
