#!/usr/bin/env bash
# Creates mesh hello: all that is in namespaces with the label mesh=hello.
#
# Usage: scripts/hello/05-create-mesh.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

require_app_mesh_resources
needs 03 label mesh=hello

create mesh/hello/mesh.yaml mesh hello MeshActive
