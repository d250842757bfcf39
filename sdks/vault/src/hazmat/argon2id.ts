/** One Argon2id job (RFC 9106, version 1.3, no secret, no associated data). */
export interface Argon2idJob {
  readonly password: Uint8Array
  readonly salt: Uint8Array
  readonly memoryKiB: number
  readonly iterations: number
  readonly parallelism: number
  readonly hashLength: number
}

/** Something that can do the job: `runArgon2id` in this thread, or a caller's function that posts it to a Worker. */
export type Argon2idRunner = (job: Argon2idJob) => Promise<Uint8Array>

/**
 * Argon2id in WebAssembly, in the calling thread: about 0.8 s of a browser's main thread at the protocol's parameters,
 * so a page that animates runs it in a Worker. Imported when called, so that bundlers keep its code in a chunk of its own.
 */
export const runArgon2id: Argon2idRunner = async (job) => {
  const { argon2id } = await import('hash-wasm')
  return argon2id({
    password: job.password,
    salt: job.salt,
    memorySize: job.memoryKiB,
    iterations: job.iterations,
    parallelism: job.parallelism,
    hashLength: job.hashLength,
    outputType: 'binary',
  })
}
