import type { KnownHead } from './known-head.js'

/** What a file is held against besides itself. A field that is given has a value: leave out what you do not know. */
export interface Expectation {
  readonly workspaceId?: string
  /** Ed25519, base64url. */
  readonly publicKey?: string
  /** A head that was told earlier. `parseHead` gives undefined for a text without one: check that before. */
  readonly head?: KnownHead
}

/** Everything that can be wrong with a file. */
export type ProblemKind =
  /** A line is not what belongs there. */
  | 'malformed'
  /** The file stops before its end. */
  | 'incomplete'
  /** It is of another workspace, or a record of another one is in it. */
  | 'wrong_workspace'
  /** It is signed with another key than the one that was expected. */
  | 'wrong_key'
  /** Records are missing, and no anchor says that they were pruned. */
  | 'missing'
  /** It holds no record and no anchor, so nothing in it is signed: it proves nothing. */
  | 'empty'
  /** A record stands where another one belongs. */
  | 'out_of_order'
  /** A record does not have the hash that it had, or stood behind another one. */
  | 'changed'
  /** An anchor that this key did not sign, or that does not fit between its neighbours. */
  | 'forged_anchor'
  | 'forged_head'
  /** The chain ends before the head that was told earlier. */
  | 'truncated'
  /** The chain is another one than the one whose head was told earlier. */
  | 'rewritten'
  /** The head that was told earlier is a hash alone, and of no record in the file: changed, or pruned since. Its number tells which. */
  | 'unknown_head'

/** The first thing that is wrong with a file, and where. */
export interface Problem {
  readonly kind: ProblemKind
  /** In the file, from 1. */
  readonly line: number
  /** The record at which it shows. */
  readonly seq?: number
}

/** What is proven, or the first thing that is wrong. */
export type Verification =
  | {
      readonly ok: true
      readonly workspaceId: string
      readonly publicKey: string
      /** How many records are in the file, and how many signed anchors stand for. */
      readonly records: number
      readonly pruned: number
      readonly head: { readonly seq: number; readonly hash: string }
      /**
       * `matched`: the head that was told earlier is in the chain. `pruned`: it was told of a record that an anchor stands for now.
       * `none`: there was none to compare with, so whoever has the installation's keys could have written this file anew.
       */
      readonly knownHead: 'matched' | 'pruned' | 'none'
      /** Whether the key was expected. If not, anchors prove nothing until `publicKey` is compared with the one that was told. */
      readonly isKeyExpected: boolean
    }
  | { readonly ok: false; readonly problem: Problem }
