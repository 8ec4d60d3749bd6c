#!/usr/bin/env bash
# Sends a part of product's requests to product 1.5: the weights in mesh/order/v15/product-canary.json, 75 to 25. Edit the
# file, run this again, and the new weights hold.
#
# Usage: scripts/order/07-canary-product.sh [FILE]
#   FILE       another file with weights (default: mesh/order/v15/product-canary.json)
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 06 virtual_node demomesh product-v15-vn

update_route "${1:-mesh/order/v15/product-canary.json}" demomesh product-vr product-r
