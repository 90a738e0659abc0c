import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// Two copies of graphql (ESM and CommonJS) break `instanceof`: everything gets the one that type-graphql requires.
const alias = [
  { find: /^graphql$/, replacement: fileURLToPath(new URL('./node_modules/graphql/index.js', import.meta.url)) },
]
// Beside the terminal's report one for programs, where a file for it is named.
const report = process.env.VITEST_REPORT
const shared = {
  maxWorkers: 3,
  alias,
  globalSetup: ['test/support/global-setup.ts'],
  testTimeout: 20_000,
  hookTimeout: 60_000,
}

export default defineConfig({
  resolve: { alias },
  test: {
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
    projects: [
      {
        resolve: { alias },
        // The files of a worker share their modules: loading them anew for each takes a third of the time.
        test: {
          ...shared,
          name: 'unit',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/prove/**'],
        },
      },
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'prove',
          include: ['test/prove/**/*.test.ts'],
          testTimeout: 1_800_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
