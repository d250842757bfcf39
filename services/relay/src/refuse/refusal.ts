import type { ErrorCode, RefusalReason } from '@1relay/contracts'
import { Fault, type FaultOptions } from '@1relay/faults'

/** A refusal of the relay: a Fault whose true reason is kept for the record when the code hides it. */
export class Refusal extends Fault {
  constructor(
    code: ErrorCode,
    readonly reason: ErrorCode | RefusalReason,
    options?: FaultOptions,
  ) {
    super(code, `refused: ${reason}`, options)
  }
}

/** The reason that a record names for any failure. */
export const reasonOf = (failure: Fault): ErrorCode | RefusalReason =>
  failure instanceof Refusal ? failure.reason : failure.code
