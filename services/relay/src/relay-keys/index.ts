/**
 * The relay's own key pairs: holds them, tells the control plane the public halves, and moves credentials from a former key to the current
 * one. It does not know where keys come from (key-source/), nor what an opened credential is for (open/, inject/).
 *
 * Invariant: private keys enter and never leave; an opened credential is sealed again in the same turn of work, and wiped. Protocol §3.
 */
export type { KeyDesk } from './key-desk.port.js'
export { KeyKeeper, type KeyKeeperOptions } from './key-keeper.service.js'
export { KeyRing } from './key-ring.crypto.js'
