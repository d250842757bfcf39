import type { Linked } from '../audit/index.js'

/** A record as the API shows it. */
export const presentRecord = ({ record, hash }: Linked) => ({
  seq: record.seq,
  at: record.at,
  recordedAt: record.recordedAt,
  kind: record.kind,
  hash,
  call: record.kind === 'call' ? record.call : null,
  act: record.kind === 'admin' ? record.act : null,
})

export type PresentedRecord = ReturnType<typeof presentRecord>
