const settings: Record<string, string> = {
  // A reply that was acknowledged survives a power cut. Given here they outrank every configuration file.
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  // Reachable from this machine only, and only with the password.
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // A desk of a few people on a small machine: idle, everything together stays below 350 MB.
  max_connections: '200',
  shared_buffers: '64MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  effective_cache_size: '512MB',
  max_wal_size: '512MB',
  max_worker_processes: '4',
  max_parallel_workers_per_gather: '1',
  autovacuum_max_workers: '2',
  jit: 'off',
  // Without helper processes for reading; the data of one desk lies in the page cache.
  io_method: 'sync',
  // Nobody replicates from a database that lives inside the desk.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  // The customer's text is in statements and in details of errors; neither belongs in a log.
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
  log_timezone: 'UTC',
  timezone: 'UTC',
  lc_messages: 'C',
}

/** Command-line arguments of the server. */
export const serverSettings: readonly string[] = Object.entries(settings).flatMap(([name, value]) => [
  '-c',
  `${name}=${value}`,
])
