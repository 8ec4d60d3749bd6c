# shellcheck shell=bash
# shellcheck disable=SC2034 # the scripts read what is set here
# What makes a script of scripts/images one, by the one line that sources this: strict mode, --help and arguments, the checkout. It has no target: it is
# about images, a Docker engine and a registry, whatever runs them then.

set -Eeuo pipefail

LIB="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)"
. "$LIB/common.sh"
. "$LIB/image.sh"
. "$LIB/registry.sh"

# Images are called <REGISTRY>/<service>:<version>; the charts have mesh-workshop for images that are in no registry.
LOCAL_REGISTRY=mesh-workshop

HOW_TO_GET_AWS='See https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html'

# use_images "$@": --dry-run, --local where the usage line has it, and images of the list to be content with; sets IMAGES, DRY_RUN, LOCAL_ONLY.
use_images() {
  local argument
  IMAGES=''
  LOCAL_ONLY=no
  for argument in "$@"; do
    case "$argument" in -h | --help)
      usage
      exit 0
      ;;
    esac
  done
  for argument in "$@"; do
    case "$argument" in
      --dry-run) DRY_RUN=yes ;;
      --local)
        grep -q '^# Usage: .*\[--local\]' "$0" || usage_error "unknown argument: $argument"
        LOCAL_ONLY=yes
        ;;
      -*) usage_error "unknown argument: $argument" ;;
      *)
        grep -q '^# Usage: .*\[IMAGE' "$0" || usage_error "unknown argument: $argument"
        images_of | grep -qFx -e "$argument" ||
          usage_error "there is no image $argument; scripts/images/images.txt has: $(images_of | tr '\n' ' ')"
        IMAGES="$IMAGES $argument"
        ;;
    esac
  done
  if [ -z "$IMAGES" ]; then IMAGES="$(images_of)"; fi
  cd "$ROOT"
  if [ "$DRY_RUN" = no ]; then require_engine; fi
}

require_engine() {
  require_docker
  docker version --format '{{.Server.Version}}' >/dev/null 2>&1 ||
    die "no Docker engine answers." "Start it, or set DOCKER_HOST to one; \`docker version\` says more. --dry-run needs none."
}

# require_registry: for what a local image is not enough.
require_registry() {
  [ -n "${REGISTRY:-}" ] ||
    die "REGISTRY is not set." "Set it to where images go, such as localhost:5000 or 111122223333.dkr.ecr.us-west-2.amazonaws.com"
}

# image_name SERVICE:VERSION: with the registry it belongs to.
image_name() {
  printf '%s/%s' "${REGISTRY:-$LOCAL_REGISTRY}" "$1"
}

# image_id IMAGE: nothing when the engine does not have it.
image_id() {
  if [ "$DRY_RUN" = yes ]; then return; fi
  docker image inspect --format '{{.Id}}' "$1" 2>/dev/null || true
}

# third_party_images: those of others, with their digest where it is known.
third_party_images() {
  grep -v '^#' scripts/images/third-party.txt
}

# repositories: of IMAGES, each once.
repositories() {
  local image
  for image in $IMAGES; do
    repository_name "${image%%:*}"
    printf '\n'
  done | awk '!seen[$0]++'
}

# pushed_id IMAGE: the id of the image that the registry has under this name; nothing when it has none, or does not say.
pushed_id() {
  local insecure=''
  if [ "$DRY_RUN" = yes ]; then return; fi
  case "$(registry_host)" in localhost | localhost:* | 127.*) insecure=--insecure ;; esac
  docker manifest inspect $insecure "$1" 2>/dev/null |
    tr -d ' \n\t' | sed -n 's/.*"config":{[^}]*"digest":"\(sha256:[0-9a-f]*\)".*/\1/p'
}

# tell_progress NUMBER OF WHAT
tell_progress() {
  log "[$1/$2] $3"
}

# count WORDS...
count() {
  printf '%s' "$#"
}

# megabytes BYTES
megabytes() {
  awk -v bytes="$1" 'BEGIN { printf "%.1f MB", bytes / 1000000 }'
}

# image_sizes IMAGE: the whole of it, and what this checkout adds to the base, in bytes. An image's layers of size 0 are its settings.
image_sizes() {
  local total added
  total="$(docker image inspect --format '{{.Size}}' "$1")"
  # The base ends where the first of our commands begins: the working directory /app.
  added="$(docker history --human=false --no-trunc --format '{{.Size}} {{.CreatedBy}}' "$1" |
    awk '/WORKDIR \/app/ { print sum + $1; found = 1; exit } { sum += $1 } END { if (!found) print sum }')"
  printf '%s %s' "$total" "$added"
}

# list_built: a table of IMAGES on stdout.
list_built() {
  local image name id total added in_registry
  if [ "$DRY_RUN" = yes ]; then
    for image in $IMAGES; do printf '%s\n' "$(image_name "$image")"; done
    return
  fi
  printf '%-60s %10s %10s  %s\n' IMAGE SIZE 'OURS' REGISTRY
  for image in $IMAGES; do
    name="$(image_name "$image")"
    id="$(image_id "$name")"
    in_registry=-
    if [ -n "${REGISTRY:-}" ]; then
      in_registry=no
      case "$(pushed_id "$name")" in
        '') ;;
        "$id") in_registry=yes ;;
        *) in_registry=another ;;
      esac
    fi
    if [ -z "$id" ]; then
      printf '%-60s %10s %10s  %s\n' "$name" - - "$in_registry"
      continue
    fi
    read -r total added <<<"$(image_sizes "$name")"
    printf '%-60s %10s %10s  %s\n' "$name" "$(megabytes "$total")" "$(megabytes "$added")" "$in_registry"
  done
}

# delete_from_registry SERVICE:VERSION: by its digest, which is all that a registry deletes by. Other tags of the same image go with it.
delete_from_registry() {
  local scheme=https url digest status
  case "$(registry_host)" in localhost | localhost:* | 127.*) scheme=http ;; esac
  url="$scheme://$(registry_host)/v2/$(repository_name "${1%%:*}")/manifests"
  if [ "$DRY_RUN" = yes ]; then
    run_or_show curl --request DELETE "$url/<digest of ${1#*:}>"
    return
  fi
  loopback_goes_direct
  status="$(ask_registry --head "$url/${1#*:}" | tr -d '\r' | awk 'NR == 1 { status = $2 } tolower($1) == "docker-content-digest:" { digest = $2 } END { print status, digest }')" ||
    die "the registry $REGISTRY does not answer."
  digest="${status#* }"
  case "${status%% *}" in
    200) ;;
    404)
      log "The registry does not have $1."
      return
      ;;
    *) die "the registry $REGISTRY answered ${status%% *} when asked for $1." "Its own tools can delete it." ;;
  esac
  status="$(ask_registry --output /dev/null --write-out '%{http_code}' --request DELETE "$url/$digest")"
  case "$status" in
    202) log "Deleted $1 from the registry." ;;
    405) die "the registry $REGISTRY does not delete images (405)." "A registry of your own does with REGISTRY_STORAGE_DELETE_ENABLED=true." ;;
    *) die "the registry $REGISTRY answered $status when told to delete $1." "Its own tools can delete it." ;;
  esac
}

# ask_registry CURL-ARGUMENTS...: for a manifest of one platform.
ask_registry() {
  curl --silent --show-error --max-time 30 --header 'Accept: application/vnd.docker.distribution.manifest.v2+json' \
    --header 'Accept: application/vnd.oci.image.manifest.v1+json' "$@"
}
