#!/usr/bin/env bash
# Sends a part of customer's requests to customer 2.0: the weights in mesh/order/v2/customer-canary.json, 50 to 50. Edit the
# file, run this again, and the new weights hold.
#
# Usage: scripts/order/11-canary-customer.sh [FILE]
#   FILE       another file with weights (default: mesh/order/v2/customer-canary.json)
# Environment:
#   TARGET     local (default) or kubernetes

set -Eeuo pipefail

# shellcheck source=../lib/target.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/target.sh"
# shellcheck source=../lib/mesh.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/mesh.sh"

take_input_file mesh/order/v2/customer-canary.json "$@"
use_target

update_route "$INPUT_FILE" demomesh customer-vr customer-r
