#!/usr/bin/env bash
# Restarts the frontend's pods too. They still call a backend by its own name, which is no backend of their virtual node: their Envoy
# answers 404 itself, and neither backend hears of it.
#
# Usage: scripts/echo/17-restart-frontend.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 15 objects virtualnode vn-echo-frontend-blue
needs 16 sidecars echo-backend-blue echo-backend-green
comes_before 18 calls_to_virtual_service

show_counts() {
  local service
  for service in echo-backend-blue echo-backend-green; do
    log "Requests that $service has answered so far: $(answered_requests "$service")"
  done
}

ensure_jumpbox
restart echo-frontend-blue
show_pods
show_counts
call_from_jumpbox echo-frontend-blue
show_counts
