#!/usr/bin/env bash
# Creates the placeholder: a Service without pods, so that the name of the virtual service has an address.
#
# Usage: scripts/hello/10-create-placeholder.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 09 objects virtualservice hello
run kubectl apply -f mesh/hello/hello-placeholder.yaml
run kubectl get services --namespace case-study
