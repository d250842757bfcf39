import {
  makeVault,
  type OpenedVault,
  openVault,
  openVaultWithPasskey,
  type Outcome,
  recoverVault,
  type StoredVault,
  type VaultPorts,
} from '@1relay/custody'
import { findEnvelope } from '../approve/index.js'
import type { KeyName, Work } from '../flow/index.js'
import type { Visit } from './visit.js'

/** The vault: made, opened or recovered, until its keys can be chosen from. */
export class VaultSteps {
  readonly #visit: Visit

  constructor(visit: Visit) {
    this.#visit = visit
  }

  /** The recovery code while it has to be shown. */
  get recoveryCode(): string {
    return this.#visit.keyring.recoveryCode ?? ''
  }

  async load(): Promise<void> {
    const vault = await this.#visit.work('loading', () => this.#visit.vaultPorts.api.getVault())
    if (vault === undefined) return
    this.#visit.keyring.vault = vault
    this.#visit.dispatch({ type: 'vault_found', hasPasskey: vault.passkeys.length > 0 })
  }

  async create(masterPassword: string): Promise<void> {
    const { keyring, owner, vaultPorts } = this.#visit
    if (await keyring.isAccountPassword(masterPassword)) return this.#visit.meet({ code: 'same_password' })
    const { accountId } = owner
    const made = await this.#visit.work('making_vault', () => makeVault(vaultPorts, { accountId, masterPassword }))
    if (made === undefined) {
      // Made in another window in the meantime: that one is opened instead.
      if (this.#visit.state.problem?.code === 'vault_exists') await this.load()
      return
    }
    this.#holdNew(made)
  }

  async unlock(masterPassword: string): Promise<void> {
    const { accountId } = this.#visit.owner
    await this.#open('unlocking', () =>
      this.#withVault((vault, ports) => openVault(ports, { accountId, masterPassword, vault })),
    )
  }

  /** No password is typed, and Argon2id has nothing to do. */
  async unlockWithPasskey(): Promise<void> {
    const { keyring, owner, parts } = this.#visit
    const { vault } = keyring
    if (vault === undefined) return this.load()
    const ports = { ask: parts.askPasskey }
    await this.#open('using_passkey', () => openVaultWithPasskey(ports, { accountId: owner.accountId, vault }))
  }

  async recover(recoveryCode: string, newMasterPassword: string): Promise<void> {
    const { keyring, owner } = this.#visit
    if (await keyring.isAccountPassword(newMasterPassword)) return this.#visit.meet({ code: 'same_password' })
    const opened = await this.#visit.work('recovering', () =>
      this.#withVault((vault, ports) => recoverVault(ports, { ...owner, recoveryCode, newMasterPassword, vault })),
    )
    if (opened === undefined) return
    this.#holdNew(opened)
  }

  /** The person has written the recovery code down. */
  async keepCode(): Promise<void> {
    if (await this.#loadKeys()) this.#visit.keyring.recoveryCode = undefined
  }

  /** With the vault as it is now: it may have been changed in another window, or here by a call whose answer was lost. */
  async #withVault<T>(run: (vault: StoredVault, ports: VaultPorts) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const { keyring, vaultPorts } = this.#visit
    const vault = await vaultPorts.api.getVault()
    if (!vault.ok) return vault
    keyring.vault = vault.value
    return run(vault.value, vaultPorts)
  }

  async #open(work: Work, run: () => Promise<Outcome<Uint8Array>>): Promise<void> {
    const vaultKey = await this.#visit.work(work, run)
    if (vaultKey === undefined) return
    this.#visit.keyring.vaultKey = vaultKey
    if (!this.#visit.hasLeft()) await this.#loadKeys()
  }

  async #loadKeys(): Promise<boolean> {
    if (!(await this.#ownsConnection())) return false
    const items = await this.#visit.work('loading', () => this.#visit.vaultPorts.api.listKeys())
    if (items === undefined) return false
    this.#visit.keyring.items = items
    this.#visit.dispatch({ type: 'unlocked', keys: items.map(nameOf) })
    this.#visit.tell('UNLOCK')
    return true
  }

  /** In update mode: better said now than after everything was chosen. */
  async #ownsConnection(): Promise<boolean> {
    const { state, owner, parts } = this.#visit
    const { update, grantId = '' } = state.view ?? {}
    if (!update) return true
    const { sessionToken } = owner
    const found = await this.#visit.work('loading', () => findEnvelope(parts, { sessionToken, grantId }))
    return found !== undefined
  }

  #holdNew(opened: OpenedVault & { recoveryCode: string }): void {
    const { keyring } = this.#visit
    keyring.vault = opened.vault
    keyring.vaultKey = opened.vaultKey
    keyring.recoveryCode = opened.recoveryCode
    if (!this.#visit.hasLeft()) this.#visit.dispatch({ type: 'code_made' })
  }
}

export const nameOf = ({ provider, label }: KeyName): KeyName => ({ provider, label })
