#!/usr/bin/env bash
# Sends a part of product's requests to product 1.5: the weights in mesh/order/v15/product-canary.json, 75 to 25. Edit the
# file, run this again, and the new weights hold.
#
# Usage: scripts/order/07-canary-product.sh [FILE]
#   FILE       another file with weights (default: mesh/order/v15/product-canary.json)
# Environment:
#   TARGET     local (default) or kubernetes

set -Eeuo pipefail

# shellcheck source=../lib/target.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/target.sh"
# shellcheck source=../lib/mesh.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/mesh.sh"

take_input_file mesh/order/v15/product-canary.json "$@"
use_target

update_route "$INPUT_FILE" demomesh product-vr product-r
