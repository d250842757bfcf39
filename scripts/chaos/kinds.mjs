// What can break in a round: its name, what it means, and `during`: the refusal that is right while it lasts. Without one, there must be none.

export const KINDS = [
  { name: 'relay-killed', what: 'kill -9 of a relay' },
  { name: 'relay-drained', what: 'SIGTERM to a relay: it drains, ends and starts again', during: 'draining' },
  { name: 'redis-killed', what: 'kill -9 of Redis, back within three seconds', during: 'limits_unavailable' },
  { name: 'redis-stopped', what: 'Redis is away for --redis-seconds', during: 'limits_unavailable' },
  { name: 'redis-hung', what: 'Redis hangs (SIGSTOP) for up to four seconds', during: 'limits_unavailable' },
  { name: 'redis-flushed', what: 'FLUSHALL' },
  {
    name: 'queue-flushed',
    what: 'kill -9 of the control plane, then FLUSHALL with its usage in the queue',
    during: 'limits_unavailable',
  },
  {
    name: 'redis-relay-killed',
    what: 'kill -9 of Redis, then of a relay while Redis is away',
    during: 'limits_unavailable',
  },
  { name: 'postgres-killed', what: 'kill -9 of PostgreSQL, back within three seconds' },
  { name: 'postgres-stopped', what: 'PostgreSQL and the control plane are away for --postgres-seconds' },
  { name: 'control-plane-killed', what: 'kill -9 of the control plane, back within three seconds' },
  {
    name: 'all-killed',
    what: 'kill -9 of Redis, PostgreSQL, the control plane and a relay, all at once',
    during: 'limits_unavailable',
  },
  { name: 'revocation', what: 'a grant with --streams open streams on all relays is revoked' },
]
