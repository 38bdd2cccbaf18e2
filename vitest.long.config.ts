import { defineConfig } from 'vitest/config'

/** The proofs that take longer than a suite may: run by hand with `npm run test:long`, results noted in LOG.md. */
export default defineConfig({
  test: {
    include: ['src/**/*.long.test.ts', 'test/**/*.long.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 3_600_000,
  },
})
