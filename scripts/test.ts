import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, runChecks, toolEnvironment } from './checks.ts'
import { installPeers, missingPeers } from './install-peers.ts'

/** `npm test`: the peers the suite needs, every check, every test, and the sum of all on the last line. */
const say = (line: string) => console.log(line)
const isCi = Boolean(process.env['CI']) && process.env['CI'] !== 'false'

await installPeers(missingPeers(), say)
const missing = missingPeers()
for (const peer of missing) say(`${isCi ? '✗' : '-'} ${peer} is not installed: the suites that need it are skipped`)

const checks = await runChecks(say)
const tests = await runVitest()

const passed = checks.passed + tests.passed
const failed = checks.failed + tests.failed + (isCi ? missing.length : 0)
process.exitCode = failed > 0 ? 1 : 0
say(`${passed} passed, ${failed} failed${tests.skipped > 0 ? `, ${tests.skipped} skipped` : ''}`)

type Counts = { passed: number; failed: number; skipped: number }

/** A run that reports no number, because it crashed or a file would not load, counts as one failure more. */
async function runVitest(): Promise<Counts> {
  const folder = await mkdtemp(join(tmpdir(), 'cordboard-test-report-'))
  const report = join(folder, 'report.json')
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)]
  const vitest = spawn('vitest', args, { cwd: root, env: toolEnvironment, stdio: 'inherit' })
  const [code] = await once(vitest, 'close')
  const counts = await readCounts(report)
  await rm(folder, { recursive: true, force: true })
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

async function readCounts(report: string): Promise<Counts> {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
      await readFile(report, 'utf8'),
    )
    sayWhatWasSkipped(testResults)
    const unloaded = testResults.filter(
      (file: TestFile) =>
        file.status === 'failed' && !file.assertionResults.some((result) => result.status === 'failed'),
    )
    return { passed: numPassedTests, failed: numFailedTests + unloaded.length, skipped: numPendingTests + numTodoTests }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

type TestFile = { name: string; status: string; assertionResults: { status: string; ancestorTitles: string[] }[] }

function sayWhatWasSkipped(files: TestFile[]): void {
  const suites = files.flatMap((file) =>
    file.assertionResults
      .filter((result) => result.status === 'pending' || result.status === 'skipped')
      .map((result) => `- skipped: ${[file.name.slice(root.length + 1), ...result.ancestorTitles].join(' > ')}`),
  )
  for (const suite of new Set(suites)) say(suite)
}
