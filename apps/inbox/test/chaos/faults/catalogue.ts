import type { Fault } from './fault.ts'
import { killFaults } from './kill-faults.ts'
import { leaseFaults } from './lease-faults.ts'
import { mailboxFaults } from './mailbox-faults.ts'
import { serverFaults } from './server-faults.ts'
import { smtpFaults } from './smtp-faults.ts'
import { storeFaults } from './store-faults.ts'

/** In the order of the report. */
export const allFaults: readonly Fault[] = [
  ...killFaults,
  ...serverFaults,
  ...leaseFaults,
  ...mailboxFaults,
  ...storeFaults,
  ...smtpFaults,
]
