# shellcheck shell=bash
# What comes after a step, by the order of its tutorial's files. Needs common.sh, and TUTORIAL.

# step_number SCRIPT: 07 of 07-canary-product.sh, nothing of watch.sh.
step_number() {
  local name="${1##*/}"
  case "$name" in
    [0-9][0-9]-*.sh) printf '%s' "${name%%-*}" ;;
  esac
}

# step_script NUMBER: where that step of this tutorial is, as it can be typed in the checkout.
step_script() {
  local script
  for script in "$ROOT/scripts/$TUTORIAL/$1"-*.sh; do printf '%s' "${script#"$ROOT/"}"; done
}

# first_sentence SCRIPT: of the comment at its head.
first_sentence() {
  sed -n '2,/^#$/ s/^# //p' "$1" | awk '
    { text = text (NR > 1 ? " " : "") $0 }
    END { end = match(text, /[.] [A-Z]/); print end ? substr(text, 1, end) : text }'
}

# following_step NUMBER: the script after that one, nothing after the last.
following_step() {
  local script number
  for script in "$ROOT/scripts/$TUTORIAL"/[0-9][0-9]-*.sh; do
    number="$(step_number "$script")"
    if [ "$((10#$number))" -gt "$((10#$1))" ]; then
      printf '%s' "${script#"$ROOT/"}"
      return
    fi
  done
}

# say_what_is_next: the last lines of a step that has done its work. `./workshop run` goes on by itself and wants none.
say_what_is_next() {
  local number next page="docs/tutorials/$TUTORIAL.md"
  number="$(step_number "$0")"
  if [ -z "$number" ] || [ "${WORKSHOP_GOES_ON:-no}" = yes ]; then return; fi
  next="$(following_step "$number")"
  log ""
  case "$(step_number "$next")" in
    '')
      log "Next:     nothing of this tutorial is left. Begin again: $(following_step 00)"
      if [ "$TARGET" = local ]; then log "          Stop the environment: ./workshop down"; fi
      return
      ;;
    9[0-9])
      if [ "$((10#$number))" -lt 90 ]; then
        if grep -q '^## Try it yourself' "$ROOT/$page" 2>/dev/null; then
          log "Next:     that was the last step. Everything keeps running; what to try with it: $page#try-it-yourself"
        else
          log "Next:     that was the last step. Everything keeps running."
        fi
        if [ "$TARGET" = local ]; then
          log "Clean up: ./workshop clean-up $TUTORIAL"
        else
          log "Clean up: $next, and the steps after it"
        fi
        return
      fi
      ;;
  esac
  log "Next:     $next"
  log "          $(first_sentence "$ROOT/$next")"
}
