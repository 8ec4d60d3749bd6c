#!/usr/bin/env bash
# Builds both versions of both services as images, pushes them, and lists what the registry has. On the local target it only
# shows how.
#
# Usage: scripts/echo/03-push-images.sh
# Environment:
#   TARGET     local (default) or kubernetes
#   REGISTRY   where the images go, such as 111122223333.dkr.ecr.us-west-2.amazonaws.com

. "$(dirname "$0")/../lib/step.sh"

use_registry

if is_ecr; then log_in_to_ecr; fi
for image in $TUTORIAL_IMAGES; do
  build_and_push "$image"
done
if is_ecr; then
  for repository in $TUTORIAL_REPOSITORIES; do
    list_images "$(repository_name "$repository")"
  done
fi
