import { Body, Controller, Inject, Put } from '@nestjs/common'
import type { RelayKeyAnnouncement } from '@1relay/contracts'
import { fault } from '@1relay/faults'
import { Access, SkipThrottle } from '../edge/index.js'
import { RelayKeys } from '../relay-keys/index.js'

const KEYS_MAX = 20

@Controller('internal/relay-keys')
export class RelayKeyAnnouncementsController {
  constructor(@Inject(RelayKeys) private readonly relayKeys: RelayKeys) {}

  @Put()
  @Access('internal')
  @SkipThrottle({ default: true })
  async announce(@Body() body: unknown): Promise<void> {
    if (!isAnnouncement(body)) throw fault('invalid_request', 'no announcement of relay keys')
    await this.relayKeys.announce(body)
  }
}

const isAnnouncement = (body: unknown): body is RelayKeyAnnouncement => {
  const { keys, current } = (body ?? {}) as { keys?: unknown; current?: unknown }
  return Array.isArray(keys) && keys.length <= KEYS_MAX && keys.every(isKey) && typeof current === 'string'
}

const isKey = (value: unknown): boolean => {
  const { keyId, publicKey } = (value ?? {}) as { keyId?: unknown; publicKey?: unknown }
  return typeof keyId === 'string' && /^[0-9a-f]{16}$/.test(keyId) && typeof publicKey === 'string'
}
