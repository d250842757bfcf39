import { type SubmitEvent, useState } from 'react'
import { formatDollars, type Parsed, parseDollars, parseRequests } from '../../flow/index.js'
import { MainButton, QuietButton } from '../actions.js'
import { appName, useLink } from '../context.js'
import { focusField, TextField, valueOf } from '../fields.js'
import { ProblemNote } from '../problem-note.js'
import { Step } from '../step.js'

const NO_CAP = { ok: true, value: null } as const

/** Step 4: how much. */
export const Budget = () => {
  const { session, state } = useLink()
  const { budgetCents, requestsPerMinute } = state.limits
  const [isUncapped, setUncapped] = useState(budgetCents === null)
  const [isUnlimited, setUnlimited] = useState(requestsPerMinute === null)
  const [errors, setErrors] = useState<{ budget?: string | undefined; requests?: string | undefined }>({})

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const budget = isUncapped ? NO_CAP : parseDollars(valueOf(form, 'budget'))
    const requests = isUnlimited ? NO_CAP : parseRequests(valueOf(form, 'requests'))
    if (budget.ok && requests.ok) {
      return session.setLimits({ budgetCents: budget.value, requestsPerMinute: requests.value })
    }
    setErrors({ budget: whyNot(budget), requests: whyNot(requests) })
    focusField(form, budget.ok ? 'requests' : 'budget')
  }

  return (
    <Step
      title="Set a budget"
      count={4}
      lead={`${appName(state)} can never spend more than this with your keys in a month. At the cap, 1Relay stops it.`}
    >
      <form noValidate onSubmit={submit}>
        <ProblemNote />
        <TextField
          label="Monthly budget in US dollars"
          name="budget"
          type="text"
          inputMode="decimal"
          autoComplete="off"
          defaultValue={budgetCents === null ? '' : formatDollars(budgetCents)}
          disabled={isUncapped}
          error={isUncapped ? undefined : errors.budget}
          before={
            <span className="unit" aria-hidden="true">
              $
            </span>
          }
          hint={suggestion(state.view?.budgetSuggestionCents, appName(state))}
        />
        <Check label="No monthly cap" isOn={isUncapped} onChange={setUncapped} />
        {isUncapped ? (
          <p className="note note-warning">Without a cap, only the limits of your provider account apply.</p>
        ) : null}
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
        <div className="buttons">
          <MainButton>Continue</MainButton>
          <QuietButton onClick={() => session.navigate.goBack()}>Back</QuietButton>
        </div>
      </form>
    </Step>
  )
}

const Check = (props: { label: string; isOn: boolean; onChange: (isOn: boolean) => void }) => (
  <label className="check">
    <input type="checkbox" checked={props.isOn} onChange={(event) => props.onChange(event.currentTarget.checked)} />
    <span>{props.label}</span>
  </label>
)

const suggestion = (cents: number | null | undefined, app: string): string =>
  typeof cents === 'number'
    ? `${app} suggests $${formatDollars(cents)}. You decide, and can change it any time.`
    : 'You can change it any time.'

const whyNot = (parsed: Parsed | typeof NO_CAP): string | undefined => (parsed.ok ? undefined : parsed.why)
