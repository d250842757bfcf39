import { Controller, Get, Inject } from '@nestjs/common'
import { MODEL_ROUTES, PROVIDERS } from '@1relay/contracts'
import { Access, type ContractDocument, SkipThrottle, Unwrapped } from '../edge/index.js'
import { Health } from '../meta/index.js'
import { CLOCK, type Clock, CONTRACT } from '../settings.module.js'

const providers = PROVIDERS.map(({ slug }) => slug)

/** What an installation says of itself to clients of byok-relay. Counted by the guard of browser apps, but for its health. */
@Controller()
@SkipThrottle({ default: true, email: true })
export class BrowserAppFactsController {
  constructor(
    @Inject(Health) private readonly healthOf: Health,
    @Inject(CONTRACT) private readonly contract: ContractDocument,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('models')
  @Access('anonymous')
  @Unwrapped()
  models(): unknown {
    return {
      providers,
      providerPrefixes: PROVIDERS.flatMap(({ slug, origin }) => (origin === null ? [] : [slug])),
      patterns: MODEL_ROUTES.map(({ pattern, provider }) => ({ pattern, flags: 'i', provider })),
      restricted: false,
      message: 'All models are permitted on this relay.',
      usage: 'POST /relay with { model: "provider/model-name", ...providerBody }',
    }
  }

  @Get('health')
  @Access('anonymous')
  @Unwrapped()
  async health(): Promise<unknown> {
    await this.healthOf.check()
    return { ok: true, ...this.#version(), timestamp: this.clock().toISOString(), providers }
  }

  @Get('version')
  @Access('anonymous')
  @Unwrapped()
  version(): unknown {
    return this.#version()
  }

  #version(): { version: string; commit: null } {
    const { version } = this.contract['info'] as { version: string }
    return { version, commit: null }
  }
}
