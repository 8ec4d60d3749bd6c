#!/usr/bin/env bash
# Deletes the repositories in Amazon ECR, with the images in them. On the local target it only shows how.
#
# Usage: scripts/echo/99-delete-repositories.sh
# Environment:
#   TARGET     local (default) or kubernetes
#   REGISTRY   where the images go, such as 111122223333.dkr.ecr.us-west-2.amazonaws.com

. "$(dirname "$0")/../lib/step.sh"

use_registry
require_ecr

for repository in $TUTORIAL_REPOSITORIES; do
  delete_repository "$(repository_name "$repository")"
done
