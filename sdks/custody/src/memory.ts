/** A control plane's vault in memory, for the tests of those who use this package. */
export { MemoryVaultApi } from './vault-api.memory.js'
export { MemoryWire } from './wire.memory.js'
