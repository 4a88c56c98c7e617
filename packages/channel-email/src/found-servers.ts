/** What looking for a mailbox's servers may find. */
import type { EmailSettings, MailServer } from './settings.ts'

export type FoundServer = Pick<MailServer, 'host' | 'port' | 'security'> & {
  /** Where the source names the user differently from the address. */
  user?: string
}

/** Either direction may remain unknown. */
export type FoundServers = { imap: FoundServer | null; smtp: FoundServer | null }

/** As settings for the form: all but the password. */
export function asSettings(address: string, { imap, smtp }: FoundServers): Partial<EmailSettings> {
  return {
    address,
    ...(imap ? { imap: withUser(imap, address) } : {}),
    ...(smtp ? { smtp: withUser(smtp, address) } : {}),
  }
}

function withUser({ host, port, security, user }: FoundServer, address: string): MailServer {
  return { host, port, security, user: user ?? address, password: '' }
}
