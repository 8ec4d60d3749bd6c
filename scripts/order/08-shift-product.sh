#!/usr/bin/env bash
# Sends all of product's requests to product 1.5. Product 1.0 keeps running, so that there is a way back.
#
# Usage: scripts/order/08-shift-product.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 06 virtual_node demomesh product-v15-vn

update_route mesh/order/v15/product-full.json demomesh product-vr product-r
