declare module 'virtual:contract-routes' {
  import type { AnyContractRouter } from '@orpc/contract'

  /** Methods and paths of the API contract, without schemas. */
  export const routes: AnyContractRouter
}

declare module '*.po' {
  import type { Messages } from '@lingui/core'

  export const messages: Messages
}
