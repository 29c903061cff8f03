#!/usr/bin/env bash
# Builds the Dockerfile and runs the image as GitHub's runner runs a container
# action: its folders, its variables, its working directory, no shell.
#
# The engine is docker where a daemon answers, else podman with runc, installed
# from Debian when CI=true and root. Base images that cannot be pulled are made
# from this machine's own Go and certificates (podman only). Where there is no
# engine, the last line says SKIP and the exit code is 0.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

image=localhost/packetgate-action:ci
work=$(mktemp -d)
stand_ins=0
server=

say() { echo "container: $*"; }
skip() { echo "SKIP container: $*"; exit 0; }
fail() { echo "FAIL container: $*"; exit 1; }

cleanup() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || :
  if [ "${kind:-}" = podman ]; then
    engine rm -af >/dev/null 2>&1 || :
    umount "$work/root/overlay" 2>/dev/null || :
  fi
  rm -rf "$work"
}
trap cleanup EXIT

# --- the engine

find_engine() {
  if docker info >/dev/null 2>&1; then
    kind=docker
    return
  fi
  if ! command -v podman >/dev/null || ! command -v runc >/dev/null || ! command -v busybox >/dev/null; then
    install_podman
  fi
  kind=podman
  mkdir -p "$work"/{root,run,tmp}
  export TMPDIR=$work/tmp
  storage=overlay
  [ "$(id -u)" = 0 ] || storage=vfs
}

install_podman() {
  [ "${CI:-}" = true ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null ||
    skip "no docker daemon answers, and podman, runc and busybox are not installed"
  { apt-get -qq update &&
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends podman runc busybox-static; } \
    >"$work/apt.log" 2>&1 ||
    { tail -5 "$work/apt.log"; skip "no docker daemon answers, and podman could not be installed"; }
}

engine() {
  if [ "$kind" = docker ]; then
    docker "$@"
  else
    podman --root "$work/root" --runroot "$work/run" --storage-driver "$storage" \
      --cgroup-manager cgroupfs --events-backend file --runtime runc "$@"
  fi
}

# --- the base images

# bases prints the images that the Dockerfile starts from; its FROM lines are
# literal.
bases() { awk 'toupper($1) == "FROM" && !($2 in stage) { print $2 } toupper($3) == "AS" { stage[$4] = 1 }' Dockerfile; }

prepare_bases() {
  [ "$kind" = podman ] || return 0
  local base
  for base in $(bases); do
    if timeout 60 podman --root "$work/root" --runroot "$work/run" --storage-driver "$storage" \
      pull --quiet --retry 0 "$base" >/dev/null 2>&1; then
      continue
    fi
    stand_in "$base"
    stand_ins=1
    say "$base cannot be pulled here; a stand-in is made from this machine"
  done
}

stand_in() {
  local name=${1%@sha256:*} root
  root=$(mktemp -d "$work/rootfs.XXXX")
  chmod 755 "$root"
  mkdir -p "$root"/{tmp,root,etc/ssl/certs}
  chmod 1777 "$root/tmp"
  cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
  echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
  case $name in
  golang:*)
    mkdir -p "$root"/{bin,go,usr/local/go}
    cp "$(command -v busybox)" "$root/bin/busybox"
    "$root/bin/busybox" --list | grep -vx busybox | while read -r applet; do ln -s busybox "$root/bin/$applet"; done
    # As Debian's golang image: cgo is on unless the Dockerfile turns it off.
    import "$root" "docker.io/library/$name" -c 'ENV CGO_ENABLED=1' -c 'ENV GOPATH=/go' -c 'ENV GOTOOLCHAIN=local' \
      -c 'ENV PATH=/go/bin:/usr/local/go/bin:/bin' -c 'WORKDIR /go'
    ;;
  gcr.io/distroless/static*)
    mkdir -p "$root/usr/share"
    [ ! -d /usr/share/zoneinfo ] || cp -a /usr/share/zoneinfo "$root/usr/share/"
    import "$root" "$name" -c 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
      -c 'ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt' -c 'WORKDIR /'
    ;;
  *) fail "$1 cannot be pulled, and no stand-in for it is known" ;;
  esac
  rm -rf "$root"
}

import() { tar -C "$1" -c . | engine import -q "${@:3}" - "$2" >/dev/null; }

# --- build

build() {
  local started=$SECONDS dockerfile=Dockerfile flags=(--network host)
  if [ "$stand_ins" = 1 ]; then
    # A stand-in has no digest, and its Go and modules are this machine's.
    dockerfile=$work/Dockerfile
    sed -E '/^FROM /s/@sha256:[0-9a-f]{64}//' Dockerfile >"$dockerfile"
    flags+=(--isolation chroot --pull=never
      -v "$(go env GOROOT):/usr/local/go:ro" -v "$(go env GOMODCACHE):/go/pkg/mod" -v "$(go env GOCACHE):/root/.cache/go-build")
  fi
  engine build "${flags[@]}" --build-arg VERSION=ci -f "$dockerfile" -t "$image" . >"$work/build.log" 2>&1 ||
    { tail -30 "$work/build.log"; fail "the image does not build"; }
  local user entry
  user=$(engine image inspect -f '{{.Config.User}}' "$image")
  entry=$(engine image inspect -f '{{json .Config.Entrypoint}}' "$image")
  [ -z "$user" ] || [ "$user" = 0 ] || [ "$user" = root ] || fail "the image runs as '$user', who cannot write GITHUB_OUTPUT"
  [ "$entry" = '["/packetgate-action"]' ] || fail "the entry point is $entry"
  say "built in $((SECONDS - started)) s with $kind, $(engine image inspect -f '{{.Size}}' "$image") bytes"
}

# --- run

# new_job makes a job's folders as the runner does, in $job.
new_job() {
  job=$(mktemp -d "$work/job.XXXX")
  mkdir -p "$job"/{workspace,home,workflow,file_commands,runner_temp}
  local file
  for file in set_env add_path set_output save_state step_summary; do : >"$job/file_commands/$file"; done
  cat >"$job/env" <<VARIABLES
CI=true
GITHUB_ACTIONS=true
GITHUB_WORKSPACE=/github/workspace
GITHUB_EVENT_PATH=/github/workflow/event.json
GITHUB_ENV=/github/file_commands/set_env
GITHUB_PATH=/github/file_commands/add_path
GITHUB_OUTPUT=/github/file_commands/set_output
GITHUB_STATE=/github/file_commands/save_state
GITHUB_STEP_SUMMARY=/github/file_commands/step_summary
RUNNER_TEMP=/github/runner_temp
HOME=/github/home
VARIABLES
}

# run_image WANT [FLAG…] runs the image on $job and expects the exit code WANT; the
# log is $job/log.
run_image() {
  local want=$1 limits=() code=0
  shift
  [ "$kind" = docker ] || limits=(--ulimit "nofile=$(ulimit -Sn):$(ulimit -Hn)" --ulimit nproc=16384:16384)
  engine run --rm --network host "${limits[@]}" "$@" --workdir /github/workspace --env-file "$job/env" \
    -v "$job/runner_temp:/github/runner_temp" -v "$job/home:/github/home" -v "$job/workflow:/github/workflow" \
    -v "$job/file_commands:/github/file_commands" -v "$job/workspace:/github/workspace" \
    "$image" >"$job/log" 2>&1 || code=$?
  [ "$code" = "$want" ] || { sed 's/^/  | /' "$job/log"; fail "exit code $code instead of $want"; }
}

expect() { grep -qE -- "$2" "$1" || { sed 's/^/  | /' "$1" "$job/log"; fail "$3"; }; }

# --- what is checked

# A job without a token cannot judge: exit 2, and an annotation says why.
check_missing_token() {
  new_job
  echo '{"action":"opened","number":7}' >"$job/workflow/event.json"
  cat >>"$job/env" <<'VARIABLES'
INPUT_GITHUB-TOKEN=
INPUT_MODE=auto
GITHUB_EVENT_NAME=pull_request
GITHUB_REPOSITORY=octo/demo
GITHUB_API_URL=http://127.0.0.1:9
VARIABLES
  run_image 2 --read-only --cap-drop all
  expect "$job/log" '^::error.*github-token' "no ::error names the missing token"
  say "a missing token is exit code 2 with an annotation, on a read-only root without capabilities"
}

# Each scenario is served by a local GitHub; the image judges it as on a runner.
check_scenarios() {
  go build -o "$work/packetgate" ./cmd/packetgate
  check_scenario pass 0 "$(first_scenario honest)"
  check_scenario fail 1 "$(first_scenario dishonest)"
}

# first_scenario KIND prints a scenario of that kind with the kind's own verdict.
first_scenario() {
  local file
  grep -rlx "kind: $1" scenarios | sort | while read -r file; do
    grep -q '^ *verdict:' "$file" || { echo "$file"; break; }
  done
}

# check_scenario VERDICT CODE FILE
check_scenario() {
  [ -n "$3" ] || fail "no scenario was found whose verdict is $1"
  new_job
  serve "$3"
  run_image "$2"
  kill "$server" && wait "$server" 2>/dev/null || :
  server=
  local outputs=$job/file_commands/set_output
  expect "$outputs" '^verdict' "GITHUB_OUTPUT has no verdict"
  expect "$outputs" "(^verdict=|^)$1$" "the verdict in GITHUB_OUTPUT is not $1"
  expect "$outputs" '^report' "GITHUB_OUTPUT has no report"
  [ -s "$job/file_commands/step_summary" ] || fail "the job summary is empty"
  ls "$job"/workspace/*.json >/dev/null 2>&1 || fail "there is no report in the workspace"
  say "$(basename "$3"): verdict $1, exit code $2, outputs and summary written"
}

# serve SCENARIO starts a GitHub that has the scenario and adds its variables and
# event payload to $job.
serve() {
  "$work/packetgate" test --serve "$1" --env-file "$job/served.env" >"$job/server.log" 2>&1 &
  server=$!
  local waited=0
  until [ -s "$job/served.env" ]; do
    kill -0 "$server" 2>/dev/null && [ "$waited" -lt 100 ] || { cat "$job/server.log"; fail "$1 cannot be served"; }
    waited=$((waited + 1))
    sleep 0.1
  done
  cat "$job/served.env" >>"$job/env"
  cp "$job/event.json" "$job/workflow/event.json"
}

find_engine
prepare_bases
build
check_missing_token
check_scenarios
echo "PASS container$([ "$stand_ins" = 0 ] || echo ', on stand-in base images')"
