#!/usr/bin/env bash
# Deletes mesh demomesh and everything in it, what you added by hand included: virtual services, routes, virtual routers,
# virtual nodes, the mesh. App Mesh refuses any other order.
#
# Usage: scripts/order/99-delete-mesh.sh
# Environment:
#   TARGET     local (default) or kubernetes

set -Eeuo pipefail

# shellcheck source=../lib/target.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/target.sh"
# shellcheck source=../lib/mesh.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/mesh.sh"

accept_help_only "$@"
use_target

delete_mesh demomesh
