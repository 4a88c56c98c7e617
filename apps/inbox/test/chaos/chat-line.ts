/** A desk with a Telegram bot and a profile on X, their customers and its agent. */
import { randomUUID } from 'node:crypto'
import { freePorts } from '@cordboard/channel-testkit/peers/free-ports'
import type { ChatCustomer, ChatProvider } from './chat-providers.ts'
import type { Taken } from './checker.ts'
import { callDesk, listConversations } from './desk-api.ts'
import { DeskLine, type DeskLineOptions } from './desk-line.ts'
import type { DeskOptions, DeskProcess } from './desk-process.ts'
import { type AskedReply, newToken } from './truth.ts'

/** `port`: at which providers are told to call the desk; `null`: they are not told, and it is another one at each start. */
export type ChatLineOptions = DeskLineOptions & { providers: readonly ChatProvider[]; port: number | null }

/** X's names stay in every request, wherever they lead. */
const privateHosts = '127.0.0.1,api.x.com,ton.twitter.com'
/** As if the last looks were longer ago than X wants between two. */
const longAgo = `
  update channel_accounts set cursor = cursor
    || jsonb_build_object('mentions', (cursor -> 'mentions') || '{"lookedAt": null}', 'directMessages', (cursor -> 'directMessages') || '{"lookedAt": null}')
  where channel = $1 and cursor ? 'directMessages'`

export class ChatLine extends DeskLine<ChatLineOptions> {
  protected override readonly arrivedSql = `select count(*) from messages where direction = 'inbound'`
  readonly #desks: DeskProcess[] = []
  #serving: DeskProcess | null = null

  /** `isCalled`: providers call the desk. */
  static async open(options: Omit<ChatLineOptions, 'port'>, { isCalled = false } = {}): Promise<ChatLine> {
    const [port = 0] = isCalled ? await freePorts(1) : []
    return new ChatLine({ ...options, port: port === 0 ? null : port })
  }

  override async start(options: Pick<DeskOptions, 'failpoint' | 'command'> = {}): Promise<DeskProcess> {
    const { port } = this.options
    const isServing = options.command === undefined
    const desk = await super.start({
      ...options,
      environment: {
        ALLOW_PRIVATE_HOSTS: privateHosts,
        ...(port === null ? {} : { PORT: String(isServing ? port : 0), PUBLIC_URL: `http://127.0.0.1:${port}` }),
      },
    })
    this.#desks.push(desk)
    if (isServing) this.#serving = desk
    return desk
  }

  /** Of the desk that was started last. */
  get url(): string {
    return this.#serving?.url ?? ''
  }

  /** Everything any process of the desk ever said. */
  said(): string {
    return this.#desks.map((desk) => desk.log()).join('\n')
  }

  /** For a desk that is dead: the one after it looks at once for what is new, at a provider that is looked at now and then. */
  async letLooksPass({ channel }: ChatProvider): Promise<void> {
    await this.rows().query(longAgo, [channel])
  }

  /** All accounts are connected, and each customer has written; the desk runs. */
  async begin(): Promise<DeskProcess> {
    const desk = await (await this.start()).ready()
    for (const provider of this.options.providers) {
      for (const customer of provider.customers) this.customerWrites(provider, customer)
      const { id } = await callDesk<{ id: string }>(desk.url, 'POST', '/accounts', {
        channel: provider.channel,
        name: provider.channel,
        settings: provider.settings(),
      })
      await this.untilAccount(desk.url, ({ state }, at) => at === id && state === 'connected')
    }
    await this.atRest(desk.url)
    return desk
  }

  customerWrites(provider: ChatProvider, customer: ChatCustomer): string {
    const token = newToken('mail')
    provider.says(customer, `${token} Where is my money?`)
    this.truth.mails.push({ token, mark: token, customer: customer.address })
    return token
  }

  /** An agent decides to answer this customer. Nothing is sent to the desk yet. */
  async agentWritesTo({ address, recipient }: ChatCustomer): Promise<AskedReply> {
    const conversation = (await listConversations(this.url)).find(({ contact }) => contact.address === address)
    if (!conversation) throw new Error(`${address} has not written.`)
    const reply: AskedReply = {
      token: newToken('reply'),
      clientId: randomUUID(),
      conversationId: conversation.id,
      customer: address,
      recipient,
      accepted: false,
      messageId: null,
      retries: 0,
    }
    this.truth.replies.push(reply)
    return reply
  }

  taken(): Taken[] {
    return this.options.providers.flatMap((provider) => provider.taken())
  }
}
