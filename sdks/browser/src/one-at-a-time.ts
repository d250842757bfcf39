/** Runs it while no other tab of the origin runs what has this name; where there are no locks, at once. */
export const oneAtATime = async <T>(name: string, run: () => Promise<T>): Promise<T> => {
  const locks = globalThis.navigator?.locks
  if (locks === undefined) return run()
  let isOurs = false
  const held = (): Promise<T> => {
    isOurs = true
    return run()
  }
  try {
    return await locks.request(name, held)
  } catch (error) {
    // Frames without an origin have the object, and are refused every lock.
    if (isOurs) throw error
    return run()
  }
}
