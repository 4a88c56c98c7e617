/** What the figures were measured on. */
import { findBinaries } from '@cordboard/inbox/embedded-postgres/binaries'
import { execFile } from 'node:child_process'
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type Machine = { cpu: string; cores: number; memoryGb: number; kernel: string }
export type Versions = { node: string; postgres: string; redis: string; dovecot: string; chromium: string }

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    kernel: `${platform()} ${release()} ${arch()}`,
  }
}

export async function readVersions(): Promise<Versions> {
  const { postgres } = await findBinaries()
  return {
    node: process.versions.node,
    postgres: await versionOf(postgres),
    redis: await versionOf('redis-server'),
    dovecot: await versionOf('dovecot'),
    chromium: await versionOf('chromium'),
  }
}

/** The commit measured; `+` when the working tree differs from it. */
export async function readCommit(): Promise<string> {
  try {
    const { stdout: commit } = await run('git', ['rev-parse', '--short=10', 'HEAD'], { cwd: import.meta.dirname })
    const changed = ['status', '--porcelain', '--untracked-files=no', ':/apps', ':/packages', ':/bench/src']
    const { stdout: changes } = await run('git', changed, { cwd: import.meta.dirname })
    return `${commit.trim()}${changes === '' ? '' : '+'}`
  } catch {
    return 'unknown'
  }
}

/** Over 1, 5 and 15 minutes. */
export function readLoad(): number[] {
  return loadavg().map((value) => Math.round(value * 10) / 10)
}

async function versionOf(program: string): Promise<string> {
  try {
    const { stdout } = await run(program, ['--version'])
    return /\d+(\.\d+)+/.exec(stdout)?.[0] ?? 'unknown'
  } catch {
    return 'not installed'
  }
}
