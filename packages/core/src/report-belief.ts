/** Whether what a delivery report says may change a reply's state. Reports carry no signature: what they know is all there is. */
import type { DeliveryReport } from './message.ts'

/** What a report and a reply have in common. */
export type ReportMatch = {
  /** `report_id`: only the servers on the way saw it. `message_id`: everybody who got the reply, or an answer to it, knows it. */
  by: 'report_id' | 'message_id'
  /** Identity keys the reply went to. */
  recipients: readonly string[]
}

/**
 * A report that knows the report id is believed. Many servers leave it out, so one that knows the message id and one of the reply's
 * recipients is believed when it says that the reply did not arrive: then somebody looks. It is never believed that all is well.
 */
export function believesReport(report: Pick<DeliveryReport, 'outcome' | 'recipients'>, match: ReportMatch): boolean {
  if (match.by === 'report_id') return true
  const bad = report.outcome === 'failed' || report.outcome === 'delayed'
  return bad && report.recipients.some((key) => match.recipients.includes(key))
}
