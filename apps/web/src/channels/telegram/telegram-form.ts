import { lazy } from 'react'
import type { ChannelForm } from '../channel-form.ts'

const labels: Record<string, string> = {
  token: 'telegram.token',
  mode: 'telegram.mode',
  apiRoot: 'telegram.apiRoot',
}

export const telegramForm: ChannelForm = {
  id: 'telegram',
  stages: ['telegram.stageBot'],
  Form: lazy(async () => ({ default: (await import('./BotForm.tsx')).BotForm })),
  testIntro: 'telegram.testIntro',
  testSteps: { receive: ['token', 'delivery', 'groups'], send: ['permission'] },
  fieldOfStep: ({ step }) => (step === 'delivery' ? 'mode' : 'token'),
  labelOf: (field) => labels[field] ?? null,
  limitHint: 'sending.telegramLimits',
  signsInAtProvider: () => false,
  addressOf: ({ username }) => (typeof username === 'string' ? `@${username}` : null),
  factsOf: ({ mode, apiRoot }) => [
    { label: 'telegram.mode', value: mode === 'webhook' ? 'webhook' : 'polling' },
    ...(typeof apiRoot === 'string' ? [{ label: 'telegram.apiRoot', value: apiRoot }] : []),
  ],
}
