#!/usr/bin/env bash
# Builds every image of every tutorial, without a network, or only those that are named. What has not changed is not built again.
#
# Usage: scripts/images/01-build-images.sh [--dry-run] [IMAGE...]
#   IMAGE is a line of scripts/images/images.txt, such as product:1.5; --dry-run only shows what would be done
# Environment:
#   REGISTRY                  where they are to go, such as localhost:5000; it is part of their names (mesh-workshop)
#   BASE_IMAGE                what they stand on (node:24-slim); give it by digest, as node:24-slim@sha256:...,
#                             where a build must come out the same tomorrow
#   DOCKER_DEFAULT_PLATFORM   the processor they are for, such as linux/arm64; unset, that of the Docker engine

. "$(dirname "$0")/../lib/images.sh"
use_images "$@"

# shellcheck disable=SC2086 # one word for each image
total="$(count $IMAGES)"
number=0
built=0
for image in $IMAGES; do
  number=$((number + 1))
  name="$(image_name "$image")"
  before="$(image_id "$name")"
  tell_progress "$number" "$total" "$name"
  # What the engine says while it builds is talk; the list at the end is the result.
  build_image "$name" run_or_show >&2
  # The engine keeps what it built by what went into it: the same id says that nothing was new.
  if [ "$DRY_RUN" = yes ]; then continue; fi
  if [ "$before" = "$(image_id "$name")" ]; then
    log "$name is there already, as it is in this checkout."
  else
    built=$((built + 1))
  fi
done
if [ "$DRY_RUN" = yes ]; then
  log "Nothing was built: this was a dry run."
else
  log "Built $built of $total; the others were there."
  list_built
fi
