#!/usr/bin/env bash
# Sends all of customer's requests to customer 2.0. Customer 1.0 keeps running.
#
# Usage: scripts/order/12-shift-customer.sh
# Environment:
#   TARGET     local (default) or kubernetes

set -Eeuo pipefail

# shellcheck source=../lib/target.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/target.sh"
# shellcheck source=../lib/mesh.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/mesh.sh"

accept_help_only "$@"
use_target

update_route mesh/order/v2/customer-full.json demomesh customer-vr customer-r
