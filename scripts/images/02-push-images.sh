#!/usr/bin/env bash
# Pushes the images to REGISTRY, or only those that are named. What the registry has already is not pushed again. In Amazon ECR the
# repositories are made first, scanned on push, and docker is logged in.
#
# Usage: scripts/images/02-push-images.sh [--dry-run] [IMAGE...]
#   IMAGE is a line of scripts/images/images.txt, such as product:1.5; --dry-run only shows what would be done
# Environment:
#   REGISTRY   where they go, such as localhost:5000 or 111122223333.dkr.ecr.us-west-2.amazonaws.com

. "$(dirname "$0")/../lib/images.sh"
use_images "$@"
require_registry

if is_ecr; then
  if [ "$DRY_RUN" = no ]; then require_command aws "$HOW_TO_GET_AWS"; fi
  repositories | while read -r repository; do ensure_repository "$repository" </dev/null; done
  log_in_to_ecr >&2
fi

# Nothing is pushed when something is missing: a registry with half of the images helps nobody.
if [ "$DRY_RUN" = no ]; then
  missing=''
  for image in $IMAGES; do
    [ -n "$(image_id "$(image_name "$image")")" ] || missing="$missing $image"
  done
  [ -z "$missing" ] || die "not built yet for $REGISTRY:$missing" "Build first: REGISTRY=$REGISTRY scripts/images/01-build-images.sh$missing"
fi

# shellcheck disable=SC2086 # one word for each image
total="$(count $IMAGES)"
number=0
pushed=0
for image in $IMAGES; do
  number=$((number + 1))
  name="$(image_name "$image")"
  tell_progress "$number" "$total" "$name"
  if [ "$DRY_RUN" = no ] && [ "$(pushed_id "$name")" = "$(image_id "$name")" ]; then
    log "$name is in the registry already."
    continue
  fi
  run_or_show docker push "$name" >&2
  pushed=$((pushed + 1))
done
if [ "$DRY_RUN" = yes ]; then
  log "Nothing was pushed: this was a dry run."
  exit 0
fi
log "Pushed $pushed of $total; the others were there. By digest they are:"
for image in $IMAGES; do
  docker image inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$(image_name "$image")" | grep -F "$(registry_host)/" || true
done
