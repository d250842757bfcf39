/**
 * Carries WebSocket connections: handshake headers, frames both ways at the slower side's pace, what a Realtime session costs. It
 * opens no connection (forward/) and rewrites no frame, but for a credential that comes back; it adds an error event and a close frame
 * of its own when it cuts.
 *
 * Invariant: no frame that may cost money is passed on before the hold covers it; the caller's token never crosses. Data-plane §1.
 */
export { FrameMask, type ByteMask } from './frame-mask.js'
export { FrameReader, frame, type FrameEvents } from './frames.js'
export { hangUp } from './hang-up.net.js'
export { isReadable, switchingHead, TOKEN_SUBPROTOCOL, upgradeHeaders } from './handshake.js'
export { RealtimeLedger, RESPONSE_OUTPUT_TOKENS } from './realtime.js'
export { Tunnel, type TunnelEnd, type TunnelOptions } from './tunnel.net.js'
