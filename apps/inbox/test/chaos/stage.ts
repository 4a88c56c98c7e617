/** The servers that lines share: each line has its own mailbox, database and corner of Redis in them. */
import { type Dovecot, startDovecot } from '@cordboard/channel-testkit/peers/dovecot'
import type { OauthProvider } from '@cordboard/channel-testkit/peers/oauth-provider'
import { type SmtpSink, startSmtpSink } from '@cordboard/channel-testkit/peers/smtp-sink'
import { Line, type LineOptions } from './line.ts'

export interface Stage extends AsyncDisposable {
  dovecot: Dovecot
  sink: SmtpSink
  /** A mailbox nobody has used, and a desk's database to go with it. */
  line(options?: Partial<LineOptions>): Promise<Line>
}

export type Databases = () => Promise<AsyncDisposable & { url: string }>

const mostLines = 12
/** The first line's. */
export const firstAccount = 'line0'

/** `oauth`: mailbox and mail server let in whom this provider gave a token, and nobody else. */
export async function openStage(newDatabase: Databases, { oauth }: { oauth?: OauthProvider } = {}): Promise<Stage> {
  await using opening = new AsyncDisposableStack()
  const accounts = Array.from({ length: mostLines }, (_, index) => `line${index}`)
  const tokenInfoUrl = oauth && `${oauth.origin}/tokeninfo?access_token=`
  const dovecot = opening.use(await startDovecot({ accounts, ...(tokenInfoUrl ? { tokenInfoUrl } : {}) }))
  const tokens = oauth && { accounts: {}, acceptsToken: (user: string, token: string) => oauth.accepts(user, token) }
  const sink = opening.use(await startSmtpSink(tokens ?? {}))
  const opened = opening.move()
  return {
    dovecot,
    sink,
    async line(options = {}) {
      const account = accounts.shift()
      if (account === undefined) throw new Error(`A stage has ${mostLines} mailboxes and no more.`)
      const databaseUrl = options.databaseUrl === undefined ? opened.use(await newDatabase()).url : options.databaseUrl
      return opened.use(
        new Line({ account, dovecot, sink, redisUrl: null, ...(oauth ? { oauth } : {}), ...options, databaseUrl }),
      )
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}
