/** What there is to set on the demo's line: nothing but which line it is. */
import { z } from 'zod'

export const demoSettingsSchema = z.strictObject({
  line: z.string('Name the line.').min(1, 'Name the line.').meta({
    title: 'Line',
    description: 'Tells this demo from every other one, so that their customers are not mixed up.',
  }),
})

export type DemoSettings = z.output<typeof demoSettingsSchema>

/** Nothing about invented people is secret. */
export const secretFields: readonly string[] = []
