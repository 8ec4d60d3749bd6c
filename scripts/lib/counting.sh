# shellcheck shell=bash
# Many requests through the gateway of a tutorial, and what came of them. The tutorial's own file says which gateway:
# GATEWAY_SERVICE, the Service with the load balancer, and GATEWAY_PATH. Needs target.sh and waiting.sh.

# ask_gateway REQUESTS CURL-ARGUMENTS...: as many requests, over one connection. `?` and the number only tell them apart.
ask_gateway() (
  requests="$1"
  shift
  url="$(service_url "$GATEWAY_SERVICE" "$TUTORIAL_NAMESPACE")"
  answers="$(mktemp)"
  trap 'rm -f "$answers"' EXIT
  status=0
  # shellcheck disable=SC2094 # how far it is, is read from what has been written
  while_telling how_count_stands "$answers" \
    run curl --silent --no-buffer --max-time 120 "$@" "$url$GATEWAY_PATH?[1-$requests]" >"$answers" || status=$?
  cat "$answers"
  exit "$status"
)

# how_count_stands FILE: ask_gateway writes a line for each answer.
how_count_stands() {
  printf '%d requests have been answered' "$(wc -l <"$1")"
}

# count_answers MEMBER REQUESTS CURL-ARGUMENTS...: how often the member of the answers had which value.
count_answers() {
  local member="$1"
  shift
  ask_gateway "$@" --write-out '\n' | grep -o "\"$member\":\"[^\"]*\"" | sort | uniq -c
}

# count_statuses REQUESTS: how many answers had which status; 000 is no answer at all, and to be counted like the others.
count_statuses() {
  { ask_gateway "$1" --output /dev/null --write-out '%{http_code}\n' || true; } | sort | uniq -c
}

# show_failed_answer REQUESTS: asks until an answer is 500 or above, at most so often, and shows its body.
show_failed_answer() {
  local url tries=0 answer
  url="$(service_url "$GATEWAY_SERVICE" "$TUTORIAL_NAMESPACE")$GATEWAY_PATH"
  log "\$ curl --silent --max-time 10 '$url'   # until it fails"
  while [ "$tries" -lt "$1" ]; do
    tries=$((tries + 1))
    answer="$(curl --silent --max-time 10 --write-out '\n%{http_code}' "$url" || true)"
    case "${answer##*$'\n'}" in
      5??)
        printf '%s\n' "${answer%$'\n'*}"
        return
        ;;
    esac
  done
  log "None of $tries answers failed."
}
