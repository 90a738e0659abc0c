#!/usr/bin/env -S node --max-semi-space-size=64
// What the libraries check for developers alone costs each request; before they are loaded they must know.
process.env.NODE_ENV ??= 'production'
await import('../dist/src/main.js')
