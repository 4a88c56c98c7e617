/** A mail whose number becomes visible only after higher ones were read, as on servers that number before they list. */
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync, chownSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Dovecot } from './dovecot.ts'

const listFile = 'dovecot-uidlist'

/**
 * Takes the newest mail of the inbox out of sight, with its number reserved. Both this and the returned `show` restart Dovecot, because
 * it believes its own files only when it starts.
 */
export async function hideNewest(dovecot: Dovecot, account: string): Promise<{ uid: number; show(): Promise<void> }> {
  // Whoever lists makes Dovecot number what lies there.
  await dovecot.list(account)
  await dovecot.stop()
  const maildir = dovecot.maildir(account)
  const list = join(maildir, listFile)
  const lines = readFileSync(list, 'utf8').trimEnd().split('\n')
  const newest = lines.pop() ?? ''
  const [, uid = '', name = ''] = /^(\d+) .*?:(\S+)$/.exec(newest) ?? []
  const at = findMail(maildir, name)
  const hidden = join(maildir, `hidden-${basename(at)}`)
  renameSync(at, hidden)
  // The head says which number comes next.
  const head = (lines[0] ?? '').replace(/ N\d+/, ` N${Number(uid) + 1}`)
  rewrite(maildir, [head, ...lines.slice(1)])
  await dovecot.start()
  return {
    uid: Number(uid),
    async show() {
      await dovecot.list(account)
      await dovecot.stop()
      renameSync(hidden, at)
      const known = readFileSync(list, 'utf8').trimEnd().split('\n')
      const higher = known.findIndex((line, index) => index > 0 && Number.parseInt(line, 10) > Number(uid))
      known.splice(higher === -1 ? known.length : higher, 0, newest)
      rewrite(maildir, known)
      await dovecot.start()
    },
  }
}

function findMail(maildir: string, name: string): string {
  for (const folder of ['new', 'cur']) {
    const file = readdirSync(join(maildir, folder)).find((entry) => entry.startsWith(name.split(':')[0] ?? name))
    if (file) return join(maildir, folder, file)
  }
  throw new Error(`The mail ${name} is not in ${maildir}.`)
}

/** Its indexes are made anew from the list; the list keeps its owner. */
function rewrite(maildir: string, lines: readonly string[]): void {
  const list = join(maildir, listFile)
  const { uid, gid } = statSync(list)
  writeFileSync(list, `${lines.join('\n')}\n`)
  chownSync(list, uid, gid)
  for (const name of readdirSync(maildir)) if (name.startsWith('dovecot.index')) rmSync(join(maildir, name))
}
