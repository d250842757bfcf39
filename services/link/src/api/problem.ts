import { done, failed, type Outcome as CustodyOutcome, type Problem as CustodyProblem } from '@1relay/custody'

/** What only this page can find out: who opened it, and for what. */
export type LinkProblemCode = 'wrong_session' | 'origin_not_registered' | 'no_way_back'

/** Why something did not work, in a form the page can show: never a value that a person typed. */
export type Problem = CustodyProblem<LinkProblemCode>

/** What came of something that may fail for a reason that the person should read. */
export type Outcome<T> = CustodyOutcome<T, LinkProblemCode>

export { done, failed }
