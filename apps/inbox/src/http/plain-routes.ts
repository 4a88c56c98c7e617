/** Routes outside the contract: bytes that stream, other programs' hooks, and what operators watch. */
import { apiPrefix } from '@cordboard/api-contract/contract'
import type { Handler } from './guard.ts'
import { postCompleteness } from './routes/completeness.ts'
import { streamEvents } from './routes/event-stream.ts'
import { getAttachment, getRaw, postUpload } from './routes/files.ts'
import { getMetrics, healthz, readyz } from './routes/health.ts'
import { answerHook } from './routes/hooks.ts'
import { getMessageFrame } from './routes/message-frame.ts'
import { getOpenapi } from './routes/openapi.ts'
import { getOauthCallback } from './routes/provider-sign-ins.ts'
import { getRemoteImage } from './routes/remote-images.ts'
import { verifyStored, verifyTyped } from './routes/verify.ts'

export type PlainRoute = { method: 'GET' | 'POST'; path: string; handle: Handler; takesLargeBody?: boolean }

export const plainRoutes: readonly PlainRoute[] = [
  { method: 'GET', path: '/healthz', handle: healthz },
  { method: 'GET', path: '/readyz', handle: readyz },
  { method: 'GET', path: '/metrics', handle: getMetrics },
  { method: 'GET', path: '/hooks/{channel}/{accountId}', handle: answerHook },
  { method: 'POST', path: '/hooks/{channel}/{accountId}', handle: answerHook },
  { method: 'GET', path: '/oauth/callback', handle: getOauthCallback },
  { method: 'GET', path: `${apiPrefix}/openapi.json`, handle: getOpenapi },
  { method: 'GET', path: `${apiPrefix}/events/stream`, handle: streamEvents },
  { method: 'POST', path: `${apiPrefix}/uploads`, handle: postUpload, takesLargeBody: true },
  { method: 'GET', path: `${apiPrefix}/attachments/{id}`, handle: getAttachment },
  { method: 'GET', path: `${apiPrefix}/remote-images`, handle: getRemoteImage },
  { method: 'GET', path: `${apiPrefix}/messages/{id}/frame`, handle: getMessageFrame },
  { method: 'GET', path: `${apiPrefix}/messages/{id}/raw`, handle: getRaw },
  { method: 'POST', path: `${apiPrefix}/accounts/verify/stream`, handle: verifyTyped },
  { method: 'POST', path: `${apiPrefix}/accounts/{id}/verify/stream`, handle: verifyStored },
  { method: 'POST', path: `${apiPrefix}/accounts/{id}/completeness`, handle: postCompleteness },
]
