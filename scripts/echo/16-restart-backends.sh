#!/usr/bin/env bash
# Restarts the backends' pods, so that they come back with an Envoy next to them: 1/1 becomes 2/2.
#
# Usage: scripts/echo/16-restart-backends.sh
# Environment:
#   TARGET     local (default) or kubernetes

set -Eeuo pipefail

# shellcheck source=../lib/target.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/target.sh"
# shellcheck source=../lib/echo.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/echo.sh"

accept_help_only "$@"
use_target

show_pods
restart echo-backend-blue echo-backend-green
show_pods
