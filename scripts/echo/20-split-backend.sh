#!/usr/bin/env bash
# Sends half of the backend's requests to blue and half to green, and counts who answers. No pod is restarted.
#
# Usage: scripts/echo/20-split-backend.sh
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
shift_backend 50 50
