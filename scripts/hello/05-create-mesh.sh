#!/usr/bin/env bash
# Creates mesh hello: all that is in namespaces with the label mesh=hello.
#
# Usage: scripts/hello/05-create-mesh.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

require_app_mesh_resources
case "$(kubectl get namespace case-study --output jsonpath='{.metadata.labels}' 2>/dev/null)" in
  *'"mesh":"hello"'*) ;;
  *) die "namespace case-study has no label mesh=hello." "The step that sets it: scripts/hello/03-label-namespace.sh" ;;
esac
create mesh/hello/mesh.yaml mesh hello MeshActive
