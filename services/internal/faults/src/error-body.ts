import { ERRORS, type ErrorBody, type ErrorDetail } from '@1relay/contracts'
import type { Fault } from './fault.js'

/** The HTTP status that the catalogue gives the fault's code. */
export const statusOf = (fault: Fault): number => ERRORS[fault.code].status

// Copied field by field: an object with more in it than the contract allows cannot slip out.
const publicDetail = ({ field, problem }: ErrorDetail): ErrorDetail =>
  field === undefined ? { problem } : { field, problem }

/** The body of the answer: sentence and type from the catalogue, details only in their typed form. */
export const toErrorBody = (fault: Fault, requestId: string): ErrorBody => {
  const { message, type } = ERRORS[fault.code]
  const details = fault.details?.map(publicDetail)
  return { success: false, error: { code: fault.code, message, type, requestId, ...(details && { details }) } }
}
