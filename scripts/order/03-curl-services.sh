#!/usr/bin/env bash
# Asks product and customer for their version, each through a forwarded port that closes when this script ends.
#
# Usage: scripts/order/03-curl-services.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 02 deployments product customer

for service in product customer; do
  port_forward "$service" default :8080
  get_url "$FORWARDED_URL/"
done
