# shellcheck shell=bash
# What a step is about to change, or has changed, as a diff: - as it was, + as it will be. Needs common.sh.

# show_object_change FILE: the object in the file beside the one that is there.
show_object_change() {
  print_command kubectl diff --filename "$1"
  # 1 says that they differ. What is wrong with a file, the command that applies it tells.
  { kubectl diff --filename "$1" 2>/dev/null || true; } | show_hunks
}

# show_release_change RELEASE: its manifest beside that of the revision before.
show_release_change() {
  local revision before now
  revision="$(helm history "$1" --namespace "$TUTORIAL_NAMESPACE" --max 1 --output json | sed 's/.*"revision":\([0-9]*\).*/\1/')"
  if [ "$revision" -lt 2 ]; then return; fi
  log "\$ diff -u <(helm get manifest $1 --namespace $TUTORIAL_NAMESPACE --revision $((revision - 1))) <(helm get manifest $1 --namespace $TUTORIAL_NAMESPACE)"
  before="$(helm get manifest "$1" --namespace "$TUTORIAL_NAMESPACE" --revision "$((revision - 1))")"
  now="$(helm get manifest "$1" --namespace "$TUTORIAL_NAMESPACE")"
  { diff -u <(printf '%s\n' "$before") <(printf '%s\n' "$now") || true; } | show_hunks
}

# show_route_change FILE MESH ROUTER ROUTE: what the file wants of a route beside what App Mesh has.
show_route_change() {
  local before wanted
  before="$(aws appmesh describe-route --mesh-name "$2" --virtual-router-name "$3" --route-name "$4" \
    --query route.spec --output json 2>/dev/null | sorted_json)" || return 0
  wanted="$(sorted_json .spec <"$1")" || return 0
  log "What $1 changes:"
  { diff -u <(printf '%s\n' "$before") <(printf '%s\n' "$wanted") || true; } | show_hunks
}

# sorted_json [.MEMBER]: standard input, or that member of it, the same for equal contents; fails without a word on what is no JSON.
sorted_json() {
  node -e '
    const sorted = (value) =>
      Array.isArray(value) ? value.map(sorted)
      : value !== null && typeof value === "object"
        ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]))
        : value;
    const [, member] = process.argv;
    const whole = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
    console.log(JSON.stringify(sorted(member ? whole[member.slice(1)] : whole), null, 2));
  ' "$@" 2>/dev/null
}

# The hunks of a diff without the names of its temporary files, and without what every write of an object counts up.
show_hunks() {
  awk '
    function flush() { if (hunk != "" && hunk !~ /\n.[ ]*resourceVersion:/) { printf "%s", hunk; shown = 1 } hunk = "" }
    /^(diff|---|\+\+\+) / { flush(); next }
    /^@@/ { flush(); hunk = $0 "\n"; next }
    hunk != "" { hunk = hunk $0 "\n" }
    END { flush(); if (!shown) print "Nothing differs." }'
}
