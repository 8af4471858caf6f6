import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Only by `npm run soak`.
    exclude: process.env['SOAK'] === undefined ? ['node_modules/**', 'test/soak/**'] : ['node_modules/**'],
    environment: 'node',
    globalSetup: ['test/support/global-setup.ts'],
    // One PostgreSQL serves all files, each in a database of its own; more workers than cores only wait for each other.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
