import type { Lines } from './customers.ts'

export const englishLines: Lines = {
  topics: {
    deposit: {
      asked: [
        'Sure. It was 1,250 USDT on the TRC-20 network, sent at 09:14 UTC. The transaction id ends in 7f3a90.',
        'Yes, I copied the address from the deposit page, and the explorer says “confirmed”.',
      ],
      told: 'Okay, I will keep an eye on my balance. About how long does that usually take?',
    },
    withdrawal: {
      asked: [
        'It is 0.42 BTC to my own hardware wallet. The request number is W-20418.',
        'No, I have not changed my password or my email this week.',
      ],
      told: 'Thanks for checking. Should I leave the request as it is or cancel it and try again?',
    },
    identity: {
      asked: [
        'I have a bank statement from last month with my full address. Would that do?',
        'The name on my passport is exactly the one on the account, middle name included.',
      ],
      told: 'Alright. Will I hear from you when the check is finished?',
    },
    two_factor: {
      asked: [
        'I can do a video call today after 15:00, with my passport at hand.',
        'The old phone is gone for good. I did not keep the backup codes, sorry.',
      ],
      told: 'Good to know. I would rather wait than have it done without a proper check.',
    },
    phishing: {
      asked: [
        'I opened the page but typed nothing in. I have forwarded you everything I got.',
        'No, nobody has called me. It was only that one mail.',
      ],
      told: 'Good. Is there anything I should change on my account, to be safe?',
    },
    fees: {
      asked: [
        'Mostly spot orders, about 30 a month, nearly all of them limit orders.',
        'I am on the standard plan, as far as I can see.',
      ],
      told: 'That explains the difference. Does the lower fee apply at once or from next month?',
    },
    account: {
      asked: [
        'Yes, it is still the same. I tried it in two browsers just now.',
        'My account email is the one I am writing from.',
      ],
      told: 'Understood. I will try again this evening.',
    },
  },
  file: 'I have got the file, it opens fine. Thank you.',
  thanks: [
    'Brilliant, that was quick. Thank you very much!',
    'Perfect, thanks a lot for your help.',
    'That is all I needed. Have a good day!',
  ],
}
