import { isIPv4, isIPv6 } from 'node:net'
import { redisKeys } from '@1relay/contracts'
import { fault } from '@1relay/faults'

/** The part of ioredis that counting needs. */
export interface Counter {
  eval(script: string, keys: number, ...keysAndArguments: string[]): Promise<unknown>
}

export interface AddressCount {
  /** What is counted: requests, registrations. */
  readonly what: string
  readonly address: string
  readonly limit: number
  readonly windowMs: number
}

// KEYS[1] counts within a window that begins with its first request; ARGV[1] is how long it lasts, ms; ARGV[2] how many come at once. Gives the
// count and what is left of the window.
const COUNT = `
local count = redis.call('INCRBY', KEYS[1], ARGV[2])
if count == tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return { count, redis.call('PTTL', KEYS[1]) }`

interface Burst {
  size: number
  readonly counted: Promise<readonly [count: number, leftMs: number]>
}

// What one address asks in one turn of the event loop is one command: a flood must not cost Redis as much as it has requests.
const bursts = new WeakMap<Counter, Map<string, Burst>>()

/**
 * Counts one more of an address, in Redis for all processes of both services. Throws `rate_limited` with the time until the window ends when
 * it is one too many, `limits_unavailable` when Redis does not answer.
 */
export const countAddress = async (redis: Counter, { what, address, limit, windowMs }: AddressCount): Promise<void> => {
  const burst = joinBurst(redis, redisKeys.address(what, addressBlock(address)), windowMs)
  const place = (burst.size += 1)
  const [last, leftMs] = await burst.counted
  const count = last - burst.size + place
  if (count > limit) throw fault('rate_limited', `${count} of ${limit} ${what}`, { retryAfterMs: Math.max(1, leftMs) })
}

const joinBurst = (redis: Counter, key: string, windowMs: number): Burst => {
  const open = bursts.get(redis) ?? new Map<string, Burst>()
  bursts.set(redis, open)
  const known = open.get(key)
  if (known !== undefined) return known
  const burst: Burst = { size: 0, counted: new Promise((resolve) => setImmediate(resolve)).then(() => send()) }
  const send = async (): Promise<[number, number]> => {
    open.delete(key)
    const counting = redis.eval(COUNT, 1, key, String(windowMs), String(burst.size))
    return (await counting.catch((cause: unknown) => {
      throw fault('limits_unavailable', 'Redis did not count an address', { cause, retryAfterMs: 1000 })
    })) as [number, number]
  }
  open.set(key, burst)
  return burst
}

/** The address as it is counted: IPv4 as it is, IPv6 by its /64, which one household or machine has to itself. */
export const addressBlock = (address: string): string => {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (isIPv4(plain) || !isIPv6(plain)) return plain
  const [head = '', tail = ''] = new URL(`http://[${plain}]/`).hostname.slice(1, -1).split('::')
  const groups = head === '' ? [] : head.split(':')
  const ending = tail === '' ? [] : tail.split(':')
  const whole = [...groups, ...Array.from({ length: 8 - groups.length - ending.length }, () => '0'), ...ending]
  return `${whole.slice(0, 4).join(':')}::/64`
}
