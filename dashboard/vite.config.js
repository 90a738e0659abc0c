import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { defineConfig } from 'vite'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

/** Lays a compressed copy beside the page and each asset, so that the server never compresses. */
const compressed = {
  name: 'compressed',
  closeBundle() {
    const folder = here('../dist/dashboard/')
    for (const file of ['index.html', ...readdirSync(`${folder}assets`).map((name) => `assets/${name}`)]) {
      if (/\.(html|js|css|svg)$/.test(file))
        writeFileSync(`${folder}${file}.gz`, gzipSync(readFileSync(folder + file), { level: 9 }))
    }
  },
}

// The page stands at `/`, what it needs below its own name: everything from the own server, nothing inline.
export default defineConfig({
  root: here('.'),
  base: '/dashboard/',
  logLevel: 'warn',
  plugins: [compressed],
  build: {
    outDir: here('../dist/dashboard'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    target: 'es2022',
    rolldownOptions: { checks: { pluginTimings: false } },
  },
})
