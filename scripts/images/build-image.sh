#!/usr/bin/env bash
# Builds the image of one service of this checkout, without a network. Pushes nothing.
#
# Usage: scripts/images/build-image.sh [REGISTRY/]SERVICE:VERSION
#   such as product:1.5, control-plane:1.0, 111122223333.dkr.ecr.us-west-2.amazonaws.com/echo-backend:11.0
# Environment:
#   BASE_IMAGE                what the image stands on (node:24-slim); give it by digest, as node:24-slim@sha256:...,
#                             where a build must come out the same tomorrow
#   DOCKER_DEFAULT_PLATFORM   the processor it is for, such as linux/arm64; unset, that of the Docker engine

set -Eeuo pipefail

# shellcheck source=../lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/common.sh"
# shellcheck source=../lib/image.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/image.sh"

case "${1:-}" in
  -h | --help)
    usage
    exit 0
    ;;
  '') usage_error "no image given" ;;
  -*) usage_error "unknown argument: $1" ;;
esac
if [ $# -gt 1 ]; then usage_error "unknown argument: $2"; fi

cd "$ROOT"
require_docker
build_image "$1" run
