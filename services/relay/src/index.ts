/**
 * The data plane: finds the grant behind a token, judges, admits, opens, forwards, meters, settles and records. It knows grants,
 * never accounts, apps or workspaces, and touches no database but Redis.
 *
 * Invariant: nothing is forwarded that was not judged and admitted on the current version of its grant; everything that was
 * admitted is settled and recorded once. Start reading at pipeline.ts. Data-plane §1.
 */
export { readRelayConfig, type RelayConfig } from './config.js'
export { createRelay, type Relay, type RelayOptions } from './wire.js'
