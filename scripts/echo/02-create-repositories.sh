#!/usr/bin/env bash
# Creates a repository in Amazon ECR for each of the two images; what is pushed to them is scanned for known weaknesses.
# On the local target it only shows how.
#
# Usage: scripts/echo/02-create-repositories.sh
# Environment:
#   TARGET     local (default) or kubernetes
#   REGISTRY   where the images go, such as 111122223333.dkr.ecr.us-west-2.amazonaws.com

. "$(dirname "$0")/../lib/step.sh"

use_registry
require_ecr

for repository in $TUTORIAL_REPOSITORIES; do
  ensure_repository "$(repository_name "$repository")"
done
