#!/usr/bin/env bash
# Lists every image: whether the engine has it, its size, what this checkout adds to its base, and whether the registry has the same.
#
# Usage: scripts/images/03-list-images.sh [--dry-run] [IMAGE...]
#   IMAGE is a line of scripts/images/images.txt, such as product:1.5; --dry-run only lists the names
# Environment:
#   REGISTRY   where they are, such as localhost:5000; unset, only the engine is asked

. "$(dirname "$0")/../lib/images.sh"
use_images "$@"
list_built
