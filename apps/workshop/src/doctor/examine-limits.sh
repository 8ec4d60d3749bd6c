#!/usr/bin/env bash
# What the machine gives: platform, memory, disk, open files, file watches. A part of `./workshop doctor`, which runs it before the first
# installation too. One thing a line, with tabs between: name, state (enough, low or unknown), what there is, what to do.
# Usage: examine-limits.sh DIRECTORY      the file system of which is looked at
set -Eeuo pipefail

# An environment with the order tutorial takes about 1 GB, one with all tutorials at once 2; dependencies and tools about 700 MB.
readonly MEMORY_MB=2048 DISK_MB=1536 OPEN_FILES=2048 WATCH_INSTANCES=64 WATCHES=8192

directory="${1:-.}"
system="$(uname -s)"
machine="$(uname -m)"

report() { printf '%s\t%s\t%s\t%s\n' "$@"; }

# at_least NAME AMOUNT MINIMUM UNIT REMEDY: an AMOUNT that is no number is not known here.
at_least() {
  case "$2" in
    unlimited) report "$1" enough unlimited '' ;;
    '' | *[!0-9]*) report "$1" unknown "this system does not tell; at least $3 $4 are needed" '' ;;
    *) if [ "$2" -ge "$3" ]; then report "$1" enough "$2 $4" ''; else report "$1" low "$2 $4, at least $3 are needed" "$5"; fi ;;
  esac
}

# Whatever can be had only on some platforms is said before anything starts.
examine_platform() {
  local kernel
  kernel="$(uname -r)"
  case "$system-$machine" in
    Linux-x86_64)
      case "$kernel" in
        *[Mm]icrosoft*WSL2* | *WSL2*)
          case "$directory" in
            /mnt/?/*) report platform low "WSL2, $kernel" 'Move the checkout into the Linux file system (below your home): what lies on a Windows drive is several times slower.' ;;
            *) report platform enough "WSL2, $kernel (not tried; see README)" '' ;;
          esac
          ;;
        *[Mm]icrosoft*) report platform low "WSL1, $kernel" 'Envoy needs WSL2: wsl --set-version <distribution> 2' ;;
        *) report platform enough "Linux $kernel on $machine" '' ;;
      esac
      ;;
    Linux-aarch64 | Linux-arm64)
      report platform enough "Linux $kernel on $machine" "kubectl, helm and shellcheck have no download here: install them with your package manager."
      ;;
    Darwin-arm64)
      report platform enough "macOS, Darwin $kernel on $machine (not tried; see README)" 'kubectl and helm have no download here: brew install kubernetes-cli helm'
      ;;
    Darwin-*)
      report platform low "macOS, Darwin $kernel on $machine" 'Envoy, kubectl and helm have no download here: brew install envoy kubernetes-cli helm'
      ;;
    *) report platform low "$system $kernel on $machine" 'There is no download for it: Envoy, kubectl and helm must be on PATH.' ;;
  esac
}

# What may be taken without pushing others out; in a container with a limit, that limit less what it has taken.
available_memory_mb() {
  local mb='' limit='' used=''
  if [ -r /proc/meminfo ]; then
    mb="$(awk '/^MemAvailable:/ { print int($2 / 1024) }' /proc/meminfo)"
  elif [ "$system" = Darwin ]; then
    # Free, inactive and speculative pages.
    mb="$(vm_stat | awk '/page size of/ { for (i = 1; i < NF; i++) if ($i == "of") size = $(i + 1) }
      /^Pages (free|inactive|speculative):/ { pages += $NF } END { print int(pages * size / 1048576) }')" || mb=''
  fi
  if [ -r /sys/fs/cgroup/memory.max ]; then
    limit="$(cat /sys/fs/cgroup/memory.max)"
    used="$(cat /sys/fs/cgroup/memory.current)"
    case "$limit" in
      *[!0-9]* | '') ;;
      *) if [ $(((limit - used) / 1048576)) -lt "${mb:-999999999}" ]; then mb=$(((limit - used) / 1048576)); fi ;;
    esac
  fi
  printf '%s' "$mb"
}

examine_platform
at_least memory "$(available_memory_mb)" "$MEMORY_MB" 'MB available' \
  'Close other programs, or give the virtual machine, container or WSL2 (.wslconfig) more memory.'
at_least disk "$(df -Pk "$directory" | awk 'NR == 2 { print int($4 / 1024) }')" "$DISK_MB" "MB free in $directory" \
  'Make room: ./workshop clean --dry-run shows what this checkout holds.'
# The hard limit: Node raises the soft one up to it, and what Node starts inherits that.
at_least 'open files' "$(ulimit -Hn)" "$OPEN_FILES" 'per process' \
  'Raise the limit of your shell: ulimit -Hn, /etc/security/limits.conf, or launchctl limit maxfiles on macOS.'
if [ "$system" = Linux ]; then
  for limit in max_user_instances:$WATCH_INSTANCES max_user_watches:$WATCHES; do
    name="${limit%%:*}"
    amount="$(cat "/proc/sys/fs/inotify/$name" 2>/dev/null || true)"
    at_least "inotify ${name#max_user_}" "$amount" "${limit#*:}" 'per user' \
      "sudo sysctl fs.inotify.$name=${limit#*:}, and a line in /etc/sysctl.d/ to keep it"
  done
fi
