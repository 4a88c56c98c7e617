/** Nine matters in English, as they come to the support desk of an exchange. */
import { say } from '../../sentences.ts'
import { depositScreenshot } from '../files/deposit-screenshot.ts'
import { textPdf } from '../files/text-pdf.ts'
import type { Story } from './story.ts'

const deposit: Story = {
  handle: 'amelia.hart',
  subject: 'Deposit not credited after 40 confirmations',
  priority: 'high',
  labels: ['deposit'],
  entries: [
    {
      by: 'customer',
      hoursAgo: 1.4,
      said: 'Hello, I sent 1,250 USDT this morning and it still does not show in my balance, although the explorer says it has 40 confirmations. Here is what I see in the app.',
      files: [
        { name: 'deposit-screen.png', type: 'image/png', base64: Buffer.from(depositScreenshot()).toString('base64') },
      ],
    },
    {
      by: 'customer',
      hoursAgo: 0.3,
      said: 'I checked again just now and there is still nothing. Can somebody tell me whether the money is safe?',
    },
  ],
}

const withdrawal: Story = {
  handle: 'tomasz.nowak',
  subject: 'Withdrawal W-20418 pending since last night',
  assigned: true,
  labels: ['withdrawal'],
  entries: [
    {
      by: 'customer',
      hoursAgo: 13,
      said: 'My withdrawal of 0.42 BTC has been “pending” since yesterday evening. I have never waited more than ten minutes before.',
    },
    {
      by: 'desk',
      hoursAgo: 11.8,
      text: 'Hello Tomasz, I am sorry for the wait. Your withdrawal is held for a **manual review** because it goes to an address you have not used before. Could you tell me whether that address is your own wallet?',
    },
    { by: 'customer', hoursAgo: 11.5, said: 'Yes, it is a new hardware wallet. I set it up on Sunday.' },
    {
      by: 'note',
      hoursAgo: 11.2,
      text: 'Risk team asked for a second look: new address, first withdrawal above his usual amount. Nothing else stands out.',
    },
    {
      by: 'desk',
      hoursAgo: 10.9,
      text: 'Thank you, that helps. I have passed it to the review team and will write as soon as they have decided, today at the latest.',
    },
    { by: 'customer', hoursAgo: 0.8, said: 'I have heard nothing since. Is there any news?' },
  ],
}

const identity: Story = {
  handle: 'priya.raman',
  subject: 'Proof of address refused twice',
  labels: ['kyc'],
  entries: [
    {
      by: 'customer',
      hoursAgo: 28,
      said: 'My proof of address was refused twice without a reason. The second one was my electricity bill from last month.',
    },
    {
      by: 'desk',
      hoursAgo: 26.5,
      text: 'Hello Priya, the file was a photo of a screen, which the check cannot accept. Please send the bill itself as a PDF:\n\n- all four corners visible\n- not older than three months\n- your name and address as in your account',
    },
    {
      by: 'customer',
      hoursAgo: 2.2,
      said: 'Here is the PDF as I downloaded it from the supplier.',
      files: [
        {
          name: 'electricity-bill.pdf',
          type: 'application/pdf',
          base64: Buffer.from(
            textPdf([
              'Northern Lights Energy',
              'Invoice 2026-1107',
              'Priya Raman',
              '14 Harbour Street',
              'Total due: 61.40',
            ]),
          ).toString('base64'),
        },
      ],
    },
  ],
}

const twoFactor: Story = {
  handle: 'lucas.ferreira',
  subject: 'Lost my phone, cannot sign in',
  status: { kind: 'snoozed', forHours: 18 },
  assigned: true,
  labels: ['2fa', 'identity check'],
  entries: [
    {
      by: 'customer',
      hoursAgo: 50,
      said: 'My phone was stolen on the train and with it the authenticator app. How do I get back into my account?',
    },
    {
      by: 'desk',
      hoursAgo: 49.2,
      text: 'Hello Lucas, I am sorry to hear that. Withdrawals are stopped for now, so nobody can move your funds. To reset two-factor sign-in we need a short **video call** with your identity document. Which time suits you?',
    },
    { by: 'customer', hoursAgo: 47, said: 'Tomorrow after 15:00 would be fine. I have my passport.' },
    {
      by: 'note',
      hoursAgo: 46.8,
      text: 'Booked for tomorrow, 15:30. Do not reset anything before the call: two reset requests with his name came from elsewhere last week.',
    },
    {
      by: 'desk',
      hoursAgo: 46.7,
      text: 'Thank you. You will get the link ten minutes before 15:30. Please do not give it to anybody.',
    },
  ],
}

const phishing: Story = {
  handle: 'grace.okafor',
  subject: 'Fwd: Action required: confirm your withdrawal',
  priority: 'urgent',
  labels: ['security', 'phishing'],
  entries: [
    {
      by: 'customer',
      hoursAgo: 3.6,
      said: {
        paragraphs: [
          'Hello,',
          'I got the mail below this morning. It looks like yours, but the address it comes from is odd, and it asks for my recovery phrase.',
          'I have not answered it. Is it from you?',
        ],
        signature: ['Grace Okafor', 'Bookkeeping, Okafor & Daughters'],
        quoted: {
          intro: 'On Monday at 08:12, “Withdrawal Team” <no-reply@exchange-verify.example> wrote:',
          lines: [
            'Dear customer,',
            'a withdrawal of 3.1 BTC from your account is waiting for your confirmation.',
            'If you did not request it, enter your recovery phrase within 30 minutes:',
            'hxxp://exchange-verify.example/cancel',
            'The Withdrawal Team',
          ],
        },
      },
    },
  ],
}

const fees: Story = {
  handle: 'noah.berg',
  subject: 'Which fee applies to limit orders?',
  status: { kind: 'resolved' },
  assigned: true,
  labels: ['fees'],
  entries: [
    {
      by: 'customer',
      hoursAgo: 76,
      said: 'Your price page says 0.10 %, but I was charged 0.16 % on some orders. Which one is right?',
    },
    {
      by: 'desk',
      hoursAgo: 75.5,
      text: 'Hello Noah, both are: 0.10 % when your order waits in the book, 0.16 % when it is filled at once. Orders marked *post only* always pay the lower one.',
    },
    { by: 'customer', hoursAgo: 75.1, said: 'Ah, that explains it. Thank you for the quick answer!' },
  ],
}

const apiKey: Story = {
  handle: 'hana.kim',
  subject: 'API key returns “not allowed”',
  assigned: true,
  labels: ['api'],
  entries: [
    {
      by: 'customer',
      hoursAgo: 7.5,
      said: 'Since this morning my trading bot gets “not allowed” for every order. Reading balances still works. Nothing changed on my side.',
    },
    {
      by: 'desk',
      hoursAgo: 6.9,
      text: 'Hello Hana, keys without an address list lost the right to trade last night, as announced. Add the address of your server under *API keys → Allowed addresses* and it will work again within a minute.',
      unsent: {
        state: 'failed',
        why: say('demo_refused'),
        technical: '451 made up for the demo',
      },
    },
  ],
}

const taxes: Story = {
  handle: 'daniel.weiss',
  subject: 'Statement for last year',
  status: { kind: 'resolved' },
  entries: [
    {
      by: 'customer',
      hoursAgo: 98,
      said: 'Where can I find a statement of all trades of last year, for my tax return?',
    },
    {
      by: 'desk',
      hoursAgo: 96.4,
      text: 'Hello Daniel, you find it under *Account → Statements*. Choose the year and the format; large files arrive by mail within an hour.',
    },
    { by: 'customer', hoursAgo: 95.9, said: 'Found it. Thanks!' },
  ],
}

const locked: Story = {
  handle: 'omar.haddad',
  subject: 'Account locked while travelling',
  priority: 'high',
  labels: ['account'],
  entries: [
    {
      by: 'customer',
      hoursAgo: 5.2,
      said: 'I am abroad and my account was locked when I tried to withdraw. I need the money this week, please help.',
    },
    {
      by: 'desk',
      hoursAgo: 4.6,
      text: 'Hello Omar, the lock came from signing in from a new country. I can lift it as soon as you have confirmed the mail we sent you at 10:40. Did it reach you?',
      unsent: {
        state: 'unconfirmed',
        why: say('demo_cut_off'),
        technical: 'no answer, made up for the demo',
      },
    },
  ],
}

export const englishStories: readonly Story[] = [
  deposit,
  withdrawal,
  identity,
  twoFactor,
  phishing,
  fees,
  apiKey,
  taxes,
  locked,
]
