#!/bin/sh
# Installs the clients that the tests of this folder drive: Azure CLI from Debian's packages, the JavaScript ones from the npm registry.
set -e
here=$(cd "$(dirname "$0")" && pwd)
if ! command -v az > /dev/null; then
    apt-get update -qq
    apt-get install -y --no-install-recommends azure-cli
fi
npm install --prefix "$here/node" --no-audit --no-fund
