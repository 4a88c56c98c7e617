/** A desk in the middle of its day: customers in two languages, each state a conversation and a reply can be in. */
import { until } from '@cordboard/channel-testkit/peers/until'
import type { Browser } from 'playwright-core'
import { admin, type Desk } from './desk.ts'
import { mailboxSettings, type CustomerMail, type Stage } from './stage.ts'
import { invite } from './people.ts'

/** Names of the conversations that show something of their own, to their ids. */
export type FullDesk = Record<'rich' | 'forged' | 'failed' | 'unsure' | 'plain' | 'snoozed' | 'resolved', string>

const statement = `<div style="font-family:Arial,sans-serif"><p>Hi, here is what I see in my account:</p>
<table border="1" cellpadding="8" style="border-collapse:collapse"><tr style="background:#f4f4f4"><th>Date</th><th>Amount</th><th>State</th></tr>
<tr><td>12 November</td><td style="text-align:right">1,250.00 USDT</td><td>Pending</td></tr><tr><td>12 November</td><td style="text-align:right">0.05 BTC</td><td>Done</td></tr></table>
<p>Could you look at the first one? <b>It has been two days.</b></p><img src="https://pictures.example/logo.png" width="80" height="30" alt="Logo">
<p>Thanks, Carlos</p></div>
<div class="gmail_quote"><div class="gmail_attr">On Mon, 9 Nov 2026 at 10:12, Acme Support wrote:<br></div><blockquote class="gmail_quote">Please tell us what you see.</blockquote></div>`

/** The server whose word about senders the desk's mailbox takes. */
const trustedServer = 'mx.desk.test'
const checked = (verdict: 'pass' | 'fail') => ({
  'Authentication-Results': `${trustedServer}; dmarc=${verdict} header.from=customer.test`,
})

const mails: CustomerMail[] = [
  {
    from: 'zhao.yunfei',
    name: '赵云飞',
    subject: '换手机后无法登录',
    text: '我换了新手机,验证码没有迁移过来,现在登录不了。',
  },
  {
    from: 'sofia',
    name: 'Sofia Rossi',
    subject: 'Tax report for 2025',
    text: 'Thank you, the report is exactly what I needed.',
  },
  {
    from: 'priya',
    name: 'Priya Nair',
    subject: 'API rate limits',
    text: 'We get 429 at 40 requests a second. Is that the limit of our plan?',
  },
  { from: 'tom', name: 'Tom Baker', subject: 'Change of address', text: 'I have moved. Where do I change my address?' },
  {
    from: 'lin.mei',
    name: '林梅',
    subject: '充值两个小时还没到账',
    text: '你好,我今天上午充值了 1250 USDT,但是账户余额一直没有变化。',
  },
  {
    from: 'yuki',
    name: 'Yuki Tanaka',
    subject: 'Card declined twice',
    text: 'My card works everywhere else. What is wrong with it?',
  },
  {
    from: 'aisha',
    name: 'Aisha Khan',
    subject: 'Cannot log in after reset',
    text: 'The reset link says it has expired. I tried three times now.',
  },
  {
    from: 'wang.hao',
    name: '王浩',
    subject: '提现一直在审核中',
    text: '昨天晚上申请的提现到现在还在审核,平时十分钟就到了。',
  },
  {
    from: 'carlos',
    name: 'Carlos Ruiz',
    subject: 'Withdrawal is stuck',
    text: 'My withdrawal of 1,250 USDT has been pending since Monday. My order number is 10432.',
    headers: checked('pass'),
  },
]

/** Uses the admin's own hand where an agent acts, so that it is theirs in the pictures. */
export async function fillDesk(stage: Stage): Promise<FullDesk> {
  const { desk } = stage
  const anna = await handOf(desk)
  await anna('PATCH', '/desk', { name: 'Acme Support' })
  const accounts = await desk.call<{ items: { id: string }[] }>('GET', '/accounts')
  await anna('PATCH', `/accounts/${accounts.items[0]?.id}`, {
    settings: { ...mailboxSettings(stage.dovecot, stage.sink), trustedServer },
    sending: { signature: '**{{agent.name}}** · Acme Support' },
  })
  const jonas = await invite(desk, 'Jonas Weber')
  for (const mail of mails) await stage.customerWrites(mail)
  type Row = { id: string; contact: { address: string } }
  const list = () => desk.call<{ items: Row[] }>('GET', '/conversations?limit=50')
  await until('all mails are conversations', async () => (await list()).items.length === mails.length, 20_000)
  const rows = (await list()).items
  const idOf = (from: string) => rows.find(({ contact }) => contact.address.startsWith(from))?.id ?? ''
  const people = await desk.call<{ items: { id: string; email: string }[] }>('GET', '/agents')
  const idOfAgent = (email: string) => people.items.find((one) => one.email === email)?.id
  await anna('PATCH', `/agents/${idOfAgent(admin.email)}`, { name: 'Anna Klein' })
  const reply = (from: string, text: string) =>
    anna('POST', `/conversations/${idOf(from)}/replies`, { clientId: crypto.randomUUID(), text })

  for (const from of ['carlos', 'wang.hao', 'lin.mei', 'yuki'])
    await anna('PATCH', `/conversations/${idOf(from)}`, { assignee: 'me' })
  await anna('PATCH', `/conversations/${idOf('priya')}`, { assignee: idOfAgent(jonas.email), labels: ['api'] })
  await anna('PATCH', `/conversations/${idOf('wang.hao')}`, { labels: ['提现', 'vip'] })
  await reply(
    'carlos',
    'Hi Carlos, thanks for writing. I have found order **10432** and I am checking it with our billing team now.\n\n- the deposit has arrived\n- the withdrawal waits for a review\n\nThe status is at https://status.acme.test/orders/10432',
  )
  await anna('POST', `/conversations/${idOf('carlos')}/notes`, {
    text: 'Same review queue as last week. @jonas, can you confirm that it moves again?',
  })
  await settled(desk, idOf('carlos'), 'sent')
  stage.sink.script({ do: 'refuse', at: 'rcpt', code: 550, text: '5.1.1 No such mailbox here' })
  await reply('aisha', 'Hi Aisha, here is a fresh link. It works for an hour.')
  await settled(desk, idOf('aisha'), 'failed')
  stage.sink.script({ do: 'cut', at: 'after_dot', kept: true })
  await reply('wang.hao', '王先生您好,这笔提现的收款地址是第一次使用,所以需要**人工审核**。请问这是您本人的钱包吗?')
  await settled(desk, idOf('wang.hao'), 'unconfirmed')
  await anna('PATCH', `/conversations/${idOf('sofia')}`, { status: 'resolved' })
  const snoozedUntil = new Date(Date.now() + 20 * 3_600_000).toISOString()
  await anna('PATCH', `/conversations/${idOf('tom')}`, { status: 'snoozed', snoozedUntil })
  // A mailbox dates its mail to the second: an answer within the same one would stand before what it answers.
  const nextSecond = Math.ceil(Date.now() / 1_000) * 1_000
  await until('the next second', () => Date.now() > nextSecond)
  const follow = {
    from: 'carlos',
    name: 'Carlos Ruiz',
    subject: 'Re: Withdrawal is stuck',
    inReplyTo: /^message-id: (.+)$/im.exec(stage.sink.received[0]?.raw.toString() ?? '')?.[1] ?? '',
  }
  await stage.customerWrites({ ...follow, text: 'Please pay it to my new wallet instead.', headers: checked('fail') })
  await until('the forged mail stands apart', async () => (await list()).items.length > mails.length, 20_000)
  const forged = (await list()).items.find(({ id }) => !rows.some((row) => row.id === id))?.id ?? ''
  await stage.customerWrites({
    ...follow,
    html: statement,
    cc: ['treasury@customer.test'],
    headers: checked('pass'),
    attachments: [
      { filename: 'statement-2026-11.pdf', content: Buffer.alloc(48_000, 'pdf'), contentType: 'application/pdf' },
      { filename: '截图 2026-11-12.png', content: await receipt(stage.browser), contentType: 'image/png' },
    ],
  })
  await until(
    'the answer moved its conversation up',
    async () => (await list()).items[0]?.id === idOf('carlos'),
    20_000,
  )
  await spreadOverTheDay(desk)
  const named = {
    rich: 'carlos',
    failed: 'aisha',
    unsure: 'wang.hao',
    plain: 'lin.mei',
    snoozed: 'tom',
    resolved: 'sofia',
  }
  const ids = Object.entries(named).map(([what, from]) => [what, idOf(from)])
  return { ...(Object.fromEntries(ids) as FullDesk), forged }
}

/** Every Latin word that somebody, not the desk, has written or is called. */
export async function wordsOfPeople(desk: Desk): Promise<Set<string>> {
  const rows = await desk.sql<{ said: string }>(`
    select concat_ws(' ', subject, body_text, sender_name, sender_address, array_to_string(recipients_to || recipients_cc, ' ')) as said from messages
    union all select concat_ws(' ', c.subject, c.snippet, array_to_string(c.labels, ' ')) from conversations c
    union all select concat_ws(' ', name, email) from agents
    union all select file_name from attachments
    union all select name from api_keys
    union all select concat_ws(' ', name, settings) from channel_accounts`)
  return new Set(rows.flatMap(({ said }) => said.match(/[A-Za-z][A-Za-z'’]{2,}/g) ?? []))
}

type Hand = <Answer>(method: string, path: string, body: unknown) => Promise<Answer>

async function handOf(desk: Desk): Promise<Hand> {
  const send = (method: string, path: string, body: unknown, cookie = '') =>
    fetch(`${desk.url}/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', origin: desk.url, cookie },
      body: JSON.stringify(body),
    })
  const signedIn = await send('POST', '/session', { email: admin.email, password: admin.password })
  const cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  return async <Answer>(method: string, path: string, body: unknown) => {
    const response = await send(method, path, body, cookie)
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
    return (await response.json()) as Answer
  }
}

/** What a customer photographs: a small picture of a page. */
async function receipt(browser: Browser): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: 240, height: 240 } })
  await page.setContent(
    '<body style="margin:0;background:#f4f6fb;font:600 22px sans-serif;color:#24324f;text-align:center"><p style="padding-top:40px">Withdrawal</p><p style="font-size:30px">1,250 USDT</p><p style="display:inline-block;background:#fbe3b8;border-radius:16px;padding:6px 20px">Pending</p>',
  )
  const picture = await page.screenshot()
  await page.close()
  return picture
}

async function settled(desk: Desk, conversationId: string, state: string): Promise<void> {
  type Messages = { items: { delivery: { state: string } | null }[] }
  const newest = async () => {
    const { items } = await desk.call<Messages>('GET', `/conversations/${conversationId}/messages`)
    return items.findLast(({ delivery }) => delivery !== null)?.delivery?.state
  }
  await until(`the reply is ${state}`, async () => (await newest()) === state, 15_000)
}

/** All of it happened within a minute; a day looks otherwise. */
async function spreadOverTheDay(desk: Desk): Promise<void> {
  await desk.sql(`
    with aged as (
      select id, row_number() over (order by last_activity_at desc) - 1 as place from conversations
    ), moved as (
      update conversations c set
        last_activity_at = c.last_activity_at - aged.place * interval '23 minutes',
        last_inbound_at = c.last_inbound_at - aged.place * interval '23 minutes',
        created_at = c.created_at - aged.place * interval '23 minutes' - interval '3 days'
      from aged where aged.id = c.id returning c.id, aged.place
    ), met as (
      update contacts set created_at = created_at - interval '40 days'
    ), ordered as (
      select m.id, moved.place, row_number() over (partition by m.conversation_id order by m.occurred_at desc, m.id desc) - 1 as back
      from messages m join moved on moved.id = m.conversation_id
    )
    update messages m set
      occurred_at = m.occurred_at - o.place * interval '23 minutes' - o.back * interval '47 minutes',
      delivery_at = m.delivery_at - o.place * interval '23 minutes' - o.back * interval '47 minutes'
    from ordered o where o.id = m.id`)
}
