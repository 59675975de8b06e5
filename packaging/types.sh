#!/usr/bin/env bash
# Writes the page's types from the server's routes and events: types.sh [where]
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PWD/.venv/Scripts:$PATH"

written=$(cd "$(dirname "${1:-ui/src/api/schema.d.ts}")" && pwd)/schema.d.ts
schema=$(mktemp -d)
trap 'rm -r "$schema"' EXIT
python -m backend.api.schema > "$schema/openapi.json"
node ui/node_modules/openapi-typescript/bin/cli.js "$schema/openapi.json" \
  --root-types --root-types-no-schema-prefix --output "$written" > /dev/null
