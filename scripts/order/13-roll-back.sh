#!/usr/bin/env bash
# Sends all requests back to product 1.0 and customer 1.0. Nothing is deployed or restarted: the old versions never stopped.
#
# Usage: scripts/order/13-roll-back.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 01 virtual_service demomesh customer.default.svc.cluster.local

update_route mesh/order/product-r.json demomesh product-vr product-r
update_route mesh/order/customer-r.json demomesh customer-vr customer-r
