/** Resolves after that time. */
export const wait = (ms) => new Promise((done) => setTimeout(done, ms))
