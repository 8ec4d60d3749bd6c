#!/usr/bin/env bash
# Sends all of the backend's requests to green. Blue keeps running, so that there is a way back.
#
# Usage: scripts/echo/21-shift-backend.sh
# Environment:
#   TARGET     local (default) or kubernetes

set -Eeuo pipefail

# shellcheck source=../lib/target.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/target.sh"
# shellcheck source=../lib/echo.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/echo.sh"

accept_help_only "$@"
use_target

require_mesh
shift_backend 0 100
