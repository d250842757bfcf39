import type { AdminEntry } from '../audit/index.js'
import type { StoredGrant } from '../grants/index.js'
import type { Acquaintance, Holder, IpConfirmation, TrustedIp } from './trust.js'

export interface TrustedPage {
  /** Sort key of the last one of the page before. */
  readonly after?: { readonly createdAt: Date; readonly id: string }
  readonly limit: number
}

/** Work on one holder while nobody else works on them. What it writes MUST be there whole or not at all. */
export interface HolderWork {
  acquaintance(): Promise<Acquaintance>
  findConfirmation(id: string): Promise<IpConfirmation | undefined>
  /** MUST replace what is there of the same holder and network. */
  saveTrusted(trusted: TrustedIp): Promise<void>
  /** MUST replace what is there of the same id, and an open one of the same holder and network. */
  saveConfirmation(confirmation: IpConfirmation): Promise<void>
  /** Writes these networks into every key of the holder that asks for confirmation and has other ones; gives those keys. */
  spread(networks: readonly string[]): Promise<StoredGrant[]>
  record(entry: AdminEntry): Promise<void>
}

/** What trusted addresses need from storage. */
export interface TrustStore {
  /** MUST let one piece of work at a time see a holder's mailbox, under any concurrency. */
  forHolder<T>(holder: Holder, work: (holder: HolderWork) => Promise<T>): Promise<T>
  /** The same without waiting for anybody: may be outdated by the time it answers. */
  acquaintance(holder: Holder): Promise<Acquaintance>
  findConfirmation(id: string): Promise<IpConfirmation | undefined>
  /** The mail of this confirmation is safe. */
  markMailed(id: string, at: Date): Promise<void>
  dropConfirmation(id: string): Promise<void>
  /** MUST NOT find one of another workspace. Revoked ones too. */
  find(workspaceId: string, id: string): Promise<TrustedIp | undefined>
  /** Those that are trusted now, newest first. */
  list(workspaceId: string, holderEmail: string | undefined, page: TrustedPage): Promise<TrustedIp[]>
}
