#!/usr/bin/env bash
# Sends a part of customer's requests to customer 2.0: the weights in mesh/order/v2/customer-canary.json, 50 to 50. Edit the
# file, run this again, and the new weights hold.
#
# Usage: scripts/order/11-canary-customer.sh [FILE]
#   FILE       another file with weights (default: mesh/order/v2/customer-canary.json)
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 10 virtual_node demomesh customer-v2-vn

update_route "${1:-mesh/order/v2/customer-canary.json}" demomesh customer-vr customer-r
