import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { defineConfig } from 'vite'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

/** Lays a compressed copy beside each asset, so that the server never compresses. */
const compressed = {
  name: 'compressed',
  closeBundle() {
    const folder = here('../dist/graphiql/assets/')
    for (const file of readdirSync(folder)) {
      if (/\.(js|css|svg)$/.test(file)) writeFileSync(`${folder}${file}.gz`, gzipSync(readFileSync(folder + file)))
    }
  },
}

// Everything that the page needs lies beside it: it works without a network.
export default defineConfig({
  root: here('.'),
  base: '/graphiql/',
  logLevel: 'warn',
  plugins: [compressed],
  worker: { format: 'es' },
  build: {
    outDir: here('../dist/graphiql'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: Number.POSITIVE_INFINITY,
    reportCompressedSize: false,
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
})
