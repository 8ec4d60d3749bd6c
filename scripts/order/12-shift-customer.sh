#!/usr/bin/env bash
# Sends all of customer's requests to customer 2.0. Customer 1.0 keeps running.
#
# Usage: scripts/order/12-shift-customer.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 10 virtual_node demomesh customer-v2-vn

update_route mesh/order/v2/customer-full.json demomesh customer-vr customer-r
