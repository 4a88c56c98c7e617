import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { root, runChecks, toolEnvironment } from './checks.ts'

/** `pnpm check`: all that can be told without PostgreSQL, Redis, Dovecot or a browser. */
const { failed } = await runChecks((line) => console.log(line))
const unit = spawn('vitest', ['run', '--project', 'unit'], { cwd: root, env: toolEnvironment, stdio: 'inherit' })
const [code] = await once(unit, 'close')
process.exitCode = failed > 0 || code !== 0 ? 1 : 0
