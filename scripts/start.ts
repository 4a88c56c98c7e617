import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { inspect, parseArgs } from 'node:util'
import { ConfigError, readConfig } from '../apps/inbox/src/config.ts'
import { buildWeb } from './build-web.ts'
import { PortRefusal, requireFreePort } from './free-port.ts'

/** What `npm start` does once the packages are there: checks, builds what changed, then becomes the desk itself. */
const root = join(import.meta.dirname, '..')
const args = process.argv.slice(2).filter((arg) => arg !== '--')

try {
  const config = readConfig()
  if (servesPages()) {
    await requireFreePort(config)
    await buildWeb(progress)
  }
  progress('Starting the desk …')
  becomeDesk()
} catch (error) {
  const isExpected = error instanceof ConfigError || error instanceof PortRefusal
  process.stderr.write(`Cordboard cannot start: ${isExpected ? error.message : inspect(error)}\n`)
  process.exitCode = 1
}

function progress(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Listeners and workers on their own have no port and show no page. */
function servesPages(): boolean {
  const { values } = parseArgs({ args, options: { role: { type: 'string', multiple: true } }, strict: false })
  const roles = (values.role ?? []).flatMap((value) => String(value).split(','))
  return roles.length === 0 || roles.includes('api') || roles.includes('all')
}

/** On the same process id where the system can, so that signals need no forwarding and no second Node stays around. */
function becomeDesk(): void {
  const command = ['--disable-warning=ExperimentalWarning', join(root, 'apps/inbox/src/main.ts'), ...args]
  const env = { ...process.env, NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node-compile') }
  if (process.platform !== 'win32' && process.execve) {
    process.execve(process.execPath, [process.execPath, ...command], env)
  }
  const desk = spawn(process.execPath, command, { stdio: 'inherit', env })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => desk.kill(signal))
  desk.once('exit', (code) => process.exit(code ?? 1))
}
