# shellcheck shell=bash
# What makes a script a step, by the one line that sources this: strict mode, --help and arguments as the comment at the script's
# head says, everything in this directory, and TARGET. After it the step is in the checkout, and its aws, kubectl and helm talk to
# the target; an argument, if there is one, is still $1.

set -Eeuo pipefail

LIB="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)"
. "$LIB/common.sh"
. "$LIB/arguments.sh"
check_arguments "$@"

# The step runs in the checkout, but a file counts from where the caller is.
if [ $# -eq 1 ] && [ "$(accepted_argument)" = FILE ]; then
  case "$1" in
    /*) ;;
    *) set -- "$PWD/$1" ;;
  esac
fi

. "$LIB/target.sh"
. "$LIB/port-forward.sh"
. "$LIB/jumpbox.sh"
. "$LIB/mesh.sh"
. "$LIB/app-mesh-resources.sh"
. "$LIB/image.sh"
. "$LIB/registry.sh"
. "$LIB/watch.sh"
. "$LIB/next-step.sh"
. "$LIB/needs.sh"
. "$LIB/waiting.sh"
. "$LIB/counting.sh"
. "$LIB/difference.sh"

# A tutorial may have a file of its own: scripts/echo has echo.sh.
TUTORIAL="$(basename "$(cd "$(dirname "$0")" && pwd -P)")"
# shellcheck source=/dev/null
if [ -f "$LIB/$TUTORIAL.sh" ]; then . "$LIB/$TUTORIAL.sh"; fi

# What was opened is closed however the step ends; only one that succeeded says what is next.
end_step() {
  local exit_code=$?
  stop_telling
  stop_port_forwards
  if [ "$exit_code" -eq 0 ]; then say_what_is_next; fi
}
trap end_step EXIT

use_target
