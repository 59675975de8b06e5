#!/usr/bin/env bash
# Fails when anything is wrong that can be seen without running Fireside. Goes on after a failure, and names all at the end.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
export PATH="$PWD/.venv/bin:$PWD/.venv/Scripts:$PATH"

failed=()
check() {
  local what=$1
  shift
  printf '→ %s\n' "$what"
  "$@" || failed+=("$what")
}

types() {
  local fresh status
  fresh=$(mktemp -d)
  packaging/types.sh "$fresh/schema.d.ts" && diff -u ui/src/api/schema.d.ts "$fresh/schema.d.ts"
  status=$?
  rm -r "$fresh"
  [ $status = 0 ] || echo "The page's types do not match the server: run make types and commit the result."
  return $status
}

check "style (ruff)" ruff check .
check "layout (ruff format)" ruff format --check .
check "types (mypy)" mypy
check "types of the set-up and the packaging (mypy)" env MYPYPATH=packaging mypy packaging/*.py packaging/{windows,macos,release}/*.py
check "floors (import-linter)" lint-imports
check "the page (tsc, oxlint)" npm --silent --prefix ui run check
check "the page's types against the server (openapi-typescript)" types

if [ ${#failed[@]} -gt 0 ]; then
  printf '\nFailed: %s\n' "$(IFS=,; echo "${failed[*]}")"
  exit 1
fi
printf '\nAll checks passed.\n'
