#!/usr/bin/env bash
# Deletes namespace case-study with what is left in it: the placeholder, the Job.
#
# Usage: scripts/hello/99-delete-namespace.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

if has mesh hello; then
  die "mesh hello is still there." "The step that deletes it: scripts/hello/98-delete-mesh.sh"
fi
run kubectl delete namespace case-study --ignore-not-found
