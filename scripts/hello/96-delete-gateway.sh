#!/usr/bin/env bash
# Removes the gateway. Whatever is gone already is passed over.
#
# Usage: scripts/hello/96-delete-gateway.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

run kubectl delete -f mesh/hello/gateway-load-balancer.yaml --ignore-not-found
run kubectl delete -f mesh/hello/gateway-deployment.yaml --ignore-not-found
wait_until_gone app=hello-gateway
run kubectl delete gatewayroutes,virtualgateways --all --namespace case-study --ignore-not-found
