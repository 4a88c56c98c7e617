/** Why the embedded PostgreSQL cannot run, as one sentence that says what the reader can do. Print the message alone. */
export class EmbeddedPostgresRefusal extends Error {
  override name = 'EmbeddedPostgresRefusal'
}
