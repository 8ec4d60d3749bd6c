# shellcheck shell=bash
# Images and the registry they are in. Needs common.sh and image.sh. With DRY_RUN=yes these functions only show what they would do.

DRY_RUN=no

# use_registry: after use_target, for the steps of a tutorial. The local target runs the services from this checkout, so there they only show;
# REGISTRY is set where only an example is needed.
use_registry() {
  if [ "$TARGET" = local ]; then
    DRY_RUN=yes
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

# run_or_show COMMAND...: shows the command; runs it, too, unless this is a dry run.
run_or_show() {
  if [ "$DRY_RUN" = yes ]; then
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

# has_repository NAME: whether ECR has it. A dry run does not ask.
has_repository() {
  local errors
  if [ "$DRY_RUN" = yes ]; then return 1; fi
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
  run_or_show aws ecr create-repository --region "$(ecr_region)" --repository-name "$1" \
    --image-scanning-configuration scanOnPush=true --query repository.repositoryUri --output text
}

# delete_repository NAME: with all the images in it.
delete_repository() {
  if [ "$DRY_RUN" = no ] && ! has_repository "$1"; then
    log "Repository $1 is gone already."
    return
  fi
  run_or_show aws ecr delete-repository --region "$(ecr_region)" --repository-name "$1" --force \
    --query repository.repositoryName --output text
}

# log_in_to_ecr: the password goes from one program to the other, not over the screen.
log_in_to_ecr() {
  local host region
  host="$(registry_host)"
  region="$(ecr_region)"
  log "  \$ aws ecr get-login-password --region $region | docker login --username AWS --password-stdin $host"
  if [ "$DRY_RUN" = yes ]; then return; fi
  aws ecr get-login-password --region "$region" | docker login --username AWS --password-stdin "$host"
}

# build_and_push SERVICE:VERSION
build_and_push() {
  if [ "$DRY_RUN" = no ]; then require_docker; fi
  build_image "$REGISTRY/$1" run_or_show
  run_or_show docker push "$REGISTRY/$1"
}

# list_images REPOSITORY
list_images() {
  run_or_show aws ecr list-images --region "$(ecr_region)" --repository-name "$1" --query 'imageIds[].imageTag' --output text
}
