#!/usr/bin/env bash
# Sends all of product's requests to product 1.5. Product 1.0 keeps running, so that there is a way back.
#
# Usage: scripts/order/08-shift-product.sh
# Environment:
#   TARGET     local (default) or kubernetes

set -Eeuo pipefail

# shellcheck source=../lib/target.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/target.sh"
# shellcheck source=../lib/mesh.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/mesh.sh"

accept_help_only "$@"
use_target

update_route mesh/order/v15/product-full.json demomesh product-vr product-r
