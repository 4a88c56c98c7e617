import { contract } from '@cordboard/api-contract/contract'
import { implement } from '@orpc/server'
import type { RequestContext } from './desk.ts'

/** The contract, ready to be implemented: one procedure for each of its routes, or it does not compile. */
export const procedures = implement(contract).$context<RequestContext>()
