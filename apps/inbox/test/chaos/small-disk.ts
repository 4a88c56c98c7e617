import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'

/** Only root may mount a small disk, and not in every container. */
export function canMount(): boolean {
  const folder = '/tmp/cordboard-mount-probe'
  try {
    mkdirSync(folder, { recursive: true })
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' })
    execFileSync('umount', [folder])
    return true
  } catch {
    return false
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
