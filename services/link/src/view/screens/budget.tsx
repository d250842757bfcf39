import { type SubmitEvent, useRef, useState } from 'react'
import { currentLimits, formatDollars, type Parsed, parseCap, parseRequests, presetsAround } from '../../flow/index.js'
import { MainButton, QuietButton } from '../actions.js'
import { appName, useLink } from '../context.js'
import { focusField, TextField, valueOf } from '../fields.js'
import { LockIcon } from '../icons.js'
import { ProblemNote } from '../problem-note.js'
import { Step } from '../step.js'

const NO_CAP = { ok: true, value: null } as const
// What the presets lie around when nobody suggested anything.
const MODEST_CENTS = 500

/** Step 4: how much. */
export const Budget = () => {
  const { session, state } = useLink()
  const { budgetCents, requestsPerMinute } = state.limits
  const [isUncapped, setUncapped] = useState(budgetCents === null)
  const [isUnlimited, setUnlimited] = useState(requestsPerMinute === null)
  const [errors, setErrors] = useState<{ budget?: string | undefined; requests?: string | undefined }>({})
  const pace = useRef<HTMLDetailsElement>(null)

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const budget = isUncapped ? NO_CAP : parseCap(valueOf(form, 'budget'))
    const requests = isUnlimited ? NO_CAP : parseRequests(valueOf(form, 'requests'))
    if (budget.ok && requests.ok) {
      return session.consent.setLimits({ budgetCents: budget.value, requestsPerMinute: requests.value })
    }
    setErrors({ budget: whyNot(budget), requests: whyNot(requests) })
    if (!requests.ok && pace.current) pace.current.open = true
    focusField(form, budget.ok ? 'requests' : 'budget')
  }

  return (
    <Step title="Set a budget" lead={`How much may ${appName(state)} spend on your keys in a calendar month?`}>
      <form noValidate onSubmit={submit}>
        <ProblemNote />
        <Amount isUncapped={isUncapped} error={errors.budget} />
        <Check label="No monthly cap" isOn={isUncapped} onChange={setUncapped} />
        {isUncapped ? (
          <p className="note note-warning">Without a cap, only the limits of your provider account apply.</p>
        ) : (
          <p className="note note-calm">
            <LockIcon />
            <span>
              <strong>A hard cap.</strong> Before each call 1Relay sets aside the most that it can cost; what does not
              fit is refused.
            </span>
          </p>
        )}
        <details className="more" ref={pace}>
          <summary>
            Requests a minute: {isUnlimited ? 'no limit' : (requestsPerMinute ?? 'set it')} <span>Change</span>
          </summary>
          <TextField
            label="Requests a minute"
            name="requests"
            type="text"
            inputMode="numeric"
            autoComplete="off"
            defaultValue={requestsPerMinute === null ? '' : String(requestsPerMinute)}
            disabled={isUnlimited}
            error={isUnlimited ? undefined : errors.requests}
          />
          <Check label="No limit on requests" isOn={isUnlimited} onChange={setUnlimited} />
        </details>
        <div className="buttons">
          <MainButton>Continue</MainButton>
          <QuietButton onClick={() => session.navigate.goBack()}>Back</QuietButton>
        </div>
      </form>
    </Step>
  )
}

/** The amount: typed, or picked. The field keeps it; only which preset it equals is state. */
const Amount = ({ isUncapped, error }: { isUncapped: boolean; error: string | undefined }) => {
  const { state } = useLink()
  const { view, limits } = state
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(limits.budgetCents === null ? '' : formatDollars(limits.budgetCents))
  const suggested = view?.budgetSuggestionCents ?? null
  const parsed = parseCap(typed)
  const pick = (cents: number) => {
    setTyped(formatDollars(cents))
    input.current?.focus()
  }
  return (
    <>
      <TextField
        label="Monthly budget in US dollars"
        name="budget"
        type="text"
        inputMode="decimal"
        autoComplete="off"
        inputRef={input}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        disabled={isUncapped}
        error={isUncapped ? undefined : error}
        before={
          <span className="unit" aria-hidden="true">
            $
          </span>
        }
        after={
          <span className="unit is-after" aria-hidden="true">
            a month
          </span>
        }
        hint={suggestion(appName(state), suggested, view && currentLimits(view)?.budgetCents)}
      />
      <div className="presets" role="group" aria-label="Amounts to pick">
        {presetsAround(suggested ?? MODEST_CENTS).map((cents) => (
          <button
            key={cents}
            type="button"
            className="preset"
            disabled={isUncapped}
            aria-pressed={parsed.ok && parsed.value === cents}
            onClick={() => pick(cents)}
          >
            ${formatDollars(cents)}
          </button>
        ))}
      </div>
    </>
  )
}

const Check = (props: { label: string; isOn: boolean; onChange: (isOn: boolean) => void }) => (
  <label className="check">
    <input type="checkbox" checked={props.isOn} onChange={(event) => props.onChange(event.currentTarget.checked)} />
    <span>{props.label}</span>
  </label>
)

const suggestion = (app: string, cents: number | null, now: number | null | undefined): string => {
  const today = now === undefined ? '' : now === null ? 'It has no cap now. ' : `It is $${formatDollars(now)} now. `
  return cents === null
    ? `${today}You can change it any time.`
    : `${today}${app} suggests $${formatDollars(cents)}. You decide, and can change it any time.`
}

const whyNot = (parsed: Parsed | typeof NO_CAP): string | undefined => (parsed.ok ? undefined : parsed.why)
