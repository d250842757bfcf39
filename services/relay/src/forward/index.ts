/**
 * Moves bytes: a request to an upstream, its answer back, both streamed. It decides nothing about headers (inject/), addresses
 * (egress/) or money (meter/).
 *
 * Invariant: what goes in comes out byte for byte, an abort on one side ends the other at once, and an answer that broke off is
 * visibly broken for the caller. Data-plane §1.7 and §6.
 */
export type { ForwardFailure } from './failure.js'
export type { Forwarder, Forwarding, ForwardListener, ForwardRequest, Secret } from './forward.port.js'
