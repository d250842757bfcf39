import { commaList, integer } from '@1relay/config'
import { isOriginPattern } from './origins.js'

/** A list of origin patterns, empty unless it is set. */
export const originPatterns = () =>
  commaList()
    .refine((origins) => origins.every(isOriginPattern), {
      message:
        'must be origins such as https://app.example.com, https://*.example.com or http://localhost:*, or * for any of them.',
    })
    .default([])

/** The settings that both services need, and that have to be the same in both. */
export const browserAppSettings = {
  /** Pages that may use browser-app mode. None: there is no browser-app mode. */
  ALLOWED_ORIGINS: originPatterns(),
  /** How many calls of browser apps one client address may make in a minute, over both services. */
  ADDRESS_REQUESTS_PER_MINUTE: integer(1, 1_000_000_000).default(100),
}
