#!/usr/bin/env bash
# Copies the images of others that charts and steps use (scripts/images/third-party.txt) into REGISTRY, for a cluster that reaches no other.
#
# Usage: scripts/images/04-mirror-images.sh [--dry-run]
#   --dry-run only shows what would be done
# Environment:
#   REGISTRY   where they go, such as localhost:5000 or 111122223333.dkr.ecr.us-west-2.amazonaws.com
#   DOCKER_DEFAULT_PLATFORM   the processor they are for, such as linux/arm64; unset, that of the Docker engine

. "$(dirname "$0")/../lib/images.sh"
use_images "$@"
require_registry

if is_ecr; then
  if [ "$DRY_RUN" = no ]; then require_command aws "$HOW_TO_GET_AWS"; fi
  log_in_to_ecr >&2
fi
third_party_images | while read -r image; do
  # envoyproxy/envoy:v1.40.0@sha256:... becomes <REGISTRY>/envoyproxy/envoy:v1.40.0.
  copy="$(image_name "${image%%@*}")"
  if is_ecr; then
    name="${image%%@*}"
    ensure_repository "$(repository_name "${name%%:*}")" </dev/null
  fi
  {
    run_or_show docker pull --quiet "$image"
    run_or_show docker tag "$image" "$copy"
    run_or_show docker push "$copy"
  } >&2 </dev/null
  printf '%s\n' "$copy"
done
log "A chart takes them by its values: --set testImage=$(image_name nginx:1.29)"
