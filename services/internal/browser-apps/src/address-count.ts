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

// KEYS[1] counts within a window that begins with its first request; ARGV[1] is how long it lasts, ms. Gives the count and what is left of the window.
const COUNT = `
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return { count, redis.call('PTTL', KEYS[1]) }`

/**
 * Counts one more of an address, in Redis for all processes of both services. Throws `rate_limited` with the time until the window ends when
 * it is one too many, `limits_unavailable` when Redis does not answer.
 */
export const countAddress = async (redis: Counter, { what, address, limit, windowMs }: AddressCount): Promise<void> => {
  const key = redisKeys.address(what, addressBlock(address))
  const counted = await redis.eval(COUNT, 1, key, String(windowMs)).catch((cause: unknown) => {
    throw fault('limits_unavailable', 'Redis did not count an address', { cause, retryAfterMs: 1000 })
  })
  const [count, leftMs] = counted as [number, number]
  if (count > limit) throw fault('rate_limited', `${count} of ${limit} ${what}`, { retryAfterMs: Math.max(1, leftMs) })
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
