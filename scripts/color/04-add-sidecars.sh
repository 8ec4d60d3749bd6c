#!/usr/bin/env bash
# Puts an Envoy next to every pod: 1/1 becomes 2/2. The client still calls the backend by its own name, which its virtual
# node does not list: its Envoy answers 404 itself, and the page says so in words. The next step mends that.
#
# Usage: scripts/color/04-add-sidecars.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 03 objects virtualnode backend-red client
comes_before 05 objects virtualservice color-service
run kubectl label namespace color appmesh.k8s.aws/sidecarInjectorWebhook=enabled --overwrite
restart color-teller-backend-red color-teller-client
show_pods
ask_from_jumpbox
