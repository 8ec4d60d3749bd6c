#!/usr/bin/env bash
# Deletes the repositories in Amazon ECR, with the images in them. On the local target it only shows how.
#
# Usage: scripts/echo/99-delete-repositories.sh
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
require_ecr

for repository in $ECHO_REPOSITORIES; do
  delete_repository "$(repository_name "$repository")"
done
