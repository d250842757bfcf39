import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface House {
  /** The public origin: API, relay and Link. */
  origin: string
  /** The control plane itself, as relays know it: on this machine only. */
  controlOrigin: string
  exampleOrigin: string
  databaseUrl: string
  redisUrl: string
  /** The data folder: secrets, logs, mails. */
  folder: string
}

/** Where the running house is. */
export const house = (): House => {
  const text = process.env['HOUSE']
  if (!text) throw new Error('HOUSE is not set: the suite runs without its global setup.')
  return JSON.parse(text) as House
}

export type ServerSecrets = { internalSecret: string } & Record<string, unknown>

/** Every secret that the servers of this house know, as one text: what an attacker has who took all of them. */
export const serverSecrets = (): ServerSecrets =>
  JSON.parse(readFileSync(join(house().folder, 'secrets.json'), 'utf8')) as ServerSecrets
