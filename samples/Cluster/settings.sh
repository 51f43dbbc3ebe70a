# What start and stop share; read by them, not run. Sets where things are and how processes are known again.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
data=/var/tmp/imkit-cluster-$(id -u)
port=5200 tcp=3101 program=""
nodes="1 2 3"

usage() { echo "usage: $0 [--data DIR] [--port N] [--tcp N] [--program Chat.dll]" >&2; exit 2; }
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || usage
  case "$1" in
    --data) data=$2 ;;
    --port) port=$2 ;;
    --tcp) tcp=$2 ;;
    --program) program=$2 ;;
    *) usage ;;
  esac
  shift 2
done
case "$port$tcp" in *[!0-9]*) echo "--port and --tcp are numbers" >&2; exit 2 ;; esac
# The ports from the first on: the page, what HAProxy sees, Redis, PostgreSQL, and four for each node.
web=$port state=$((port + 1)) redis=$((port + 2)) postgres=$((port + 3))
page_of() { echo $((port + 4 * $1)); }
socket_of() { echo $((port + 4 * $1 + 1)); }
frames_of() { echo $((port + 4 * $1 + 2)); }

# When a process began, in the kernel's count: with the number, nobody else's process is taken for one of these.
began() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

# lives NAME: whether the process of that name runs; its number is in $pid.
lives() {
  pid="" since=""
  [ -f "$data/$1.pid" ] && read -r pid since < "$data/$1.pid" || return 1
  [ -n "$since" ] && [ "$(began "$pid")" = "$since" ] && ! grep -q '^State:\s*Z' "/proc/$pid/status" 2>/dev/null
}
