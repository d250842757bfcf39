/** Redis was there: every one of these servers answered, and had what was written until then. */
export interface RedisContact {
  /** As `nameServers` names them. */
  readonly servers: string
  readonly at: Date
}

/** Remembers the last contact with Redis for whoever starts after everything was down. */
export interface ContactStore {
  find(): Promise<RedisContact | undefined>
  save(contact: RedisContact): Promise<void>
}
