import { ChannelError } from '@cordboard/core/channel/error'
import type { MailFailure } from './errors.ts'
import { responseCodeOf } from './response-code.ts'
import { say } from './sentences.ts'

/** What to tell when opening failed because the server has no such folder, as the library found out or the server said; else `null`. */
export function missingFolder(error: unknown, folder: string): ChannelError | null {
  const isMissing = (error as MailFailure).mailboxMissing === true || responseCodeOf(error) === 'NONEXISTENT'
  if (!isMissing) return null
  return new ChannelError('permanent', say('folder_missing', { folder }), { scope: 'account', cause: error })
}
