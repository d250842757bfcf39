// Chance that is the same for the same seed.

/** mulberry32: gives `random()` in [0, 1), and what is made of it. */
export const seeded = (seed) => {
  let state = seed >>> 0
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (low, high) => low + random() * (high - low)
  const whole = (low, high) => Math.floor(between(low, high + 1))
  const pick = (list) => list[whole(0, list.length - 1)]
  return { random, between, whole, pick }
}

/** Draws from a list until it is empty, then from all of it again: everything comes before anything comes twice. */
export const bagOf = (list, { whole }) => {
  let left = []
  return () => {
    if (left.length === 0) left = [...list]
    return left.splice(whole(0, left.length - 1), 1)[0]
  }
}
