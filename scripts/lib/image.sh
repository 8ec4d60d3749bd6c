# shellcheck shell=bash
# Images of the services. Needs common.sh. The program is bundled on this machine and only copied into the image: nothing is
# installed while it is built, so that it is built without a network, and for another processor without an emulator.

require_docker() {
  require_command docker "See https://docs.docker.com/engine/install/"
}

# build_image IMAGE RUNNER: IMAGE is [REGISTRY/]SERVICE:VERSION; RUNNER is run, or what shows a command instead.
# BASE_IMAGE, if set, takes the place of the Dockerfile's base.
build_image() {
  local image="$1" runner="$2" name service version context stage=sample-service
  name="${image##*/}"
  service="${name%%:*}"
  version="${name#*:}"
  [[ "$name" == *:* && "$version" =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$ ]] ||
    die "the image '$image' has no version that a service could answer with." \
      "Write SERVICE:VERSION, as in product:1.5, or with a registry before it, registry.example/team/product:1.5"
  context=".workshop/contexts/$service"
  if [ "$service" = control-plane ]; then stage=control-plane; fi
  set -- --build-arg "SERVICE=$service" --build-arg "VERSION=$version"
  if [ -n "${BASE_IMAGE:-}" ]; then set -- "$@" --build-arg "BASE=$BASE_IMAGE"; fi
  "$runner" ./workshop bundle "$service" "$context"
  "$runner" docker build --network=none --file scripts/images/Dockerfile --target "$stage" "$@" --tag "$image" "$context"
}

# images_of [TUTORIAL]: the images of one tutorial, or all of them, one a line, as scripts/images/images.txt has them.
images_of() {
  awk -v tutorial="${1:-}" '!/^#/ && NF == 2 && (tutorial == "" || $2 == tutorial) { print $1 }' "$ROOT/scripts/images/images.txt"
}
