#!/usr/bin/env bash
# Builds both versions of both services as images, pushes them, and lists what the registry has. On the local target it only
# shows how.
#
# Usage: scripts/echo/03-push-images.sh
# Environment:
#   TARGET     local (default) or kubernetes
#   REGISTRY   where the images go, such as 111122223333.dkr.ecr.us-west-2.amazonaws.com

set -Eeuo pipefail

# shellcheck source=../lib/target.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/target.sh"
# shellcheck source=../lib/registry.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/registry.sh"

accept_help_only "$@"
use_target
use_registry

if is_ecr; then log_in_to_ecr; fi
for image in $ECHO_IMAGES; do
  build_and_push "$image"
done
if is_ecr; then
  for repository in $ECHO_REPOSITORIES; do
    list_images "$(repository_name "$repository")"
  done
fi
