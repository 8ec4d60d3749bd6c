# shellcheck shell=bash
# Images and the registry they are in. Needs target.sh and image.sh. The local target runs the services from this checkout, so there these
# functions only show what they would do.
# use_registry: after use_target. Sets REGISTRY where only an example is needed.
use_registry() {
  if [ "$TARGET" = local ]; then
    log "Not needed on the local target: it runs the services from this checkout, without images or a registry."
    log "On a cluster this step would do the following."
    REGISTRY="${REGISTRY:-111122223333.dkr.ecr.us-west-2.amazonaws.com}"
    return
  fi
  [ -n "${REGISTRY:-}" ] ||
    die "REGISTRY is not set." "Set it to where your cluster gets its images from, such as 111122223333.dkr.ecr.us-west-2.amazonaws.com"
}

# is_ecr: whether the registry is one of Amazon's, where a repository has to be made before the first push.
is_ecr() {
  case "$REGISTRY" in
    *.dkr.ecr.*.amazonaws.com*) return 0 ;;
    *) return 1 ;;
  esac
}

# require_ecr: ends the script, as done, where there is nothing to do.
require_ecr() {
  if is_ecr; then return; fi
  log "$REGISTRY is not in Amazon ECR: it has no repositories to be made or removed."
  exit 0
}

# run_on_cluster COMMAND...: shows the command on the local target, runs it elsewhere.
run_on_cluster() {
  if [ "$TARGET" = local ]; then
    log "  $(print_command "$@" 2>&1)"
  else
    run "$@"
  fi
}

registry_host() {
  printf '%s' "${REGISTRY%%/*}"
}

# 111122223333.dkr.ecr.us-west-2.amazonaws.com has its region in its name.
ecr_region() {
  local rest="${REGISTRY#*.dkr.ecr.}"
  printf '%s' "${rest%%.*}"
}

# repository_name SERVICE: as ECR knows it, without the registry's host.
repository_name() {
  case "$REGISTRY" in
    */*) printf '%s/%s' "${REGISTRY#*/}" "$1" ;;
    *) printf '%s' "$1" ;;
  esac
}

# has_repository NAME: whether ECR has it. The local target cannot know.
has_repository() {
  local errors
  if [ "$TARGET" = local ]; then return 1; fi
  if errors="$(aws ecr describe-repositories --region "$(ecr_region)" --repository-names "$1" 2>&1 >/dev/null)"; then return 0; fi
  case "$errors" in
    *'(RepositoryNotFoundException)'*) return 1 ;;
    *) die "aws ecr describe-repositories: $errors" ;;
  esac
}

# ensure_repository NAME
ensure_repository() {
  if has_repository "$1"; then
    log "Repository $1 is there already."
    return
  fi
  run_on_cluster aws ecr create-repository --region "$(ecr_region)" --repository-name "$1" \
    --image-scanning-configuration scanOnPush=true --query repository.repositoryUri --output text
}

# delete_repository NAME: with all the images in it.
delete_repository() {
  if [ "$TARGET" != local ] && ! has_repository "$1"; then
    log "Repository $1 is gone already."
    return
  fi
  run_on_cluster aws ecr delete-repository --region "$(ecr_region)" --repository-name "$1" --force \
    --query repository.repositoryName --output text
}

# log_in_to_ecr: the password goes from one program to the other, not over the screen.
log_in_to_ecr() {
  local host region
  host="$(registry_host)"
  region="$(ecr_region)"
  log "  \$ aws ecr get-login-password --region $region | docker login --username AWS --password-stdin $host"
  if [ "$TARGET" = local ]; then return; fi
  aws ecr get-login-password --region "$region" | docker login --username AWS --password-stdin "$host"
}

# build_and_push SERVICE:VERSION
build_and_push() {
  if [ "$TARGET" != local ]; then require_docker; fi
  build_image "$REGISTRY/$1" run_on_cluster
  run_on_cluster docker push "$REGISTRY/$1"
}

# list_images REPOSITORY
list_images() {
  run_on_cluster aws ecr list-images --region "$(ecr_region)" --repository-name "$1" --query 'imageIds[].imageTag' --output text
}
