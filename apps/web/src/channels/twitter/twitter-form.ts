import { lazy } from 'react'
import type { ChannelForm } from '../channel-form.ts'
import { priceFields } from './profile-draft.ts'

const labels: Record<string, string> = {
  appKey: 'twitter.appKey',
  appSecret: 'twitter.appSecret',
  accessToken: 'twitter.accessToken',
  accessSecret: 'twitter.accessSecret',
  oauth2: 'twitter.clientId',
  'oauth2.clientId': 'twitter.clientId',
  'oauth2.clientSecret': 'twitter.clientSecret',
  webhooks: 'twitter.webhooks',
  historyDays: 'twitter.historyDays',
  dailyLimit: 'twitter.dailyLimit',
  apiOrigin: 'twitter.apiOrigin',
  ca: 'twitter.ca',
  ...Object.fromEntries(priceFields.map((field) => [field, `twitter.${field}`])),
}

export const twitterForm: ChannelForm = {
  id: 'twitter',
  stages: ['twitter.stageProfile'],
  Form: lazy(async () => ({ default: (await import('./ProfileForm.tsx')).ProfileForm })),
  testSteps: { receive: ['sign_in', 'mentions', 'direct_messages'], send: ['public_reply', 'direct_message'] },
  testIntro: 'twitter.testIntro',
  fieldOfStep: ({ step }) => (step === 'sign_in' ? 'appKey' : 'accessToken'),
  labelOf: (field) => labels[field] ?? null,
  limitHint: 'sending.twitterLimits',
  signsInAtProvider: ({ oauth2 }) => oauth2 !== undefined,
  addressOf: ({ profile }) => {
    const { username } = (profile ?? {}) as { username?: string }
    return username ? `@${username}` : null
  },
  factsOf: ({ historyDays, dailyLimit, apiOrigin }) => [
    { label: 'twitter.historyDays', value: `${typeof historyDays === 'number' ? historyDays : 7}` },
    ...(typeof dailyLimit === 'number' ? [{ label: 'twitter.dailyLimit', value: `$${dailyLimit}` }] : []),
    ...(typeof apiOrigin === 'string' ? [{ label: 'twitter.apiOrigin', value: apiOrigin }] : []),
  ],
}
