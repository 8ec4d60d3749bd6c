#!/usr/bin/env bash
# Deletes the images from the Docker engine and, when REGISTRY is set, from there: in Amazon ECR the repositories go with all that is in them.
#
# Usage: scripts/images/99-delete-images.sh [--dry-run] [--local] [IMAGE...]
#   IMAGE is a line of scripts/images/images.txt, such as product:1.5; --dry-run only shows what would be done;
#   --local leaves the registry alone
# Environment:
#   REGISTRY   where they are, such as localhost:5000 or 111122223333.dkr.ecr.us-west-2.amazonaws.com

. "$(dirname "$0")/../lib/images.sh"
use_images "$@"

# shellcheck disable=SC2086 # one word for each image
total="$(count $IMAGES)"
number=0
for image in $IMAGES; do
  number=$((number + 1))
  name="$(image_name "$image")"
  tell_progress "$number" "$total" "$name"
  if [ "$DRY_RUN" = no ] && [ -z "$(image_id "$name")" ]; then
    log "The engine does not have it."
  else
    run_or_show docker image rm --force "$name" >&2
  fi
done
if [ -z "${REGISTRY:-}" ] || [ "$LOCAL_ONLY" = yes ]; then exit 0; fi
if is_ecr; then
  repositories | while read -r repository; do delete_repository "$repository" </dev/null; done
  exit 0
fi
for image in $IMAGES; do delete_from_registry "$image"; done
