import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { glob } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

export const root = join(import.meta.dirname, '..')

/** Tools are called by name from the root; the runtime beside them is the pinned one. */
export const toolEnvironment: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
  TURBO_TELEMETRY_DISABLED: '1',
}

/** One thing that is right or wrong about the whole repository. */
export type Check = { name: string; commands: readonly (readonly string[])[] }

/** Cheapest first, so that a slip shows early. */
export async function listChecks(): Promise<Check[]> {
  const projects = await Array.fromAsync(glob('{packages,apps}/*/tsconfig.json', { cwd: root }))
  projects.push('scripts/tsconfig.json', 'bench/tsconfig.json')
  return [
    { name: 'format', commands: [['oxfmt', '--check']] },
    { name: 'lint', commands: [['oxlint']] },
    { name: 'shape', commands: [['node', 'scripts/check-shape.ts']] },
    { name: 'boundaries', commands: [['turbo', 'boundaries']] },
    { name: 'unused code (knip)', commands: [['knip', '--no-progress']] },
    // By itself and not through turbo, which asks for a package manager that a bare machine does not have on its path.
    { name: 'types', commands: projects.sort().map((project) => ['tsc', '--noEmit', '-p', project]) },
  ]
}

/** Runs one check quietly; what it said is returned when it failed, else null. */
export async function runCheck({ commands }: Check): Promise<string | null> {
  const complaints: string[] = []
  for (const command of commands) complaints.push(...(await run(command)))
  return complaints.length > 0 ? complaints.join('') : null
}

async function run([program = '', ...args]: readonly string[]): Promise<string[]> {
  const child = spawn(program, args, { cwd: root, env: toolEnvironment, stdio: ['ignore', 'pipe', 'pipe'] })
  const said: string[] = []
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  const [code] = await once(child, 'close')
  return code === 0 ? [] : [`$ ${[program, ...args].join(' ')}\n`, ...said]
}

/** Runs all checks one after the other with a line each, and counts. */
export async function runChecks(say: (line: string) => void): Promise<{ passed: number; failed: number }> {
  let passed = 0
  let failed = 0
  for (const check of await listChecks()) {
    const began = performance.now()
    const complaint = await runCheck(check)
    const took = `${((performance.now() - began) / 1000).toFixed(1)} s`
    say(`${complaint === null ? '✓' : '✗'} ${check.name} (${took})`)
    if (complaint === null) passed++
    else failed++
    if (complaint !== null) say(complaint)
  }
  return { passed, failed }
}
