#!/bin/sh
# Rebuilds dist/ from src/ and the packages that package-lock.json pins. Needs Node.js 20 or later with npm.
set -eu
cd "$(dirname "$0")"
npm ci
node build.mjs
