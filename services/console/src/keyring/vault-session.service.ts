import { Keyring } from '@1relay/custody'
import { IdleClock } from './idle-clock.js'

export interface VaultSnapshot {
  readonly isOpen: boolean
}

const OPEN: VaultSnapshot = { isOpen: true }
const LOCKED: VaultSnapshot = { isOpen: false }
const LOOK_EVERY_MS = 5_000
const MINUTE_MS = 60_000

export interface VaultSessionParts {
  readonly now: () => number
  /** Calls back every so many milliseconds; gives what ends that. */
  readonly every: (ms: number, run: () => void) => () => void
  readonly minutes: number
}

/** Holds the vault key while the vault is open in this tab, and locks it when the person is away. */
export class VaultSession {
  readonly #parts: VaultSessionParts
  readonly #keyring = new Keyring()
  readonly #listeners = new Set<() => void>()
  #clock: IdleClock
  #minutes: number
  #stopLooking: (() => void) | undefined
  #isPasswordShared = false
  #visit = 0

  constructor(parts: VaultSessionParts) {
    this.#parts = parts
    this.#minutes = parts.minutes
    this.#clock = this.#newClock()
  }

  get vaultKey(): Uint8Array | undefined {
    this.lockIfDue()
    return this.#keyring.vaultKey
  }

  /**
   * Gives the vault key while this very opening lasts. Locked and open again is another one: whoever began under the former
   * may be somebody else.
   */
  lease(): () => Uint8Array | undefined {
    const leased = this.vaultKey
    return () => (this.vaultKey === leased ? leased : undefined)
  }

  /** What comes of it says whether the person of now is still the one who is signed in. */
  visit(): () => boolean {
    const visit = this.#visit
    return () => visit === this.#visit
  }

  /** Takes the key over: whoever made it keeps no copy. */
  hold(vaultKey: Uint8Array): void {
    this.#clock = this.#newClock()
    this.#keyring.vaultKey = vaultKey
    this.#stopLooking ??= this.#parts.every(LOOK_EVERY_MS, () => this.lockIfDue())
    this.#tell()
  }

  /** Remembers enough of the account password to recognise it: it must not become the master password too. */
  noteAccountPassword(password: string): Promise<void> {
    return this.#keyring.noteAccountPassword(password)
  }

  isAccountPassword(password: string): Promise<boolean> {
    return this.#keyring.isAccountPassword(password)
  }

  /** True while the master password is known to be the account password too, which the server sees. */
  get isPasswordShared(): boolean {
    return this.#isPasswordShared
  }

  tellShared(isShared: boolean): void {
    this.#isPasswordShared = isShared
    this.#tell()
  }

  /** A new recovery code that the person has yet to save. A lock leaves it: there is no other copy. */
  get unsavedCode(): string | undefined {
    return this.#keyring.recoveryCode
  }

  showCode(recoveryCode: string): void {
    this.#keyring.recoveryCode = recoveryCode
    this.#tell()
  }

  codeSaved(): void {
    this.#keyring.recoveryCode = undefined
    this.#tell()
  }

  lock(): void {
    this.#stopLooking?.()
    this.#stopLooking = undefined
    const wasOpen = this.#keyring.vaultKey !== undefined
    this.#keyring.lock()
    if (wasOpen) this.#tell()
  }

  /** Locks, and keeps nothing of the person either: they have signed out, or somebody else signs in. */
  forget(): void {
    this.lock()
    this.#keyring.wipe()
    this.#visit += 1
    this.#isPasswordShared = false
    this.#tell()
  }

  /** The person did something. */
  touch(): void {
    this.#clock.touch(this.#parts.now())
  }

  /** A timer may sleep with the machine: ask before anything opened is shown again. */
  lockIfDue(): void {
    if (this.#keyring.vaultKey !== undefined && this.#clock.isOver(this.#parts.now())) this.lock()
  }

  limitTo(minutes: number): void {
    this.#minutes = minutes
    this.#clock.limitTo(minutes * MINUTE_MS)
    this.lockIfDue()
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly snapshot = (): VaultSnapshot => (this.#keyring.vaultKey === undefined ? LOCKED : OPEN)

  #newClock(): IdleClock {
    return new IdleClock(this.#parts.now(), this.#minutes * MINUTE_MS)
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}
