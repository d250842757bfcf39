import type { RequestHandler } from 'express'
import { middleware } from 'express-openapi-validator'
import { type ContractDocument, outsideContract, servedPart } from './contract.js'

/**
 * Checks every request against the contract: unknown paths are 404, other methods 405, unknown query parameters and
 * body fields 400. With `validatesAnswers`, an answer that the contract does not allow becomes a 500: for tests.
 */
export const contractMiddleware = (document: ContractDocument, validatesAnswers: boolean): RequestHandler[] =>
  middleware({
    // The validator writes into the document it is given.
    apiSpec: structuredClone(servedPart(document)) as never,
    validateApiSpec: false,
    validateRequests: { allowUnknownQueryParameters: false, coerceTypes: false, removeAdditional: false },
    validateResponses: validatesAnswers ? { coerceTypes: false, removeAdditional: false } : false,
    validateSecurity: false,
    fileUploader: false,
    ignorePaths: outsideContract(document),
  })
