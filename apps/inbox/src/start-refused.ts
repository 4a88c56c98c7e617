/** Why the desk does not start. The message is one sentence the operator can act on. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused'
}
