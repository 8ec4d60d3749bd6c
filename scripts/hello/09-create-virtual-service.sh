#!/usr/bin/env bash
# Creates the virtual service hello.case-study.svc.cluster.local, provided by the router.
#
# Usage: scripts/hello/09-create-virtual-service.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 08 objects virtualrouter hello
create mesh/hello/hello-service.yaml virtualservice hello VirtualServiceActive
