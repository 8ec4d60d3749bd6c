#!/bin/sh
# Outlives the supervisor in a session of its own. Its stdin is a pipe that only the supervisor holds: end of file without the word "dismissed" means
# that the supervisor died without cleaning up, and everything it started has to go.
# $1: the variable and value that the processes of its pods carry.
# $2: pid of the supervisor, which is also its process group and session.
trap '' HUP INT TERM
mark="$1"
supervisor="$2"

# Members of the supervisor's session and group, and what carries its mark, one pid a line. Without /proc (macOS) the group alone is signalled.
members() {
  # -s: processes that end meanwhile, and those of other users, cannot be read. A zombie's environment is empty.
  grep -lszxF -- "$mark" /proc/[0-9]*/environ | while IFS=/ read -r _ _ pid _; do
    echo "$pid"
  done
  for directory in /proc/[0-9]*; do
    { IFS= read -r line <"$directory/stat"; } 2>/dev/null || continue
    # The command may contain spaces and brackets; after its closing bracket: state, parent, group, session.
    # shellcheck disable=SC2086 # the fields are meant to be split
    set -- ${line##*) }
    [ "$1" != Z ] || continue
    if [ "$3" = "$supervisor" ] || [ "$4" = "$supervisor" ]; then
      echo "${directory#/proc/}"
    fi
  done
}

signal_all() {
  # Each may have gone in the meantime: failures mean nothing here.
  kill "-$1" -- "-$supervisor" 2>/dev/null
  for pid in $(members); do kill "-$1" "$pid" 2>/dev/null; done
}

anyone_left() {
  [ -n "$(members)" ] || kill -0 -- "-$supervisor" 2>/dev/null
}

IFS= read -r word
[ "$word" != dismissed ] || exit 0

echo "The supervisor (process $supervisor) is gone. Ending what it left."
signal_all TERM
for _ in 1 2 3 4 5 6 7 8 9 10; do
  anyone_left || exit 0
  sleep 0.1 2>/dev/null || sleep 1
done
signal_all KILL
for _ in 1 2 3 4 5; do
  sleep 0.1 2>/dev/null || sleep 1
  anyone_left || exit 0
  signal_all KILL
done
echo "Still there: $(members)"
exit 1
