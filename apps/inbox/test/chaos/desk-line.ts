/** A desk with its database and the truth about it, whatever lines lead to it: where a journey is driven and then checked. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '@cordboard/channel-testkit/peers/until'
import pg from 'pg'
import { check, type Findings, type Taken } from './checker.ts'
import { callDesk, latestConversations, Refusal } from './desk-api.ts'
import { type DeskOptions, type DeskProcess, startDeskProcess } from './desk-process.ts'
import { readDesk } from './seen.ts'
import { letTimePass } from './time-passes.ts'
import { type AskedReply, emptyTruth, newToken, type Truth } from './truth.ts'

export type Rows = Pick<pg.Pool, 'query'>

export type DeskLineOptions = {
  /** `null`: the desk brings its own. */
  databaseUrl: string | null
  redisUrl: string | null
  /** Where the desk is told to find it, when that is not where it is. */
  seenByDesk?: { redisUrl?: string }
}

type ShownState = { state: string; detail: string; nextAction: string }
type ShownAccount = { id: string; state: ShownState }

type Work = { mails: number; open: number; queued: number; sending: number }

const restLimitMs = 45_000
/** Whose last words are shown when something is waited for in vain. */
const mostRemembered = 6
const workSql = `
  (select count(*) from ledger where state = 'open')::int as open,
    (select count(*) from messages where delivery_state = 'queued')::int as queued,
    (select count(*) from messages where delivery_state = 'sending')::int as sending`

export abstract class DeskLine<Options extends DeskLineOptions = DeskLineOptions> implements AsyncDisposable {
  readonly truth: Truth = emptyTruth()
  readonly options: Options
  readonly #pool: pg.Pool | null
  readonly dataDir: Promise<string> = mkdtemp(join(tmpdir(), 'cordboard-chaos-'))
  readonly #processes: DeskProcess[] = []

  constructor(options: Options) {
    this.options = options
    this.#pool = options.databaseUrl === null ? null : new pg.Pool({ connectionString: options.databaseUrl, max: 2 })
    this.#pool?.on('error', () => undefined)
  }

  /** Counts what customers wrote that has arrived. */
  protected readonly arrivedSql: string = 'select count(*) from ledger where duplicate_of is null'

  /** What the providers have of this desk's. */
  abstract taken(): Taken[]

  /** The desk's rows, where the API cannot tell. Throws when the desk brings its own database. */
  rows(): Rows {
    if (this.#pool === null) throw new Error('The rows of this desk are in a database of its own.')
    return this.#pool
  }

  async start(options: Pick<DeskOptions, 'failpoint' | 'command' | 'environment'> = {}): Promise<DeskProcess> {
    const { databaseUrl, redisUrl, seenByDesk } = this.options
    const desk = startDeskProcess({ dataDir: await this.dataDir, databaseUrl, redisUrl, ...seenByDesk, ...options })
    this.#processes.push(desk)
    const forgotten = this.#processes.findIndex(({ alive }) => !alive)
    if (forgotten !== -1 && this.#processes.length > mostRemembered) this.#processes.splice(forgotten, 1)
    return desk
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.#processes.splice(0).map((desk) => desk.kill9()))
  }

  /**
   * Ends every process of the desk as a power cut would, and lets the time pass after which others may take over. Resolves to the
   * client ids of the replies that were being handed over.
   */
  async cutPower(): Promise<Set<string>> {
    await this.stopAll()
    const { rows } = await this.rows().query<{ client_id: string }>(
      `select client_id from messages where delivery_state = 'sending'`,
    )
    await letTimePass({ pool: this.rows(), redisUrl: this.options.redisUrl })
    return new Set(rows.map((row) => row.client_id))
  }

  /** Resolves with the account once the desk says so of its state. */
  async untilAccount(url: string, holds: (state: ShownState, id: string) => boolean): Promise<ShownAccount> {
    let items: ShownAccount[] = []
    const look = async () => {
      items = (await callDesk<{ items: ShownAccount[] }>(url, 'GET', '/accounts')).items
      return items.find(({ state, id }) => holds(state, id))
    }
    return until('the account stands as expected', look, restLimitMs).catch((error: unknown) => {
      const states = items.map(({ id, state }) => ({ id, ...state }))
      throw new Error(`${String(error)}: ${JSON.stringify(states)}`, { cause: error })
    })
  }

  /** An agent decides to answer each of the latest `count` conversations. Nothing is sent to the desk yet. */
  async agentWrites(url: string, count: number): Promise<AskedReply[]> {
    const conversations = await latestConversations(url, count)
    const replies = conversations.map(({ id, contact }): AskedReply => ({
      token: newToken('reply'),
      clientId: randomUUID(),
      conversationId: id,
      customer: contact.address,
      accepted: false,
      messageId: null,
      retries: 0,
    }))
    this.truth.replies.push(...replies)
    return replies
  }

  /** As the agent's browser does: asks again with the same client id until the desk says that it has the reply. */
  async ask(url: string, reply: AskedReply): Promise<boolean> {
    const body = { clientId: reply.clientId, text: `${reply.token} It is on its way.` }
    try {
      const { id } = await callDesk<{ id: string }>(url, 'POST', `/conversations/${reply.conversationId}/replies`, body)
      reply.accepted = true
      reply.messageId = id
      return true
    } catch (error) {
      if (error instanceof Refusal && error.status < 500) throw error
      return false
    }
  }

  async askAgain(url: string, reply: AskedReply): Promise<void> {
    reply.retries += 1
    await callDesk(url, 'POST', `/messages/${reply.messageId}/retry`, { acceptDuplicate: true })
  }

  /** Every mail taken in and worked through, every reply in a state that lasts. */
  async atRest(url: string, limitMs = restLimitMs): Promise<void> {
    const holds = ({ open, queued, sending }: Work) => open + queued + sending === 0
    await this.#until('the desk is at rest', url, { holds, limitMs })
  }

  async #until(
    what: string,
    url: string,
    { holds, limitMs }: { holds: (work: Work) => boolean; limitMs: number },
  ): Promise<void> {
    let last: Work = { mails: 0, open: 0, queued: 0, sending: 0 }
    const look = async () => {
      last = await this.#work(url).catch(() => last)
      return last.mails >= this.truth.mails.length && holds(last)
    }
    await until(what, look, limitMs).catch((error: unknown) => {
      const logs = this.#processes.map((desk) => desk.log())
      throw new Error(`${String(error)}: ${JSON.stringify(last)}\n${logs.join('\n')}`, { cause: error })
    })
  }

  async #work(url: string): Promise<Work> {
    const sql = `select (${this.arrivedSql})::int as mails, ${workSql}`
    if (this.#pool !== null) return (await this.#pool.query<Work>(sql)).rows[0] as Work
    const seen = await readDesk(url)
    const count = (state: string) => seen.filter((entry) => entry.state === state).length
    const mails = seen.filter(({ direction }) => direction === 'inbound').length
    return { mails, open: 0, queued: count('queued'), sending: count('sending') }
  }

  async check(url: string): Promise<Findings> {
    return check({ seen: await readDesk(url), taken: this.taken(), truth: this.truth })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopAll()
    if (this.#pool?.ended === false) await this.#pool.end()
    await rm(await this.dataDir, { recursive: true, force: true })
  }
}
