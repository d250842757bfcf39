import { isVaultError, type Sealed, sealForToken, unwrapSealHalf } from '@1relay/vault'
import { openKey } from './keys.service.js'
import { done, type Outcome, type Problem } from './problem.js'
import type { HoldingGrant, KeyPlace, Resealed, StoredKey, VaultApi } from './vault-api.port.js'

/** The contract takes so many at once. */
const AT_ONCE = 20
const TRIES = 3

export interface ResealReport {
  /** Has the new credential: from its next request on. */
  readonly resealed: readonly string[]
  /** Was revoked or ran out meanwhile: nothing to do. */
  readonly ended: readonly string[]
  readonly failed: readonly { readonly grant: HoldingGrant; readonly problem: Problem }[]
}

/** Every live connection and bot token that holds a key of the vault, or may: its label was not noted then. */
export const listHoldingGrants = async (
  ports: { api: VaultApi },
  place: KeyPlace,
): Promise<Outcome<HoldingGrant[]>> => {
  const grants: HoldingGrant[] = []
  let cursor: string | undefined
  do {
    const page = await ports.api.listHoldingGrants(place, cursor)
    if (!page.ok) return page
    grants.push(...page.value.grants)
    cursor = page.value.nextCursor ?? undefined
  } while (cursor !== undefined)
  return done(grants)
}

export interface Resealing {
  readonly accountId: string
  readonly vaultKey: Uint8Array
  /** The key as it lies in the vault now. */
  readonly item: StoredKey
  readonly grants: readonly HoldingGrant[]
  /** Told after every batch. */
  readonly onProgress?: (settled: number) => void
}

/**
 * Puts the key of the vault into grants that hold a former one (protocol §3, owner envelope). Each stands alone: what cannot
 * be done is in the report, and the rest is done. The apps notice nothing but the new key.
 */
export const resealGrants = async (ports: { api: VaultApi }, input: Resealing): Promise<Outcome<ResealReport>> => {
  // A copy: locking in the meantime overwrites the original.
  const vaultKey = input.vaultKey.slice()
  const opened = await openKey({ ...input, vaultKey })
  if (!opened.ok) return opened
  try {
    const run = new Run(ports.api, { ...input, vaultKey }, opened.value)
    return done(await run.all(input.grants))
  } finally {
    opened.value.fill(0)
    vaultKey.fill(0)
  }
}

class Run {
  readonly #resealed: string[] = []
  readonly #ended: string[] = []
  readonly #failed: { grant: HoldingGrant; problem: Problem }[] = []

  constructor(
    private readonly api: VaultApi,
    private readonly input: Resealing,
    private readonly credential: Uint8Array,
  ) {}

  async all(grants: readonly HoldingGrant[]): Promise<ResealReport> {
    let changed = await this.#round(grants)
    for (let tries = 1; changed.length > 0 && tries < TRIES; tries++) {
      const now = await this.#lookAgain(changed)
      if (now === undefined) break
      changed = await this.#round(now)
    }
    for (const grant of changed) this.#failed.push({ grant, problem: { code: 'grant_changed' } })
    return { resealed: this.#resealed, ended: this.#ended, failed: this.#failed }
  }

  /** Grants that changed, as they are now; what does not hold this key any more has nothing to be done. */
  async #lookAgain(changed: readonly HoldingGrant[]): Promise<HoldingGrant[] | undefined> {
    const listed = await listHoldingGrants({ api: this.api }, this.input.item)
    if (!listed.ok) return undefined
    const now = changed.map(
      ({ grantId }) => [grantId, listed.value.find((grant) => grant.grantId === grantId)] as const,
    )
    for (const [grantId, grant] of now) if (grant === undefined) this.#ended.push(grantId)
    return now.flatMap(([, grant]) => grant ?? [])
  }

  /** One try for each; gives those that changed meanwhile. */
  async #round(grants: readonly HoldingGrant[]): Promise<HoldingGrant[]> {
    const changed: HoldingGrant[] = []
    for (let at = 0; at < grants.length; at += AT_ONCE) {
      changed.push(...(await this.#batch(grants.slice(at, at + AT_ONCE))))
      this.input.onProgress?.(this.#resealed.length + this.#ended.length + this.#failed.length)
    }
    return changed
  }

  async #batch(grants: readonly HoldingGrant[]): Promise<HoldingGrant[]> {
    const { provider, label } = this.input.item
    const sealed = await Promise.all(grants.map(async (grant) => ({ grant, sealed: await this.#seal(grant) })))
    const ready = sealed.flatMap(({ grant, sealed: one }) => (one === undefined ? [] : { grant, sealed: one }))
    if (ready.length === 0) return []
    const answer = await this.api.resealGrants({
      provider,
      label,
      grants: ready.map(({ grant: { grantId, version }, sealed: one }) => ({ grantId, version, ...one })),
    })
    if (!answer.ok) {
      for (const { grant } of ready) this.#failed.push({ grant, problem: answer.problem })
      return []
    }
    return ready.flatMap(({ grant }) =>
      this.#note(
        grant,
        answer.value.find(({ grantId }) => grantId === grant.grantId),
      ),
    )
  }

  #note(grant: HoldingGrant, result: Resealed | undefined): HoldingGrant[] {
    switch (result?.outcome) {
      case 'resealed':
        this.#resealed.push(grant.grantId)
        return []
      case 'changed':
        return [grant]
      case 'ended':
      case 'not_found':
        this.#ended.push(grant.grantId)
        return []
      case undefined:
        this.#failed.push({ grant, problem: { code: 'internal' } })
        return []
    }
  }

  async #seal(grant: HoldingGrant): Promise<Sealed | undefined> {
    const { vaultKey, accountId, item } = this.input
    const { grantId, ownerEnvelope: envelope } = grant
    try {
      const seal = await unwrapSealHalf({ vaultKey, accountId, grantId, envelope })
      return await sealForToken({ seal, grantId, upstream: item.provider, credential: this.credential })
    } catch (error) {
      const code = isVaultError(error) ? 'envelope_unreadable' : 'crypto_failed'
      this.#failed.push({ grant, problem: { code, subject: grant.name } })
      return undefined
    }
  }
}
