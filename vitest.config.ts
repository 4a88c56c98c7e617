import { defineConfig } from 'vitest/config'
import { memoryFolder } from './scripts/memory-folder.ts'

const ignored = ['**/node_modules/**', '**/dist/**', '**/data/**']

// `tmpdir()` of every test and of every server it starts.
const inMemory = memoryFolder()
if (inMemory !== null) process.env['TMPDIR'] ??= inMemory

export default defineConfig({
  test: {
    // Two cores are the smallest machine the suite promises to finish on within ten minutes. A third of the time a file waits for servers.
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: 'unit',
          // Threads are started and heavy mail is read, on machines that have other things to do.
          testTimeout: 20_000,
          include: ['{packages,apps}/*/test/**/*.test.ts', '{scripts,bench}/test/**/*.test.ts'],
          exclude: [...ignored, '**/*.peers.test.ts'],
        },
      },
      {
        test: {
          name: 'peers',
          include: ['{packages,apps}/*/test/**/*.peers.test.ts', '{scripts,bench}/test/**/*.peers.test.ts'],
          exclude: ignored,
          globalSetup: ['apps/inbox/test/support/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // A second, which is what it is otherwise, may pass before a server has been given the processor.
          expect: { poll: { timeout: 15_000 } },
        },
      },
    ],
  },
})
